package gatehouse.plugin.inspect;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What an operator allows of media types: `application/json`, `image/*`, `*/xml`,
/// `application/*+xml`, `*/*`.
///
/// @param type in lower case, or `*`
/// @param subtype in lower case; its first character may be a `*`
public record MediaRange(String type, String subtype) {

  /// Reads a range; null if it is none.
  public static @Nullable MediaRange parse(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    int slash = lower.indexOf('/');
    if (slash < 0) {
      return null;
    }
    String type = lower.substring(0, slash);
    String subtype = lower.substring(slash + 1);
    boolean named = subtype.startsWith("*") && subtype.length() > 1;
    boolean valid =
        (type.equals("*") || isToken(type))
            && (subtype.equals("*") || isToken(named ? subtype.substring(1) : subtype));
    return valid ? new MediaRange(type, subtype) : null;
  }

  private static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean ok = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || "!#$&-^_.+".indexOf(c) >= 0;
      if (!ok) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /// As one would write it.
  public String text() {
    return type + "/" + subtype;
  }

  /// Whether a media type, in lower case and without parameters, is within.
  public boolean covers(String media) {
    int slash = media.indexOf('/');
    if (slash < 0 || !type.equals("*") && !media.substring(0, slash).equals(type)) {
      return false;
    }
    String sub = media.substring(slash + 1);
    return subtype.startsWith("*") ? sub.endsWith(subtype.substring(1)) : sub.equals(subtype);
  }

  /// Whether one of them covers a media type.
  public static boolean anyCovers(List<MediaRange> ranges, String media) {
    for (int i = 0; i < ranges.size(); i++) {
      if (ranges.get(i).covers(media)) {
        return true;
      }
    }
    return false;
  }

  /// The ranges of a configuration, valid ones only: a check has refused the others.
  static List<MediaRange> all(List<String> texts) {
    return texts.stream().map(MediaRange::parse).filter(range -> range != null).toList();
  }
}
