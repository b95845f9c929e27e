package gatehouse.plugin.auth.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import com.unboundid.util.ssl.SSLUtil;
import com.unboundid.util.ssl.TrustAllTrustManager;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// A directory that passwords are proven by: whoever can bind as somebody is that somebody. Blocks,
/// so it is asked on virtual threads. Thread-safe.
public final class Directory implements AutoCloseable {
  /// Binds at the same time; more than that wait, so that guessing cannot flood the directory.
  private static final int MOST_AT_ONCE = 64;

  private static final int MOST_MESSAGE = 1 << 20;

  /// What a directory says when the name or the password is wrong, or the account may not be used.
  private static final Set<ResultCode> REFUSALS =
      Set.of(
          ResultCode.INVALID_CREDENTIALS,
          ResultCode.NO_SUCH_OBJECT,
          ResultCode.INVALID_DN_SYNTAX,
          ResultCode.INAPPROPRIATE_AUTHENTICATION,
          ResultCode.INSUFFICIENT_ACCESS_RIGHTS,
          ResultCode.CONSTRAINT_VIOLATION,
          ResultCode.UNWILLING_TO_PERFORM);

  private final Place place;
  private final InstantSource clock;
  private final SSLContext tls;
  private final DN base;
  private final Semaphore turns = new Semaphore(MOST_AT_ONCE, true);
  private final ConcurrentLinkedDeque<Idle> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  /// Where a directory is and how it is spoken to.
  ///
  /// @param security what protects the connection
  /// @param verifies whether the directory's certificate and name are verified
  /// @param baseDn what the users are below
  /// @param attribute the attribute that holds a user's name
  /// @param timeout how long connecting, and each answer, may take
  /// @param keepAlive how long a connection is kept for the next user
  public record Place(
      String host,
      int port,
      Security security,
      boolean verifies,
      String baseDn,
      String attribute,
      Duration timeout,
      Duration keepAlive) {}

  /// What protects a connection.
  public enum Security {
    NONE,
    LDAPS,
    START_TLS
  }

  private record Idle(LDAPConnection connection, long until) {}

  /// @throws IllegalArgumentException if the base is no distinguished name
  public Directory(Place place, InstantSource clock) {
    this.place = place;
    this.clock = clock;
    try {
      base = new DN(place.baseDn());
      tls =
          place.verifies()
              ? SSLContext.getDefault()
              : new SSLUtil(new TrustAllTrustManager()).createSSLContext();
    } catch (LDAPException e) {
      throw new IllegalArgumentException("no distinguished name: " + place.baseDn(), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Whether that is the user's password.
  ///
  /// @param password not empty: a directory lets anybody bind with an empty one (RFC 4513, section
  ///   5.1.2)
  /// @throws IOException if the directory can't tell
  public boolean knows(String user, String password) throws IOException {
    if (password.isEmpty()) {
      return false;
    }
    SimpleBindRequest request = new SimpleBindRequest(name(user), password);
    try {
      if (!turns.tryAcquire(place.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("too many binds at once");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    try {
      return bind(request);
    } finally {
      turns.release();
    }
  }

  /// The user's name is a value of the distinguished name, never a part of its syntax (RFC 4514).
  private DN name(String user) {
    return new DN(new RDN(place.attribute(), user), base);
  }

  private boolean bind(SimpleBindRequest request) throws IOException {
    LDAPConnection kept = idle();
    if (kept != null) {
      try {
        return bind(kept, request);
      } catch (LDAPException _) {
        // The directory has given up the connection meanwhile; a new one tells for certain.
        kept.close();
      }
    }
    try {
      return bind(connect(), request);
    } catch (LDAPException e) {
      throw new IOException("the directory cannot tell: " + e.getResultCode(), e);
    }
  }

  private boolean bind(LDAPConnection connection, SimpleBindRequest request) throws LDAPException {
    boolean good = false;
    try {
      connection.bind(request);
      good = true;
    } catch (LDAPException e) {
      if (!REFUSALS.contains(e.getResultCode())) {
        connection.close();
        throw e;
      }
    } catch (RuntimeException e) {
      // The library trusts that what answers a bind is the answer to one.
      connection.close();
      throw new LDAPException(ResultCode.DECODING_ERROR, "no answer to a bind", e);
    }
    keep(connection);
    return good;
  }

  private @Nullable LDAPConnection idle() {
    for (Idle next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
      if (next.until > clock.millis() && next.connection.isConnected()) {
        return next.connection;
      }
      next.connection.close();
    }
    return null;
  }

  private void keep(LDAPConnection connection) {
    if (closed || place.keepAlive().isZero()) {
      connection.close();
      return;
    }
    idle.addFirst(new Idle(connection, clock.millis() + place.keepAlive().toMillis()));
    if (closed) {
      close();
    }
  }

  private LDAPConnection connect() throws LDAPException {
    LDAPConnectionOptions options = new LDAPConnectionOptions();
    int millis = Math.toIntExact(place.timeout().toMillis());
    options.setConnectTimeoutMillis(millis);
    options.setResponseTimeoutMillis(millis);
    options.setUseSynchronousMode(true);
    options.setFollowReferrals(false);
    options.setMaxMessageSize(MOST_MESSAGE);
    if (place.verifies()) {
      options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true));
    }
    if (place.security() == Security.LDAPS) {
      return new LDAPConnection(tls.getSocketFactory(), options, place.host(), place.port());
    }
    LDAPConnection connection = new LDAPConnection(options, place.host(), place.port());
    if (place.security() == Security.START_TLS) {
      startTls(connection);
    }
    return connection;
  }

  /// Without TLS where TLS was asked for, no password is sent.
  private void startTls(LDAPConnection connection) throws LDAPException {
    try {
      var answer = connection.processExtendedOperation(new StartTLSExtendedRequest(tls));
      if (!answer.getResultCode().equals(ResultCode.SUCCESS)) {
        throw new LDAPException(answer);
      }
    } catch (LDAPException e) {
      connection.close();
      throw e;
    }
  }

  /// Closes what is kept; binds under way end by themselves.
  @Override
  public void close() {
    closed = true;
    for (Idle next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
      next.connection.close();
    }
  }
}
