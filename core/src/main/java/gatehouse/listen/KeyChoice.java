package gatehouse.listen;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Offers one key, or two of different types, and lets the handshake choose by what the client can
/// verify.
final class KeyChoice extends X509ExtendedKeyManager {
  private final List<Entry> entries;

  private record Entry(String alias, PrivateKey key, List<X509Certificate> chain) {}

  private KeyChoice(List<Entry> entries) {
    this.entries = entries;
  }

  static KeyChoice of(PrivateKey key, List<X509Certificate> chain) {
    return new KeyChoice(List.of(new Entry("main", key, chain)));
  }

  static KeyChoice of(
      PrivateKey key,
      List<X509Certificate> chain,
      PrivateKey otherKey,
      List<X509Certificate> otherChain) {
    return new KeyChoice(
        List.of(new Entry("main", key, chain), new Entry("other", otherKey, otherChain)));
  }

  private @Nullable Entry byAlias(@Nullable String alias) {
    for (Entry entry : entries) {
      if (entry.alias.equals(alias)) {
        return entry;
      }
    }
    return null;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    // BoringSSL asks by kind of key exchange (`ECDHE_ECDSA`), the JDK by key (`EC`).
    boolean elliptic = keyType.contains("EC") && !keyType.endsWith("RSA");
    for (Entry entry : entries) {
      String algorithm = entry.key.getAlgorithm();
      boolean fits = elliptic ? algorithm.startsWith("E") : algorithm.startsWith("RSA");
      if (fits) {
        return entry.alias;
      }
    }
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return chooseEngineServerAlias(keyType, issuers, null);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    String alias = chooseEngineServerAlias(keyType, issuers, null);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
    Entry entry = byAlias(alias);
    return entry == null ? null : entry.chain.toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
    Entry entry = byAlias(alias);
    return entry == null ? null : entry.key;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String @Nullable [] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
