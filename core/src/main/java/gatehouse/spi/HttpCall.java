package gatehouse.spi;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request that a plugin sends to a server of the operator's choice.
///
/// @param uri absolute, http or https
/// @param headers fields besides Host and those of framing, which the caller writes itself; one
///   that cannot be sent fails the call
/// @param body null sends none; not to be changed afterwards
/// @param timeout for the whole call, from looking up the name to the last byte of the answer
/// @param maxBody bytes; a longer answer fails the call
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HttpCall(
    String method,
    URI uri,
    List<Answer.Field> headers,
    byte @Nullable [] body,
    Duration timeout,
    int maxBody,
    TlsOptions tls) {

  /// Whether a field of that value can be sent as it is. One beyond ASCII cannot: the client puts a
  /// question mark in place of each such byte, and whoever decides by the field would decide by
  /// another one than the service sees.
  public static boolean canSend(String value) {
    return value.chars().allMatch(c -> c < 0x80);
  }

  /// Names the target without its query, which may hold a secret.
  @Override
  public String toString() {
    return method + " " + uri.getScheme() + "://" + uri.getHost() + ":" + uri.getPort();
  }
}
