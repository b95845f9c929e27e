package gatehouse.plugin.access;

import gatehouse.regex.Glob;
import gatehouse.regex.Regex;
import gatehouse.regex.RegexFault;
import gatehouse.regex.RegexOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A pattern of whole paths, as policies write them: literal text; `*` for any characters within a
/// segment; `**` as a segment for any number of segments; `{name}` as a segment for one that is not
/// empty, captured; or `~` and a linear regular expression for the whole path. Matched against the
/// canonical path, in time bounded by the product of both lengths.
public final class PathPattern {
  private final String text;
  private final boolean ignoresCase;
  private final List<String> segments;
  private final @Nullable Regex regex;

  private PathPattern(
      String text, boolean ignoresCase, List<String> segments, @Nullable Regex regex) {
    this.text = text;
    this.ignoresCase = ignoresCase;
    this.segments = segments;
    this.regex = regex;
  }

  /// Why a text is no pattern; null if it is one.
  public static @Nullable String complaint(String text) {
    if (!text.startsWith("~")) {
      return text.startsWith("/") ? null : "should start with: / or ~";
    }
    try {
      Regex.compile(text.substring(1), RegexOptions.ROUTER);
      return null;
    } catch (RegexFault fault) {
      return "not a linear regular expression: " + fault.getMessage();
    }
  }

  /// Compiles a pattern without complaint.
  public static PathPattern of(String text, boolean ignoresCase) {
    if (text.startsWith("~")) {
      RegexOptions options = RegexOptions.ROUTER.withIgnoreCase(ignoresCase);
      return new PathPattern(
          text, ignoresCase, List.of(), Regex.constant(text.substring(1), options));
    }
    return new PathPattern(text, ignoresCase, List.of(text.substring(1).split("/", -1)), null);
  }

  /// What the pattern captured of a canonical path, by name; null if it does not match.
  public @Nullable Map<String, String> match(String path) {
    if (regex != null) {
      byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
      return regex.matches(bytes, 0, bytes.length) ? Map.of() : null;
    }
    List<String> given = List.of(path.substring(1).split("/", -1));
    return match(given);
  }

  /// The usual way of matching one kind of wildcard: after a mismatch the last `**` takes one more.
  private @Nullable Map<String, String> match(List<String> given) {
    int at = 0;
    int wanted = 0;
    int lastStar = -1;
    int starTook = 0;
    while (at < given.size()) {
      if (wanted < segments.size() && segments.get(wanted).equals("**")) {
        lastStar = wanted++;
        starTook = at;
      } else if (wanted < segments.size() && fits(segments.get(wanted), given.get(at))) {
        wanted++;
        at++;
      } else if (lastStar >= 0) {
        wanted = lastStar + 1;
        at = ++starTook;
      } else {
        return null;
      }
    }
    while (wanted < segments.size() && segments.get(wanted).equals("**")) {
      wanted++;
    }
    return wanted == segments.size() ? captures(given) : null;
  }

  /// Where there is a capture before a `**`, it stands at the same place from the left, and one
  /// after it from the right; between two of them none is captured, since it could be several.
  private Map<String, String> captures(List<String> given) {
    Map<String, String> captured = new HashMap<>();
    int first = segments.indexOf("**");
    int last = segments.lastIndexOf("**");
    for (int i = 0; i < segments.size(); i++) {
      String name = captureName(segments.get(i));
      if (name != null && (first < 0 || i < first)) {
        captured.put(name, given.get(i));
      } else if (name != null && i > last) {
        captured.put(name, given.get(given.size() - segments.size() + i));
      }
    }
    return captured;
  }

  /// The names that this pattern captures.
  public List<String> captureNames() {
    List<String> names = new ArrayList<>();
    for (String segment : segments) {
      String name = captureName(segment);
      if (name != null) {
        names.add(name);
      }
    }
    return names;
  }

  private static @Nullable String captureName(String segment) {
    boolean capture = segment.length() > 2 && segment.startsWith("{") && segment.endsWith("}");
    return capture ? segment.substring(1, segment.length() - 1) : null;
  }

  private boolean fits(String wanted, String given) {
    if (captureName(wanted) != null) {
      return !given.isEmpty();
    }
    return ignoresCase
        ? Glob.matches(wanted.toLowerCase(Locale.ROOT), false, given.toLowerCase(Locale.ROOT))
        : Glob.matches(wanted, false, given);
  }

  @Override
  public String toString() {
    return text;
  }
}
