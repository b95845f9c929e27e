package gatehouse.spi;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a server is proven that a plugin connects to, and how the plugin proves itself.
///
/// @param verify whether chain, dates and name of the server's certificate are checked
/// @param trust the authorities; empty for the platform's
/// @param client what is shown to a server that asks for it; null for nothing
public record TlsOptions(
    boolean verify, List<X509Certificate> trust, @Nullable KeyMaterial client) {
  /// Verified by the platform's authorities.
  public static final TlsOptions VERIFIED = new TlsOptions(true, List.of(), null);

  /// Not verified at all: safe in a trusted network only.
  public static final TlsOptions UNVERIFIED = new TlsOptions(false, List.of(), null);

  /// One of the two.
  public static TlsOptions of(boolean verify) {
    return verify ? VERIFIED : UNVERIFIED;
  }
}
