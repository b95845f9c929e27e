package gatehouse.plugin.serve;

import gatehouse.spi.Answer;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether a client has a kept answer already (RFC 9110, section 13; RFC 9111, section 4.3.2).
final class Condition {
  private static final HeaderName IF_NONE_MATCH = HeaderName.of("If-None-Match");
  private static final HeaderName IF_MODIFIED_SINCE = HeaderName.of("If-Modified-Since");

  /// What a 304 tells besides the validators (RFC 9110, section 15.4.5).
  private static final Set<String> TOLD =
      Set.of("cache-control", "content-location", "date", "etag", "expires", "vary");

  private Condition() {}

  /// The answer that tells so; null if the client has to get the kept one.
  static @Nullable Answer notModified(Headers request, Answer kept) {
    if (kept.status() != 200) {
      return null;
    }
    String tags = request.joined(IF_NONE_MATCH);
    boolean has =
        tags != null
            ? names(tags, value(kept, "etag"))
            : isSame(request.get(IF_MODIFIED_SINCE), value(kept, "last-modified"));
    return has ? shortened(kept) : null;
  }

  private static @Nullable String value(Answer kept, String lower) {
    for (Answer.Field field : kept.headers()) {
      if (field.name().lower().equals(lower)) {
        return field.value();
      }
    }
    return null;
  }

  /// Whether a list of tags names one, strong or weak.
  private static boolean names(String tags, @Nullable String tag) {
    if (tags.strip().equals("*")) {
      return true;
    }
    if (tag == null) {
      return false;
    }
    String opaque = opaque(tag);
    for (String one : tags.split(",", -1)) {
      if (opaque(one.strip()).equals(opaque)) {
        return true;
      }
    }
    return false;
  }

  private static String opaque(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }

  /// Dates are compared as texts: a client sends back the one that it was given.
  private static boolean isSame(@Nullable String since, @Nullable String modified) {
    return since != null && since.equals(modified);
  }

  private static Answer shortened(Answer kept) {
    List<Answer.Field> told =
        kept.headers().stream().filter(field -> TOLD.contains(field.name().lower())).toList();
    return new Answer(304, null, List.of(), told, null);
  }
}
