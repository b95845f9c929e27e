package gatehouse.model;

import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Derived;
import gatehouse.spi.schema.Distinct;
import gatehouse.spi.schema.Kind;
import gatehouse.spi.schema.Length;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Match.Form;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.OrEmpty;
import gatehouse.spi.schema.Ref;
import gatehouse.spi.schema.Unique;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One configured instance of a plugin.
///
/// @param config the bound configuration record
/// @param enforce false: decide and record, but let the request pass
/// @param ordering access-phase ordering; null for the plain priority
/// @param origin `FILE:LINE:COL` of the instance
@Kind(
    list = "plugins",
    key = {"name", "route", "service", "consumer", "consumer_group"})
public record PluginEntity(
    @Match(Form.UUID) String id,
    String name,
    @Match(Form.NAME) @Unique @Nullable String instanceName,
    Record config,
    @Default("true") boolean enabled,
    @Default("true") boolean enforce,
    @Default("[grpc, grpcs, http, https]")
        @Distinct
        @Length(min = 1)
        @OneOf({"grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp"})
        List<String> protocols,
    @Ref("routes") @Nullable String route,
    @Ref("services") @Nullable String service,
    @Ref("consumers") @Nullable String consumer,
    @Ref("consumer_groups") @Nullable String consumerGroup,
    @Nullable Ordering ordering,
    @Derived String origin,
    @OrEmpty @Distinct @Match(Form.TAG) List<String> tags)
    implements Entity, Checked {

  /// Before and after which plugins the instance runs, by phase; only `access` is known.
  public record Ordering(
      @OrEmpty Map<@OneOf("access") String, List<String>> before,
      @OrEmpty Map<@OneOf("access") String, List<String>> after) {}

  @Override
  public void check(Check check) {
    if (consumer != null && consumerGroup != null) {
      check.fault("consumer_group", "value must be null: consumer is set");
    }
    if (ordering != null && (consumer != null || consumerGroup != null)) {
      check.fault("ordering", "value must be null: the instance is scoped to a consumer");
    }
  }
}
