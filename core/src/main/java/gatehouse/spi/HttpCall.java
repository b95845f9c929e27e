package gatehouse.spi;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request that a plugin sends to a server of the operator's choice.
///
/// @param uri absolute, http or https
/// @param headers fields besides Host and those of framing, which the caller writes itself
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

  /// Names the target without its query, which may hold a secret.
  @Override
  public String toString() {
    return method + " " + uri.getScheme() + "://" + uri.getHost() + ":" + uri.getPort();
  }
}
