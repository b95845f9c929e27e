package gatehouse.plugin.serve;

import gatehouse.model.Service;
import gatehouse.plugin.inspect.AllowedTypes;
import gatehouse.plugin.inspect.FieldValue;
import gatehouse.plugin.serve.CacheStore.Entry;
import gatehouse.spi.AdminPaths;
import gatehouse.spi.Answer;
import gatehouse.spi.Attribute;
import gatehouse.spi.BodyFilter;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import gatehouse.spi.OnLog;
import gatehouse.spi.OnRequest;
import gatehouse.spi.OnResponse;
import gatehouse.spi.OnResponseChunk;
import gatehouse.spi.Policy;
import gatehouse.spi.Request;
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
import gatehouse.spi.schema.Range;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keeps answers of services in memory and gives them to later requests.
@Policy(
    name = "proxy-cache",
    priority = 100,
    summary = "Keeps answers of services in memory and gives them to later requests.")
public final class ProxyCache implements OnRequest, OnResponse, OnResponseChunk, OnLog, AdminPaths {
  private static final Attribute<Keeping> KEEPING = new Attribute<>(Keeping.class, "proxy-cache");

  private static final Answer NOT_ALLOWED = Answer.error(405, "Method not allowed");

  private static final HeaderName STATUS = HeaderName.of("X-Cache-Status");
  private static final HeaderName KEY = HeaderName.of("X-Cache-Key");
  private static final HeaderName AGE = HeaderName.of("Age");
  private static final HeaderName AUTHORIZATION = HeaderName.of("Authorization");
  private static final HeaderName CONTENT_TYPE = HeaderName.of("Content-Type");
  private static final HeaderName RANGE = HeaderName.of("Range");
  private static final HeaderName SET_COOKIE = HeaderName.of("Set-Cookie");
  private static final HeaderName VARY = HeaderName.of("Vary");

  /// A part of an answer, or the word that there is none, must not be taken for the answer.
  private static final Set<Integer> NEVER = Set.of(206, 304);

  /// Methods that change nothing (RFC 9110, section 9.2.1).
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  private final CacheStore store;
  private final CacheKey keys;
  private final AllowedTypes types;
  private final Set<Integer> statuses;
  private final Set<String> methods;
  private final boolean heeds;
  private final long seconds;
  private final @Nullable Integer storageSeconds;
  private final boolean tellsStatus;
  private final boolean tellsKey;
  private final boolean tellsAge;
  private final Workshop workshop;

  /// Where answers are kept in memory.
  public record Memory(
      @Default("kong_db_cache")
          @Doc("Instances that name the same one share its room: 128 MiB, 100000 answers.")
          String dictionaryName) {}

  /// What an instance is told.
  public record Config(
      @OneOf("memory") @Doc("Where answers are kept: `memory`, in this process.") String strategy,
      @Doc("For `strategy: memory`.") Memory memory,
      @Default("[200,301,404]")
          @Range(min = 100, max = 900)
          @Length(min = 1)
          @Doc("Statuses whose answers are kept; never 206 and 304.")
          List<Integer> responseCode,
      @Default("[\"GET\",\"HEAD\"]")
          @OneOf({"HEAD", "GET", "POST", "PATCH", "PUT"})
          @Length(min = 1)
          @Doc("Methods whose answers are kept, each for itself. Bodies of requests do not count.")
          List<String> requestMethod,
      @Default("[\"text/plain\",\"application/json\"]")
          @Length(min = 1)
          @Doc(
              "Media types whose answers are kept. Type and subtype may be `*`; parameters must be"
                  + " the same: `application/json; charset=utf-8` is not `application/json`.")
          List<String> contentType,
      @Default("300")
          @Range(min = 0, minExcluded = true)
          @Doc("Seconds for which an answer is served; not used with `cache_control`.")
          int cacheTtl,
      @Nullable
          @Range(min = 0)
          @Doc("Seconds for which an answer is kept at all; as long as it is served if not set.")
          Integer storageTtl,
      @Default("false")
          @Doc(
              "Whether Cache-Control and Expires of requests and answers decide (RFC 9111). If not,"
                  + " even what services call private is kept and served.")
          boolean cacheControl,
      @Default("false") @Doc("Whether upper and lower case in path and query are the same.")
          boolean ignoreUriCase,
      @Nullable @Doc("Arguments of the query that count; all if it is not set or empty.")
          List<String> varyQueryParams,
      @Nullable
          @Match(Match.Form.HEADER_NAME)
          @Doc("Headers of the request that count, besides Authorization.")
          List<String> varyHeaders,
      @Default("{\"age\":true,\"X-Cache-Status\":true,\"X-Cache-Key\":true}")
          @Doc("Which of `age`, `X-Cache-Status` and `X-Cache-Key` clients get.")
          Map<@OneOf({"age", "X-Cache-Status", "X-Cache-Key"}) String, Boolean> responseHeaders)
      implements Checked {
    @Override
    public void check(Check check) {
      try {
        AllowedTypes.of(contentType, true);
      } catch (IllegalArgumentException fault) {
        check.fault("content_type", String.valueOf(fault.getMessage()));
      }
      if (!cacheControl) {
        check.warn(
            "cache_control",
            "is off: what services mark as private or set cookies in is kept and served to others");
      }
    }
  }

