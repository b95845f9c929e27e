package gatehouse.config;

import gatehouse.spi.Catalogue;
import gatehouse.spi.Cidr;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Plugin;
import gatehouse.spi.Policy;
import gatehouse.spi.Policy.Scope;
import gatehouse.spi.Secret;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Distinct;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Length;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.Range;
import gatehouse.spi.schema.Referenceable;
import gatehouse.spi.schema.Shorthand;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Plugins with every kind of field; they do nothing.
final class TestPlugins {
  static final Catalogue CATALOGUE =
      new Catalogue(List.of(Guard.class, Limit.class, Addresses.class, Recorder.class, Free.class));

  private TestPlugins() {}

  /// Proves who the caller is.
  @Policy(
      name = "guard",
      priority = 1250,
      scopes = {Scope.GLOBAL, Scope.SERVICE, Scope.ROUTE},
      authenticates = true,
      summary = "Proves who the caller is.")
  public static final class Guard implements Plugin {
    /// Texts in lists.
    public record Config(
        @Default("[\"apikey\"]") @Length(min = 1) @Match(Match.Form.HEADER_NAME)
            List<String> keyNames,
        @Default("false") boolean hideCredentials,
        @Nullable String anonymous) {}

    /// Builds nothing.
    public Guard(Guard.Config config, Workshop workshop) {}
  }

  /// Counts.
  @Policy(name = "limit", priority = 910, summary = "Counts requests.")
  public static final class Limit implements Plugin {
    /// Numbers, a nested record, old names.
    @Shorthand(field = "redis_host", of = "redis.host")
    @Shorthand(field = "redis_port", of = "redis.port")
    public record Config(
        @Range(min = 0, minExcluded = true) @Doc("Requests a minute.") @Nullable Double minute,
        @Range(min = 0, minExcluded = true) @Nullable Double hour,
        @Default("local") @OneOf({"local", "redis"}) String policy,
        @Default("429") @Range(min = 100, max = 599) int errorCode,
        @Nullable HeaderName headerName,
        Redis redis)
        implements Checked {
      @Override
      public void check(Check check) {
        check.atLeastOneOf("minute", "hour");
        if (policy.equals("redis")) {
          check.required("redis.host", "policy");
        }
        if (minute != null && hour != null && hour < minute) {
          check.fault("hour", "The limit for hour cannot be lower than the limit for minute");
        }
      }
    }

    /// Where counters are shared.
    public record Redis(
        @Match(Match.Form.HOST) @Nullable String host,
        @Default("6379") @Range(min = 0, max = 65535) int port,
        @Referenceable @Nullable Secret password) {}

    /// Builds nothing.
    public Limit(Limit.Config config, Workshop workshop) {}
  }

  /// Judges addresses.
  @Policy(name = "addresses", priority = 990, summary = "Judges addresses.")
  public static final class Addresses implements Plugin {
    /// Address ranges.
    public record Config(@Nullable List<Cidr> allow, @Nullable List<Cidr> deny) implements Checked {
      @Override
      public void check(Check check) {
        check.atLeastOneOf("allow", "deny");
      }
    }

    /// Builds nothing.
    public Addresses(Addresses.Config config, Workshop workshop) {}
  }

  /// Writes things down.
  @Policy(name = "recorder", priority = 9, decides = false, summary = "Writes things down.")
  public static final class Recorder implements Plugin {
    /// Maps, sets, paths, lists of records, references.
    public record Config(
        Path path,
        @Referenceable @Nullable Map<String, String> headers,
        @Default("[GET]") @OneOf({"GET", "POST"}) Set<String> methods,
        @Distinct @Nullable List<String> labels,
        @Default("10") long size,
        @Nullable List<Rule> rules) {}

    /// An element of a list.
    public record Rule(String name, @Default("1") int weight, @Match(Match.Form.REGEX) String when)
        implements Checked {
      @Override
      public void check(Check check) {
        if (weight == 0) {
          check.warn("weight", "never applies");
        }
      }
    }

    /// Builds nothing.
    public Recorder(Recorder.Config config, Workshop workshop) {}
  }

  /// Takes anything.
  @Policy(
      name = "free",
      priority = 1,
      scopes = {Scope.SERVICE, Scope.ROUTE},
      summary = "Takes anything.")
  public static final class Free implements Plugin {
    /// A value of any shape.
    public record Config(@Nullable Object value) {}

    /// Builds nothing.
    public Free(Free.Config config, Workshop workshop) {}
  }
}
