package gatehouse.route;

import gatehouse.decode.CanonicalPath;
import org.jspecify.annotations.Nullable;

/// The path a service is asked for, by Kong's `path_handling: v0`: the service's own path, then the
/// request's canonical path or what the route left of it.
///
/// What stripping leaves of a segment can be a dot segment that was none before (`/route../x`
/// without `/route`). It is taken away, so that the result never climbs, holds a dot segment or
/// begins with `//`.
public final class UpstreamPath {
  private UpstreamPath() {}

  /// The path to send, escaped.
  ///
  /// @param path canonical, without fault; a target that is no path (`*`) stays what it is
  public static String of(Match match, String path) {
    String service =
        match.service() == null || match.service().path() == null ? "/" : match.service().path();
    if (!path.startsWith("/")) {
      return path;
    }
    String joined =
        match.route().stripPath()
            ? stripped(service, path, rest(path, match.end()))
            : unstripped(service, path);
    return CanonicalPath.escape(joined);
  }

  /// The value of X-Forwarded-Prefix, escaped: what was stripped; null if that was nothing or `/`.
  public static @Nullable String forwardedPrefix(Match match, String path) {
    if (!match.route().stripPath() || match.end() <= 1 || !path.startsWith("/")) {
      return null;
    }
    return CanonicalPath.escape(path.substring(0, match.end()));
  }

  private static String stripped(String service, String path, String rest) {
    boolean endsWithSlash = service.endsWith("/");
    if (rest.isEmpty()) {
      boolean askedForFolder = path.length() > 1 && path.endsWith("/");
      if (endsWithSlash) {
        return service.length() == 1 || askedForFolder ? service : withoutLast(service);
      }
      return askedForFolder ? service + "/" : service;
    }
    if (rest.startsWith("/")) {
      return endsWithSlash ? withoutLast(service) + rest : service + rest;
    }
    return endsWithSlash ? service + rest : service + "/" + rest;
  }

  private static String unstripped(String service, String path) {
    if (service.endsWith("/")) {
      return service.length() == 1 ? path : service + path.substring(1);
    }
    return path.length() == 1 ? service : service + path;
  }

  private static String withoutLast(String service) {
    return service.substring(0, service.length() - 1);
  }

  /// What is left after the match, without a leading dot segment, and without parameters: they
  /// belong to the segment that was stripped.
  private static String rest(String path, int end) {
    int at = end;
    while (at < path.length() && path.charAt(at) != '/') {
      int dots = dots(path, at);
      int next = at + dots;
      if (isEncodedSlash(path, next)) {
        if (dots == 0) {
          break;
        }
        next += 3;
      } else if (startsParameters(path, next)) {
        next = segmentEnd(path, next);
      } else if (dots == 0 || next < path.length() && path.charAt(next) != '/') {
        break;
      }
      at = next;
    }
    return path.substring(at);
  }

  /// 1 or 2 if that many dots stand at an index and nothing but the end of a part follows; else 0.
  private static int dots(String path, int at) {
    int end = at;
    while (end < path.length() && end < at + 3 && path.charAt(end) == '.') {
      end++;
    }
    boolean endsPart =
        end == path.length()
            || path.charAt(end) == '/'
            || isEncodedSlash(path, end)
            || startsParameters(path, end);
    return endsPart && end - at < 3 ? end - at : 0;
  }

  private static boolean isEncodedSlash(String path, int at) {
    return path.startsWith("%2F", at);
  }

  private static boolean startsParameters(String path, int at) {
    return path.startsWith(";", at) || path.startsWith("%3B", at);
  }

  private static int segmentEnd(String path, int at) {
    int slash = path.indexOf('/', at);
    return slash < 0 ? path.length() : slash;
  }
}