  /// What is known about an answer that may be kept.
  private static final class Keeping {
    private final String key;
    private boolean wanted = true;
    private @Nullable Collector collector;

    Keeping(String key) {
      this.key = key;
    }
  }

  /// Builds an instance.
  public ProxyCache(Config config, Workshop workshop) {
    this.workshop = workshop;
    String name = "proxy-cache:" + config.memory().dictionaryName();
    store = workshop.carried(name, CacheStore.class, CacheStore::new);
    keys =
        new CacheKey(
            orNone(config.varyQueryParams()), orNone(config.varyHeaders()), config.ignoreUriCase());
    types = AllowedTypes.of(config.contentType(), true);
    statuses = Set.copyOf(config.responseCode());
    methods = Set.copyOf(config.requestMethod());
    heeds = config.cacheControl();
    seconds = config.cacheTtl();
    storageSeconds = config.storageTtl();
    tellsAge = config.responseHeaders().getOrDefault("age", true);
    tellsStatus = config.responseHeaders().getOrDefault("X-Cache-Status", true);
    tellsKey = config.responseHeaders().getOrDefault("X-Cache-Key", true);
  }

  private static List<String> orNone(@Nullable List<String> list) {
    return list == null ? List.of() : list;
  }

  @Override
  public Step onRequest(Exchange x) {
    CacheControl asked = CacheControl.of(x.request().headers());
    String key = isCacheable(x, asked) ? keys.of(x) : null;
    if (key == null) {
      tellStatus(x, "Bypass");
      return Step.NEXT;
    }
    if (tellsKey) {
      x.answerHeader(KEY, key);
    }
    Entry entry = store.find(key, x.now());
    if (entry == null || !entry.isFor(x.request().headers())) {
      if (heeds && asked.has("only-if-cached")) {
        Answer none = Answer.error(504, "The upstream server is timing out");
        return x.deny(none, "only-if-cached", "the client wants a kept answer and there is none");
      }
      return ask(x, key, "Miss");
    }
    if (!isGoodEnough(entry, asked, x.now())) {
      return ask(x, key, "Refresh");
    }
    tellStatus(x, "Hit");
    if (tellsAge) {
      x.answerHeader(AGE, Long.toString(entry.ageAt(x.now())));
    }
    Answer unchanged = Condition.notModified(x.request().headers(), entry.answer());
    return new Step.Stop(unchanged == null ? entry.answer() : unchanged);
  }

  private boolean isCacheable(Exchange x, CacheControl asked) {
    Headers headers = x.request().headers();
    Request request = x.request();
    // A body of a GET has no meaning (RFC 9110, section 9.3.1), but a service may read it.
    if (!methods.contains(request.method())
        || headers.has(RANGE)
        || SAFE.contains(request.method()) && request.hasBody()) {
      return false;
    }
    return !heeds
        || !asked.has("no-store") && !asked.has("no-cache") && !headers.has(AUTHORIZATION);
  }

  private Step ask(Exchange x, String key, String status) {
    tellStatus(x, status);
    x.put(KEEPING, new Keeping(key));
    return Step.NEXT;
  }

  private void tellStatus(Exchange x, String status) {
    if (tellsStatus) {
      x.answerHeader(STATUS, status);
    }
  }

