package gatehouse.model;

import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Distinct;
import gatehouse.spi.schema.Kind;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Match.Form;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.OrEmpty;
import gatehouse.spi.schema.Range;
import gatehouse.spi.schema.Ref;
import gatehouse.spi.schema.Unique;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A named set of targets that a service's host can stand for.
///
/// @param healthchecks kept as configured; health checking reads it
@Kind(list = "upstreams", key = "name")
public record Upstream(
    @Match(Form.UUID) String id,
    @Match(Form.HOST_NAME) @Unique String name,
    @Default("round-robin")
        @OneOf({"consistent-hashing", "least-connections", "round-robin", "latency"})
        String algorithm,
    @Default("none")
        @OneOf({"none", "consumer", "ip", "header", "cookie", "path", "query_arg", "uri_capture"})
        String hashOn,
    @Default("none")
        @OneOf({"none", "consumer", "ip", "header", "cookie", "path", "query_arg", "uri_capture"})
        String hashFallback,
    @Match(Form.HEADER_NAME) @Nullable String hashOnHeader,
    @Match(Form.HEADER_NAME) @Nullable String hashFallbackHeader,
    @Nullable String hashOnCookie,
    @Default("/") @Match(Form.SERVICE_PATH) String hashOnCookiePath,
    @Nullable String hashOnQueryArg,
    @Nullable String hashFallbackQueryArg,
    @Nullable String hashOnUriCapture,
    @Nullable String hashFallbackUriCapture,
    @Default("10000") @Range(min = 10, max = 65536) int slots,
    @Match(Form.HOST_AND_PORT) @Nullable String hostHeader,
    @Ref(value = "certificates", nested = false) @Nullable String clientCertificate,
    @Default("false") boolean useSrvName,
    Healthchecks healthchecks,
    @OrEmpty @Distinct @Match(Form.TAG) List<String> tags)
    implements Entity, Checked {

  private static final Set<String> ONCE = Set.of("consumer", "ip", "path");

  /// Kong's implications: a value to hash means consistent hashing, and the algorithms that never
  /// hash forget it.
  public Upstream {
    if (algorithm.equals("least-connections") || algorithm.equals("latency")) {
      hashOn = "none";
      hashFallback = "none";
    } else if (!hashOn.equals("none")) {
      algorithm = "consistent-hashing";
    }
  }

  @Override
  public void check(Check check) {
    require(check, "hash_on", hashOn, "header", "hash_on_header", hashOnHeader);
    require(check, "hash_on", hashOn, "cookie", "hash_on_cookie", hashOnCookie);
    require(check, "hash_on", hashOn, "query_arg", "hash_on_query_arg", hashOnQueryArg);
    require(check, "hash_on", hashOn, "uri_capture", "hash_on_uri_capture", hashOnUriCapture);
    String fallback = "hash_fallback";
    require(check, fallback, hashFallback, "header", "hash_fallback_header", hashFallbackHeader);
    require(check, fallback, hashFallback, "cookie", "hash_on_cookie", hashOnCookie);
    require(
        check,
        fallback,
        hashFallback,
        "query_arg",
        "hash_fallback_query_arg",
        hashFallbackQueryArg);
    require(
        check,
        fallback,
        hashFallback,
        "uri_capture",
        "hash_fallback_uri_capture",
        hashFallbackUriCapture);
    if (!hashFallback.equals("none") && (hashOn.equals("none") || hashOn.equals("cookie"))) {
      conditional(check, "hash_fallback", "hash_on");
    }
    if (ONCE.contains(hashOn) && hashOn.equals(hashFallback)) {
      conditional(check, "hash_fallback", "hash_on");
    }
    distinct(check, "hash_on_header", hashOnHeader, "hash_fallback_header", hashFallbackHeader);
    distinct(
        check,
        "hash_on_query_arg",
        hashOnQueryArg,
        "hash_fallback_query_arg",
        hashFallbackQueryArg);
    distinct(
        check,
        "hash_on_uri_capture",
        hashOnUriCapture,
        "hash_fallback_uri_capture",
        hashFallbackUriCapture);
  }

  private static void require(
      Check check, String by, String value, String when, String field, @Nullable String set) {
    if (value.equals(when) && set == null) {
      check.required(field, by);
    }
  }

  private static void conditional(Check check, String field, String by) {
    check.fault(field, "failed conditional validation given value of field '" + by + "'");
  }

  private static void distinct(
      Check check, String one, @Nullable String a, String other, @Nullable String b) {
    if (a != null && b != null && a.equalsIgnoreCase(b)) {
      check.fault(other, "values of these fields must be distinct: '" + one + "', '" + other + "'");
    }
  }
}
