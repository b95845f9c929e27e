package gatehouse.control;

import java.net.InetAddress;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keeps web pages away from the admin address: a browser on this machine can reach it, and a page
/// from anywhere can make the browser ask.
///
/// A page that reaches it under a name of its own (DNS rebinding) is told by the Host field; a page
/// that sends it a form across origins by the Origin field, which browsers always send with a POST.
final class Guard {
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  private final boolean loopback;

  /// @param address that is listened on
  Guard(InetAddress address) {
    loopback = address.isLoopbackAddress();
  }

  /// Why the request is refused; null if it is not.
  @Nullable Reply refusal(Request request) {
    String host = request.host();
    if (loopback && (host == null || !isLocal(host))) {
      return Reply.message(403, "This address answers to localhost only");
    }
    if (READS.contains(request.method())) {
      return null;
    }
    String site = request.header("Sec-Fetch-Site");
    boolean foreignSite = site != null && !site.equals("same-origin") && !site.equals("none");
    if (foreignSite || !isOwn(request.header("Origin"), request.authority())) {
      return Reply.message(403, "Cross-origin requests cannot change anything");
    }
    return null;
  }

  private static boolean isOwn(@Nullable String origin, @Nullable String asked) {
    if (origin == null) {
      return true;
    }
    try {
      String authority = URI.create(origin).getRawAuthority();
      return authority != null && asked != null && authority.equalsIgnoreCase(asked);
    } catch (IllegalArgumentException e) {
      return false; // "null" and anything else that is no address
    }
  }

  private static boolean isLocal(String name) {
    if (name.equals("localhost")) {
      return true;
    }
    try {
      return isLiteral(name) && InetAddress.ofLiteral(name).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// Whether the text can only be an address: names must never be looked up here.
  private static boolean isLiteral(String name) {
    return name.startsWith("[") || name.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
  }
}
