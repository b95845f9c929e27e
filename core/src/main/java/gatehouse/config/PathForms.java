package gatehouse.config;

import gatehouse.regex.RegexOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the paths of services and routes may look like, and Kong's normal form of a prefix.
final class PathForms {
  private static final String EMPTY_SEGMENT = "must not have empty segments";
  private static final String RESERVED = "!*'();:@&=+$,/?%#[]";
  private static final String UNRESERVED = "-._~";
  private static final String REGEX_SIGNS = ".*+?()[]{}|^$\\";

  private PathForms() {}

  static @Nullable String servicePath(String path) {
    if (!path.startsWith("/")) {
      return "should start with: /";
    }
    if (path.contains("//")) {
      return EMPTY_SEGMENT;
    }
    if (!Forms.all(path, PathForms::isPathCharacter)) {
      return "invalid path: '"
          + Forms.shown(path)
          + "' (characters outside of the reserved list of RFC 3986 found)";
    }
    return badEscape(path);
  }

  static @Nullable String routePath(String path) {
    if (path.startsWith("~/")) {
      return Forms.regex(path.substring(1), RegexOptions.ROUTER);
    }
    if (!path.startsWith("/")) {
      return "should start with: / (fixed path) or ~/ (regex path)";
    }
    String escape = badEscape(path);
    if (escape != null) {
      return escape;
    }
    if (path.contains("//")) {
      return EMPTY_SEGMENT;
    }
    String normal = normal(path);
    return normal.equals(path)
        ? null
        : "non-normalized path, consider use '" + Forms.shown(normal) + "' instead";
  }

  private static @Nullable String badEscape(String path) {
    for (int at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 1)) {
      if (!isEscape(path, at)) {
        String shown = path.substring(at, Math.min(at + 3, path.length()));
        return "invalid url-encoded value: '" + Forms.shown(shown) + "'";
      }
    }
    return null;
  }

  private static boolean isEscape(String path, int at) {
    return at + 2 < path.length()
        && Forms.isHex(path.charAt(at + 1))
        && Forms.isHex(path.charAt(at + 2));
  }

  private static boolean isPathCharacter(int c) {
    return Forms.isAlphanumeric(c) || c < 0x80 && (RESERVED + UNRESERVED).indexOf(c) >= 0;
  }

  /// A path as `_format_version` 1.1 and 2.1 meant it: what holds a character that no plain path
  /// has is a regular expression, everything else a prefix.
  static String migrated(String path) {
    boolean plain =
        Forms.all(path, c -> Forms.isAlphanumeric(c) || c < 0x80 && ".-_~/%".indexOf(c) >= 0);
    if (plain) {
      return path.startsWith("/") && badEscape(path) == null ? normal(path) : path;
    }
    StringBuilder regex = new StringBuilder("~");
    for (int i = 0; i < path.length(); i++) {
      if (path.charAt(i) == '%' && isEscape(path, i) && isUnreserved(escaped(path, i))) {
        char c = (char) escaped(path, i);
        regex.append(REGEX_SIGNS.indexOf(c) >= 0 ? "\\" : "").append(c);
        i += 2;
      } else {
        regex.append(path.charAt(i));
      }
    }
    return regex.toString();
  }

  private static boolean isUnreserved(int c) {
    return c < 0x80 && (Forms.isAlphanumeric(c) || UNRESERVED.indexOf(c) >= 0);
  }

  private static int escaped(String path, int at) {
    return Integer.parseInt(path, at + 1, at + 3, 16);
  }

  /// Kong's normal form: needless escapes decoded, others in upper case, dot segments resolved,
  /// runs of slashes merged. The escapes must be well-formed.
  static String normal(String path) {
    List<String> kept = new ArrayList<>();
    String[] segments = decoded(path).split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      boolean last = i == segments.length - 1;
      switch (segments[i]) {
        case "" -> {}
        case "." -> {}
        case ".." -> {
          if (!kept.isEmpty()) {
            kept.removeLast();
          }
        }
        default -> {
          kept.add(segments[i]);
          continue;
        }
      }
      if (last && !kept.isEmpty()) {
        return "/" + String.join("/", kept) + "/";
      }
    }
    return "/" + String.join("/", kept);
  }

  private static String decoded(String path) {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[bytes.length];
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        out[length++] = bytes[i];
        continue;
      }
      String escape = new String(bytes, i, 3, StandardCharsets.ISO_8859_1);
      int value = escaped(escape, 0);
      if (value < 0x80 && RESERVED.indexOf(value) >= 0) {
        byte[] upper = escape.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(upper, 0, out, length, 3);
        length += 3;
      } else {
        out[length++] = (byte) value;
      }
      i += 2;
    }
    return new String(out, 0, length, StandardCharsets.UTF_8);
  }
}