  /// Whether a kept answer is fresh, or as stale as the client takes it (RFC 9111, section 5.2.1).
  private boolean isGoodEnough(Entry entry, CacheControl asked, long now) {
    long age = entry.ageAt(now);
    long left = entry.freshSeconds() + entry.age() - age;
    if (!heeds) {
      return left >= 0;
    }
    Long most = asked.seconds("max-age");
    Long least = asked.seconds("min-fresh");
    if (most != null && age > most || least != null && left < least) {
      return false;
    }
    boolean takesStale = entry.mayBeStale() && asked.has("max-stale");
    return left > 0 || takesStale && -left <= asked.mostStale();
  }

  @Override
  public Step onResponse(Exchange x) {
    if (heeds && isChange(x)) {
      store.forget(target(x));
    }
    Keeping keeping = x.get(KEEPING);
    if (keeping != null && !mayKeep(x)) {
      keeping.wanted = false;
      tellStatus(x, "Bypass");
      if (tellsStatus) {
        x.response().headers().set(STATUS, "Bypass");
      }
    }
    return Step.NEXT;
  }

  /// Whether the service has done something that may have changed what it answers at that path (RFC
  /// 9111, section 4.4).
  private static boolean isChange(Exchange x) {
    int status = x.response().status();
    return !SAFE.contains(x.request().method())
        && status >= 200
        && status < 400
        && x.response().source() == Response.Source.SERVICE;
  }

  /// What answers for all callers and arguments have in common.
  private static String target(Exchange x) {
    Service service = x.service();
    return (service == null ? "" : service.id()) + ' ' + x.request().path();
  }

  private boolean mayKeep(Exchange x) {
    Response response = x.response();
    Headers headers = response.headers();
    String vary = headers.joined(VARY);
    if (response.source() != Response.Source.SERVICE
        || !statuses.contains(response.status())
        || NEVER.contains(response.status())
        || !types.include(FieldValue.parse(headers.get(CONTENT_TYPE)))
        || vary != null && vary.contains("*")) {
      return false;
    }
    if (!heeds) {
      return true;
    }
    CacheControl told = CacheControl.of(headers);
    return !told.has("private")
        && !told.has("no-store")
        && !told.has("no-cache")
        // A cookie is for one caller, unless the service says in as many words that it is for all.
        && (!headers.has(SET_COOKIE) || told.has("public"))
        && CacheControl.freshness(headers, workshop.clock().millis()) > 0;
  }

  /// Collects the body as it streams past; the answer waits for nothing.
  @Override
  public @Nullable BodyFilter filterResponse(Exchange x) {
    Keeping keeping = x.get(KEEPING);
    if (keeping == null || !keeping.wanted) {
      return null;
    }
    Entries entries = new Entries(x, target(x), heeds ? -1 : seconds, storageSeconds);
    long now = workshop.clock().millis();
    if (x.request().method().equals("HEAD")) {
      store.put(keeping.key, entries.entry(new byte[0], now));
      return null;
    }
    Collector collector =
        new Collector(
            store, body -> store.put(keeping.key, entries.entry(body, workshop.clock().millis())));
    keeping.collector = collector;
    return collector;
  }

  /// `caches/KEY`, as in Kong: what is kept under a key, or its end.
  @Override
  public @Nullable Answer onAdmin(String method, String path) {
    return path.startsWith("caches/") ? onKey(method, path.substring("caches/".length())) : null;
  }

  /// `KEY` in whichever instance keeps it; nothing behind the name is all that any of them keeps.
  @Override
  public @Nullable Answer onAdminOfAll(String method, String word) {
    if (!word.isEmpty()) {
      return onKey(method, word);
    }
    if (!method.equals("DELETE")) {
      return NOT_ALLOWED;
    }
    store.clear();
    return Answer.empty(204);
  }

  private @Nullable Answer onKey(String method, String key) {
    return switch (method) {
      case "GET" -> {
        Entry entry = store.find(key, workshop.clock().millis());
        yield entry == null ? null : EntryJson.of(key, entry);
      }
      case "DELETE" -> store.remove(key) ? Answer.empty(204) : null;
      default -> NOT_ALLOWED;
    };
  }

  @Override
  public void onLog(Exchange x) {
    Keeping keeping = x.get(KEEPING);
    if (keeping != null && keeping.collector != null) {
      keeping.collector.free();
    }
  }
}
