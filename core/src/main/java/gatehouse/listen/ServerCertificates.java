package gatehouse.listen;

import gatehouse.compile.ClientCertificates;
import gatehouse.model.Certificate;
import gatehouse.model.Snapshot;
import gatehouse.model.Sni;
import io.netty.handler.ssl.SslContext;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which certificate is shown for which server name, by Kong's order: the exact name, `*.rest`,
/// `first.*`, `*`, and the default one where nothing fits or the client names no server.
public final class ServerCertificates {
  private final Map<String, ServerTls> byName;
  private final ServerTls fallback;
  private final ClientCertificates asked;

  private ServerCertificates(
      Map<String, ServerTls> byName, ServerTls fallback, ClientCertificates asked) {
    this.byName = byName;
    this.fallback = fallback;
    this.asked = asked;
  }

  /// The certificates of a configuration. Contexts of certificates that have not changed are taken
  /// over, so that their sessions can be resumed.
  ///
  /// @param asked who is asked for a certificate
  /// @param before what was served until now; null at the start
  /// @throws IllegalArgumentException with the reason if a certificate can't be served
  public static ServerCertificates of(
      Snapshot snapshot,
      ClientCertificates asked,
      @Nullable ServerCertificates before,
      ServerTls fallback) {
    Map<String, ServerTls> known = new HashMap<>();
    if (before != null) {
      before.byName.values().forEach(tls -> known.put(tls.fingerprint(), tls));
    }
    Map<String, ServerTls> byId = new HashMap<>();
    for (Certificate certificate : snapshot.certificates()) {
      try {
        String fingerprint = ServerTls.fingerprint(certificate);
        ServerTls kept = known.get(fingerprint);
        byId.put(certificate.id(), kept != null ? kept : ServerTls.of(certificate, fingerprint));
      } catch (GeneralSecurityException e) {
        throw new IllegalArgumentException(
            "certificate " + certificate.id() + " can't be served: " + e.getMessage(), e);
      }
    }
    Map<String, ServerTls> byName = new HashMap<>();
    for (Sni sni : snapshot.snis()) {
      ServerTls tls = byId.get(sni.certificate());
      if (tls != null) {
        byName.put(sni.name().toLowerCase(java.util.Locale.ROOT), tls);
      }
    }
    return new ServerCertificates(byName, fallback, asked);
  }

  /// The context for a client that asks for a name.
  ///
  /// @param name lower case; null if the client names none
  public SslContext find(@Nullable String name) {
    ServerTls tls = tls(name);
    return asked.areAskedFor(name) ? tls.asking(asked.authorities()) : tls.context();
  }

  private ServerTls tls(@Nullable String name) {
    if (name == null || name.isEmpty()) {
      return fallback;
    }
    ServerTls exact = byName.get(name);
    if (exact != null) {
      return exact;
    }
    int first = name.indexOf('.');
    int last = name.lastIndexOf('.');
    ServerTls found = null;
    if (first > 0 && last > first) {
      found = byName.get("*" + name.substring(first));
    }
    if (found == null && last > 0) {
      found = byName.get(name.substring(0, last) + ".*");
    }
    if (found == null) {
      found = byName.get("*");
    }
    return found == null ? fallback : found;
  }
}
