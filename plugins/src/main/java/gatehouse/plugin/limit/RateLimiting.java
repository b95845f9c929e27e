package gatehouse.plugin.limit;

import gatehouse.spi.Answer;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.OnRequest;
import gatehouse.spi.Policy;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.Range;
import gatehouse.spi.schema.Shorthand;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Limits how many requests a caller may make in each calendar period.
@Policy(
    name = "rate-limiting",
    priority = 910,
    summary = "Limits how many requests a caller may make in each calendar period.")
public final class RateLimiting implements OnRequest {
  private static final HeaderName LIMIT = HeaderName.of("RateLimit-Limit");
  private static final HeaderName REMAINING = HeaderName.of("RateLimit-Remaining");
  private static final HeaderName RESET = HeaderName.of("RateLimit-Reset");
  private static final HeaderName RETRY_AFTER = HeaderName.of("Retry-After");

  private final Quota quota;
  private final CountedBy countedBy;
  private final Told[] told;
  private final boolean hidesHeaders;
  private final Answer refusal;

  /// What an instance is told.
  @Shorthand(field = "redis_host", of = "redis.host")
  @Shorthand(field = "redis_port", of = "redis.port")
  @Shorthand(field = "redis_timeout", of = "redis.timeout")
  @Shorthand(field = "redis_username", of = "redis.username")
  @Shorthand(field = "redis_password", of = "redis.password")
  @Shorthand(field = "redis_database", of = "redis.database")
  @Shorthand(field = "redis_ssl", of = "redis.ssl")
  @Shorthand(field = "redis_ssl_verify", of = "redis.ssl_verify")
  @Shorthand(field = "redis_server_name", of = "redis.server_name")
  public record Config(
      @Nullable @Range(min = 0, minExcluded = true) @Doc("Requests allowed in each second.")
          Double second,
      @Nullable @Range(min = 0, minExcluded = true) @Doc("Requests allowed in each minute.")
          Double minute,
      @Nullable @Range(min = 0, minExcluded = true) @Doc("Requests allowed in each hour.")
          Double hour,
      @Nullable @Range(min = 0, minExcluded = true) @Doc("Requests allowed in each day (UTC).")
          Double day,
      @Nullable
          @Range(min = 0, minExcluded = true)
          @Doc("Requests allowed in each calendar month (UTC).")
          Double month,
      @Nullable
          @Range(min = 0, minExcluded = true)
          @Doc("Requests allowed in each calendar year (UTC).")
          Double year,
      @Default("consumer")
          @OneOf({"consumer", "credential", "ip", "service", "header", "path"})
          @Doc(
              "What requests are counted by. Where a request lacks it, its client's address"
                  + " counts.")
          String limitBy,
      @Nullable
          @Match(Match.Form.HEADER_NAME)
          @Doc("The header whose value is counted by; for `limit_by: header`.")
          String headerName,
      @Nullable @Doc("The path whose requests are counted together; for `limit_by: path`.")
          String path,
      @Default("local")
          @OneOf({"local", "redis"})
          @Doc("Where counters are kept: `local` in this process; `redis` is not available yet.")
          String policy,
      @Default("true") @Doc("Whether requests pass while the store of the counters is down.")
          boolean faultTolerant,
      @Doc("The Redis server, for `policy: redis`; idle otherwise.") Redis redis,
      @Default("false") @Doc("Whether the client is told nothing about its limits.")
          boolean hideClientHeaders,
      @Default("429") @Range(min = 200, max = 599) @Doc("Status of a refusal.") int errorCode,
      @Default("API rate limit exceeded") @Doc("Text of a refusal.") String errorMessage,
      @Default("-1")
          @Doc("Seconds between two exchanges of counters with Redis; -1 means with every request.")
          double syncRate)
      implements Checked {
    @Override
    public void check(Check check) {
      limits().check(check);
      if (limitBy.equals("header") && headerName == null) {
        check.required("header_name", "limit_by");
      }
      if (limitBy.equals("path") && path == null) {
        check.required("path", "limit_by");
      }
      if (policy.equals("redis")) {
        redis.check(check);
        if (syncRate != -1 && syncRate < 0.02) {
          check.fault("sync_rate", "must be -1 or at least 0.02");
        }
      } else if (syncRate != -1) {
        check.fault("sync_rate", "can only be used with the policy redis");
      }
    }

    Limits limits() {
      return new Limits(second, minute, hour, day, month, year);
    }
  }

  /// What the client is told about one period.
  private record Told(Period period, String limit, HeaderName limitName, HeaderName remainingName) {
    Told(Map.Entry<Period, Long> limit) {
      this(
          limit.getKey(),
          limit.getValue().toString(),
          HeaderName.of("X-RateLimit-Limit-" + limit.getKey().title()),
          HeaderName.of("X-RateLimit-Remaining-" + limit.getKey().title()));
    }
  }

  /// Builds an instance.
  public RateLimiting(Config config, Workshop workshop) {
    Map<Period, Long> limits = config.limits().byPeriod();
    quota = new Quota("rate-limiting", limits, workshop);
    countedBy =
        new CountedBy(
            CountedBy.By.valueOf(config.limitBy().toUpperCase(Locale.ROOT)),
            config.headerName(),
            config.path());
    told = limits.entrySet().stream().map(Told::new).toArray(Told[]::new);
    hidesHeaders = config.hideClientHeaders();
    refusal = Answer.error(config.errorCode(), config.errorMessage());
  }

  @Override
  public Step onRequest(Exchange x) {
    Quota.Taken taken = quota.take(x.now(), countedBy.identifier(x), x.client().countingAddress());
    int exhausted = taken.exhausted();
    if (!hidesHeaders) {
      tell(x, taken);
    }
    if (exhausted < 0) {
      return Step.NEXT;
    }
    String period = told[exhausted].period.word();
    return x.deny(
        refusal, period, "the limit of " + told[exhausted].limit + " a " + period + " is used up");
  }

  /// Each period by its own pair of headers, and the tightest one (of two equally tight ones the
  /// longer) by the three headers without a period.
  private void tell(Exchange x, Quota.Taken taken) {
    int tightest = 0;
    for (int i = 0; i < told.length; i++) {
      x.answerHeader(told[i].limitName, told[i].limit);
      x.answerHeader(told[i].remainingName, Long.toString(taken.remaining(i)));
      tightest = taken.remaining(i) <= taken.remaining(tightest) ? i : tightest;
    }
    long passed = (x.now() - taken.start(tightest)) / 1000;
    String reset = Long.toString(Math.max(1, told[tightest].period.nominalSeconds() - passed));
    x.answerHeader(LIMIT, told[tightest].limit);
    x.answerHeader(REMAINING, Long.toString(taken.remaining(tightest)));
    x.answerHeader(RESET, reset);
    if (taken.exhausted() >= 0) {
      x.answerHeader(RETRY_AFTER, reset);
    }
  }
}
