package gatehouse.decode;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The one meaning of a request's path: escapes decoded once, dot segments and doubled slashes
/// resolved. Routing, policies and the service all get this path; what servers read in different
/// ways has a fault instead.
///
/// Escapes of the reserved characters ``!*'();:@&=+$,/?%#[]`` are kept, in upper case, so that each
/// canonical path stands for exactly one escaped path. Whether two of them, `%2F` and `;`, are
/// allowed depends on the route; the path says that it needs them.
public final class CanonicalPath {
  private final String value;
  private final String escaped;
  private final boolean hasEncodedSlash;
  private final boolean hasParameters;
  private final @Nullable BadTarget fault;

  private CanonicalPath(
      String value,
      String escaped,
      boolean hasEncodedSlash,
      boolean hasParameters,
      @Nullable BadTarget fault) {
    this.value = value;
    this.escaped = escaped;
    this.hasEncodedSlash = hasEncodedSlash;
    this.hasParameters = hasParameters;
    this.fault = fault;
  }

  /// Reads a path as it was sent: it starts with `/` and holds no query.
  public static CanonicalPath of(String raw) {
    boolean needsEscape = false;
    if (raw.isEmpty() || raw.charAt(0) != '/') {
      return refused(raw, BadTarget.FORM);
    }
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      byte kind = PathChars.kind(c);
      if (kind == PathChars.PLAIN) {
        continue;
      }
      if (kind == PathChars.ESCAPED) {
        needsEscape = true;
      } else if (c != '/' || startsOddSegment(raw, i + 1)) {
        return decoded(raw);
      }
    }
    return new CanonicalPath(raw, needsEscape ? escape(raw) : raw, false, false, null);
  }

  /// A target that is no path, such as `*`: passed on as it is.
  static CanonicalPath opaque(String value) {
    return new CanonicalPath(value, value, false, false, null);
  }

  /// The path without its meaning made clear, and why.
  static CanonicalPath refused(String raw, BadTarget fault) {
    return new CanonicalPath(raw, raw, false, false, fault);
  }

  /// The canonical path; of a refused one the path as sent, which must not be routed.
  public String value() {
    return value;
  }

  /// The canonical path as it is sent to a service.
  public String escaped() {
    return escaped;
  }

  /// Why the path is refused on every route; null if it is not.
  public @Nullable BadTarget fault() {
    return fault;
  }

  /// Why the path is refused on a route with these settings, or on no route with both false; null
  /// if it is not.
  public @Nullable BadTarget fault(boolean allowEncodedSlash, boolean allowPathParameters) {
    if (fault != null) {
      return fault;
    }
    if (hasEncodedSlash && !allowEncodedSlash) {
      return BadTarget.ENCODED_SLASH;
    }
    return hasParameters && !allowPathParameters ? BadTarget.PATH_PARAMETERS : null;
  }

  /// Writes a canonical path as it is sent to a service: escapes stay, and every byte that may not
  /// stand in a path is escaped.
  public static String escape(String path) {
    for (int i = 0; i < path.length(); i++) {
      if (!PathChars.isUnescaped(path.charAt(i))) {
        return escapeFrom(path, i);
      }
    }
    return path;
  }

  /// Whether an escaped path is one that this class could have written: it has a canonical meaning,
  /// and is written in no other way.
  public static boolean isCanonicalEscaped(String path) {
    CanonicalPath read = of(path);
    return read.fault() == null && read.escaped().equals(path);
  }

  private static String escapeFrom(String path, int first) {
    StringBuilder text = new StringBuilder(path.length() + 16).append(path, 0, first);
    for (byte b : path.substring(first).getBytes(StandardCharsets.UTF_8)) {
      if (PathChars.isUnescaped((char) (b & 0xFF))) {
        text.append((char) b);
      } else {
        PathChars.escape(b & 0xFF, text);
      }
    }
    return text.toString();
  }

  private static boolean startsOddSegment(String raw, int at) {
    return at < raw.length() && (raw.charAt(at) == '/' || raw.charAt(at) == '.');
  }

  private static CanonicalPath decoded(String raw) {
    PathDecoder decoder = new PathDecoder(raw);
    BadTarget fault = decoder.decode();
    if (fault != null) {
      return refused(raw, fault);
    }
    StringBuilder text = decoder.text();
    fault = Segments.resolve(text);
    if (fault != null) {
      return refused(raw, fault);
    }
    String value = text.toString();
    return new CanonicalPath(
        value, escape(value), decoder.hasEncodedSlash(), decoder.hasParameters(), null);
  }

  @Override
  public String toString() {
    return fault == null ? value : fault.reason();
  }
}
