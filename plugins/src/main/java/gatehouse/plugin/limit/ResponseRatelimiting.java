package gatehouse.plugin.limit;

import gatehouse.spi.Answer;
import gatehouse.spi.Attribute;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import gatehouse.spi.OnRequest;
import gatehouse.spi.OnResponse;
import gatehouse.spi.Policy;
import gatehouse.spi.Response;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Length;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.Shorthand;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Limits what a caller may use up of things that the service counts: it tells the amount in a
/// header of its answer.
@Policy(
    name = "response-ratelimiting",
    priority = 900,
    summary = "Limits what a caller may use up of things that the service counts in its answers.")
public final class ResponseRatelimiting implements OnRequest, OnResponse {
  private static final Attribute<Used> USED = new Attribute<>(Used.class, "response-ratelimiting");

  /// Amounts beyond this are a mistake of the service; they count as this much.
  private static final long MOST = 1_000_000_000;

  private final List<Thing> things;
  private final CountedBy countedBy;
  private final HeaderName header;
  private final boolean blocksFirst;
  private final boolean hidesHeaders;

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
      @Length(min = 1) @Doc("The limits of each thing that is counted, by its name.")
          Map<String, Limits> limits,
      @Default("x-kong-limit")
          @Match(Match.Form.HEADER_NAME)
          @Doc(
              "The header of the service's answer that tells what was used: `video=1, image=2`. The"
                  + " client does not get it.")
          String headerName,
      @Default("consumer")
          @OneOf({"consumer", "credential", "ip"})
          @Doc("What is counted by. Where a request lacks it, its client's address counts.")
          String limitBy,
      @Default("local")
          @OneOf({"local", "redis"})
          @Doc("Where counters are kept: `local` in this process; `redis` is not available yet.")
          String policy,
      @Default("true") @Doc("Whether requests pass while the store of the counters is down.")
          boolean faultTolerant,
      @Doc("The Redis server, for `policy: redis`; idle otherwise.") Redis redis,
      @Default("false")
          @Doc(
              "Whether a request is refused as soon as anything is used up, whether or not it would"
                  + " use more of it.")
          boolean blockOnFirstViolation,
      @Default("false") @Doc("Whether the client is told nothing about its limits.")
          boolean hideClientHeaders)
      implements Checked {
    @Override
    public void check(Check check) {
      for (String name : limits.keySet()) {
        if (!HeaderName.isToken(name)) {
          check.fault("limits", "'" + name + "' cannot be a part of a header's name");
        }
      }
      if (policy.equals("redis")) {
        redis.check(check);
      }
    }
  }

  /// One thing that is counted.
  private record Thing(
      String name,
      Meter meter,
      HeaderName remaining,
      List<HeaderName> limits,
      List<HeaderName> left) {
    static Thing of(String name, Limits limits, Workshop workshop) {
      Meter meter = new Meter("response-ratelimiting:" + name, limits.byPeriod(), workshop);
      List<HeaderName> limit = new ArrayList<>();
      List<HeaderName> left = new ArrayList<>();
      for (int i = 0; i < meter.periods(); i++) {
        String period = name + '-' + meter.period(i).word();
        limit.add(HeaderName.of("X-RateLimit-Limit-" + period));
        left.add(HeaderName.of("X-RateLimit-Remaining-" + period));
      }
      return new Thing(name, meter, HeaderName.of("X-RateLimit-Remaining-" + name), limit, left);
    }
  }

  /// The readings at the time of the request, in the order of the things.
  private record Used(List<Meter.Reading> readings) {}

  /// Builds an instance.
  public ResponseRatelimiting(Config config, Workshop workshop) {
    things =
        config.limits().entrySet().stream()
            .map(e -> Thing.of(e.getKey(), e.getValue(), workshop))
            .toList();
    countedBy =
        new CountedBy(CountedBy.By.valueOf(config.limitBy().toUpperCase(Locale.ROOT)), null, null);
    header = HeaderName.of(config.headerName());
    blocksFirst = config.blockOnFirstViolation();
    hidesHeaders = config.hideClientHeaders();
  }

  @Override
  public Step onRequest(Exchange x) {
    String identifier = countedBy.identifier(x);
    List<Meter.Reading> readings = new ArrayList<>(things.size());
    for (Thing thing : things) {
      Meter.Reading reading =
          thing.meter.reading(x.now(), identifier, x.client().countingAddress());
      readings.add(reading);
      if (blocksFirst && reading.least() == 0) {
        return refuse(x, thing);
      }
      x.request().headers().set(thing.remaining, Long.toString(reading.least()));
    }
    x.put(USED, new Used(readings));
    return Step.NEXT;
  }

  /// Counts what the service says was used, all of it or nothing.
  @Override
  public Step onResponse(Exchange x) {
    Used used = x.get(USED);
    if (used == null) {
      return Step.NEXT;
    }
    boolean counts = x.response().source() == Response.Source.SERVICE;
    String told = counts ? x.response().headers().joined(header) : null;
    x.response().headers().remove(header);
    long[] amounts = told == null ? new long[things.size()] : amounts(told);
    int refused = -1;
    for (int i = 0; i < amounts.length && refused < 0; i++) {
      if (amounts[i] > 0 && !used.readings.get(i).use(amounts[i])) {
        refused = i;
        for (int back = 0; back < i; back++) {
          used.readings.get(back).giveBack(amounts[back]);
        }
      }
    }
    if (!hidesHeaders) {
      tell(x, used);
    }
    return refused < 0 ? Step.NEXT : refuse(x, things.get(refused));
  }

  private static Step refuse(Exchange x, Thing thing) {
    return x.deny(
        Answer.error(429, "API rate limit exceeded for '" + thing.name + "'"),
        "limit",
        "nothing is left of " + thing.name);
  }

  /// Told to whatever answer the client gets, the refusal that this may become included.
  private void tell(Exchange x, Used used) {
    Headers headers = x.response().headers();
    for (int t = 0; t < things.size(); t++) {
      Thing thing = things.get(t);
      for (int i = 0; i < thing.meter.periods(); i++) {
        String limit = Long.toString(thing.meter.limit(i));
        String left = Long.toString(used.readings.get(t).left(i));
        headers.set(thing.limits.get(i), limit);
        headers.set(thing.left.get(i), left);
        x.answerHeader(thing.limits.get(i), limit);
        x.answerHeader(thing.left.get(i), left);
      }
    }
  }

  /// The amounts in `video=1, image=2`, in the order of the things; what is malformed or has no
  /// limit counts nothing.
  private long[] amounts(String told) {
    long[] amounts = new long[things.size()];
    for (String pair : told.split(",", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? "" : pair.substring(0, equals).strip();
      for (int i = 0; i < amounts.length; i++) {
        if (things.get(i).name.equals(name)) {
          amounts[i] = Math.min(MOST, amounts[i] + amount(pair.substring(equals + 1).strip()));
        }
      }
    }
    return amounts;
  }

  private static long amount(String digits) {
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return 0;
    }
    return digits.length() > 10 ? MOST : Math.min(MOST, Long.parseLong(digits));
  }
}
