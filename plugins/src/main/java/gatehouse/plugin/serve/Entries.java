package gatehouse.plugin.serve;

import gatehouse.plugin.serve.CacheStore.Entry;
import gatehouse.plugin.serve.CacheStore.Varied;
import gatehouse.spi.Answer;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes the entry of one answer: its head is fixed now, its body comes later.
final class Entries {
  private static final HeaderName AGE = HeaderName.of("Age");
  private static final HeaderName CONTENT_TYPE = HeaderName.of("Content-Type");
  private static final HeaderName VARY = HeaderName.of("Vary");

  /// What belongs to one answer and connection only; what Gatehouse says about each answer anew.
  private static final Set<String> NOT_KEPT =
      Set.of(
          "age",
          "connection",
          "content-length",
          "content-type",
          "date",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "x-cache-key",
          "x-cache-status",
          "x-gatehouse-request-id",
          "x-kong-proxy-latency",
          "x-kong-request-id",
          "x-kong-response-latency",
          "x-kong-upstream-latency",
          "x-kong-upstream-status");

  /// About what an entry takes besides its texts.
  private static final int OVERHEAD = 512;

  private final String target;
  private final int status;
  private final Headers head;
  private final Headers request;
  private final long freshSeconds;
  private final @Nullable Integer storageSeconds;

  /// @param target what answers for all callers and arguments have in common
  /// @param freshSeconds less than 0 if the answer itself tells
  Entries(Exchange x, String target, long freshSeconds, @Nullable Integer storageSeconds) {
    this.target = target;
    this.status = x.response().status();
    this.head = x.response().headers().copy();
    this.request = x.request().headers();
    this.freshSeconds = freshSeconds;
    this.storageSeconds = storageSeconds;
  }

  Entry entry(byte[] body, long now) {
    List<Answer.Field> fields = new ArrayList<>();
    long size = OVERHEAD + (long) body.length;
    for (int i = 0; i < head.size(); i++) {
      if (isKept(head.lowerName(i))) {
        fields.add(new Answer.Field(HeaderName.of(head.name(i)), head.value(i)));
        size += head.name(i).length() + head.value(i).length();
      }
    }
    Answer.Raw raw = new Answer.Raw(head.get(CONTENT_TYPE), body);
    Answer answer = new Answer(status, null, List.of(), List.copyOf(fields), raw);
    long fresh = freshSeconds < 0 ? CacheControl.freshness(head, now) : freshSeconds;
    long kept = storageSeconds == null ? fresh : storageSeconds;
    boolean mayBeStale = !CacheControl.of(head).forbidsStale();
    return new Entry(
        target, answer, varied(), now, age(), fresh, mayBeStale, now + kept * 1000, size);
  }

  private static boolean isKept(String lower) {
    return !NOT_KEPT.contains(lower) && !lower.contains("ratelimit-remaining");
  }

  private long age() {
    String age = head.get(AGE);
    boolean digits =
        age != null
            && !age.isEmpty()
            && age.length() < 10
            && age.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? Long.parseLong(age) : 0;
  }

  /// The fields of the request that the answer names in Vary, as they are for this request.
  private List<Varied> varied() {
    List<Varied> varied = new ArrayList<>();
    String names = head.joined(VARY);
    if (names != null) {
      for (String name : names.split(",", -1)) {
        if (HeaderName.isToken(name.strip())) {
          HeaderName header = HeaderName.of(name.strip());
          varied.add(new Varied(header, request.joined(header)));
        }
      }
    }
    return List.copyOf(varied);
  }
}
