package gatehouse.plugin.auth.oidc;

import gatehouse.plugin.auth.oidc.Provider.Endpoints;
import gatehouse.plugin.auth.token.KeySets;
import gatehouse.plugin.auth.token.RemoteKeySet;
import gatehouse.plugin.auth.token.TrustedKey;
import gatehouse.spi.HttpCaller;
import gatehouse.spi.TlsOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Finds out what an issuer says of itself, and fetches its keys. What was found is used for its
/// lifetime, and longer while the issuer does not answer.
public final class Discovery implements KeySets.Source {
  private static final String WELL_KNOWN = "/.well-known/openid-configuration";
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final Setup setup;
  private final HttpCaller http;
  private final InstantSource clock;
  private final ReentrantLock asking = new ReentrantLock();

  private volatile @Nullable Provider known;
  private volatile long renewAt = Long.MIN_VALUE;

  /// What the configuration says of the issuer.
  ///
  /// @param issuer its name, or the address of its discovery document
  /// @param discovers false if nothing but the named endpoints is to be used
  /// @param accepted names it may call itself besides its own
  /// @param moreKeys key sets that are trusted as well
  record Setup(
      String issuer,
      boolean discovers,
      Set<String> accepted,
      Endpoints endpoints,
      List<URI> moreKeys,
      Duration lifetime,
      Duration timeout,
      TlsOptions tls) {
    /// The issuer's name, as far as the configuration tells.
    String name() {
      return issuer.endsWith(WELL_KNOWN)
          ? issuer.substring(0, issuer.length() - WELL_KNOWN.length())
          : issuer;
    }

    private URI address() {
      String name = name();
      return URI.create(
          (name.endsWith("/") ? name.substring(0, name.length() - 1) : name) + WELL_KNOWN);
    }
  }

  Discovery(Setup setup, HttpCaller http, InstantSource clock) {
    this.setup = setup;
    this.http = http;
    this.clock = clock;
  }

  /// What the issuer says; blocks where it has to be asked.
  ///
  /// @throws IOException if it was never found out and cannot be now
  Provider provider() throws IOException {
    Provider current = known;
    if (current != null && clock.millis() < renewAt) {
      return current;
    }
    asking.lock();
    try {
      current = known;
      if (current != null && clock.millis() < renewAt) {
        return current;
      }
      return renew();
    } finally {
      asking.unlock();
    }
  }

  /// What is known without asking; null if nothing is.
  @Nullable Provider known() {
    return known;
  }

  private Provider renew() throws IOException {
    try {
      Provider found = ask().with(setup.endpoints);
      known = found;
      renewAt = clock.millis() + setup.lifetime.toMillis();
      return found;
    } catch (IOException e) {
      Provider old = known;
      if (old == null) {
        throw e;
      }
      renewAt = clock.millis() + RETRY.toMillis();
      return old;
    }
  }

  private Provider ask() throws IOException {
    if (!setup.discovers) {
      return new Provider(setup.name(), null, null, null, null, null, null, null, false);
    }
    URI address = setup.address();
    byte[] document = RemoteKeySet.get(http, address, setup.timeout, setup.tls);
    Provider found = Provider.of(document, "https".equalsIgnoreCase(address.getScheme()));
    if (!isExpected(found.issuer())) {
      // Discovery 1.0, section 4.3: else one issuer could speak for another.
      throw new IOException("the discovery document at " + address + " is another issuer's");
    }
    return found;
  }

  private boolean isExpected(String issuer) {
    return trimmed(issuer).equals(trimmed(setup.name())) || setup.accepted.contains(issuer);
  }

  private static String trimmed(String issuer) {
    return issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
  }

  @Override
  public List<TrustedKey> fetch() throws IOException {
    Provider provider;
    asking.lock();
    try {
      provider = renew();
    } finally {
      asking.unlock();
    }
    List<TrustedKey> keys = new ArrayList<>();
    List<URI> addresses = new ArrayList<>(setup.moreKeys);
    if (provider.keys() != null) {
      addresses.addFirst(provider.keys());
    }
    if (addresses.isEmpty()) {
      throw new IOException("the issuer names no keys");
    }
    for (URI address : addresses) {
      keys.addAll(new RemoteKeySet(http, address, setup.timeout, setup.tls).fetch());
    }
    return List.copyOf(keys);
  }
}
