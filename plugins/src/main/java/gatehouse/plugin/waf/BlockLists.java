package gatehouse.plugin.waf;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import gatehouse.seclang.operator.NameLookup;
import gatehouse.spi.NameServers;
import gatehouse.spi.Workshop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What `@rbl` asks: name servers, with answers kept while they live. Clients choose what is asked,
/// so how many answers are kept, how many questions wait at once and what one request may ask are
/// bounded; beyond that nobody is listed. Thread-safe.
final class BlockLists {
  private static final Logger LOG = LoggerFactory.getLogger("gatehouse.waf");

  /// How long a request waits for one answer, and for all of its answers.
  private static final long MOST_MILLIS = 1_000;

  private static final long MOST_MILLIS_IN_ALL = 2_000;

  /// Questions of one request.
  private static final int MOST_QUESTIONS = 50;

  private static final int MOST_KEPT = 50_000;
  private static final int MOST_WAITING = 500;
  private static final Duration SHORTEST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofHours(1);

  /// How long it holds that somebody is not listed: lists ask for minutes.
  private static final Duration NOT_LISTED = Duration.ofMinutes(1);

  /// Not to wait again at once for servers that do not answer.
  private static final Duration FAILED = Duration.ofSeconds(5);

  /// When so many questions to a list have had no answer one after the other, nobody waits for it
  /// any more until one comes: a server that is down must not slow down every client.
  private static final int MOST_SILENCES = 3;

  private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

  /// @param failure null when a server has said so
  private record Answer(List<String> addresses, Duration lifetime, @Nullable String failure) {}

  private static final Answer LATE = new Answer(List.of(), FAILED, "it takes too long");

  private final NameServers servers;
  private final InstantSource clock;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Map<String, Long> told = new ConcurrentHashMap<>();

  /// Silences in a row by list; there are as many lists as rules name.
  private final Map<String, AtomicInteger> silences = new ConcurrentHashMap<>();

  private final AsyncCache<String, Answer> kept =
      Caffeine.newBuilder()
          .maximumSize(MOST_KEPT)
          .expireAfter(Expiry.<String, Answer>creating((name, answer) -> answer.lifetime))
          .buildAsync();

  BlockLists(NameServers servers, InstantSource clock) {
    this.servers = servers;
    this.clock = clock;
  }

  /// One for all instances.
  static BlockLists of(Workshop workshop) {
    return workshop.carried(
        "waf.names", BlockLists.class, () -> new BlockLists(workshop.names(), workshop.clock()));
  }

  /// For one transaction, to be used where one may wait.
  NameLookup asking() {
    return new Asking();
  }

  private AtomicInteger silencesOf(String list) {
    return silences.computeIfAbsent(list, _ -> new AtomicInteger());
  }

  private CompletableFuture<Answer> ask(String name, String list) {
    waiting.incrementAndGet();
    return servers
        .addresses(name)
        .handle((found, failure) -> {
          waiting.decrementAndGet();
          if (failure == null) {
            silencesOf(list).set(0);
            return answer(found);
          }
          return new Answer(List.of(), FAILED, reason(failure));
        })
        .toCompletableFuture();
  }

  private static Answer answer(NameServers.Addresses found) {
    if (found.addresses().isEmpty()) {
      return new Answer(List.of(), NOT_LISTED, null);
    }
    Duration lifetime = found.lifetime();
    Duration bounded =
        lifetime.compareTo(SHORTEST) < 0
            ? SHORTEST
            : lifetime.compareTo(LONGEST) > 0 ? LONGEST : lifetime;
    return new Answer(found.addresses().stream().map(Object::toString).toList(), bounded, null);
  }

  private static String reason(Throwable failure) {
    Throwable inner = failure instanceof CompletionException ? failure.getCause() : null;
    return String.valueOf((inner == null ? failure : inner).getMessage());
  }

  /// Tells it once in a while.
  private void tell(String list, String what) {
    long now = clock.millis();
    long last =
        told.compute(
            list,
            (_, before) ->
                before == null || now - before >= BETWEEN_LINES.toMillis() ? (Long) now : before);
    if (last == now) {
      LOG.warn("@rbl {}: {}", list, what);
    }
  }

  private final class Asking implements NameLookup {
    private long millisLeft = MOST_MILLIS_IN_ALL;
    private int questions;

    @Override
    public List<String> addresses(String name, String list) {
      CompletableFuture<Answer> known = kept.getIfPresent(name);
      if (known == null && (waiting.get() >= MOST_WAITING || questions++ >= MOST_QUESTIONS)) {
        tell(list, "too many questions at once; who is not known yet counts as not listed");
        return List.of();
      }
      CompletableFuture<Answer> asked =
          known == null ? kept.get(name, (wanted, executor) -> ask(wanted, list)) : known;
      Answer answer = await(asked, list);
      if (answer.failure != null) {
        tell(list, "no answer, so nobody counts as listed: " + answer.failure);
      }
      return answer.addresses;
    }

    /// The question goes on when it takes too long: the next request knows the answer.
    private Answer await(CompletableFuture<Answer> asked, String list) {
      if (asked.isDone()) {
        return asked.join();
      }
      if (silencesOf(list).get() >= MOST_SILENCES) {
        return LATE;
      }
      long from = clock.millis();
      long most = Math.min(MOST_MILLIS, millisLeft);
      Answer answer = asked.copy().completeOnTimeout(LATE, most, TimeUnit.MILLISECONDS).join();
      long took = Math.clamp(clock.millis() - from, 0, millisLeft);
      millisLeft -= took;
      if (answer.failure != null && took >= MOST_MILLIS / 2) {
        silencesOf(list).incrementAndGet();
      }
      return answer;
    }

    @Override
    public void refused(String list, String why) {
      tell(list, why);
    }
  }
}
