package gatehouse.plugin.log.wire;

import gatehouse.plugin.log.queue.Delivery;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// A connection that entries are written to one after the other. It is kept for the next batch and
/// made anew when it fails or was unused for too long.
public final class StreamWire implements Delivery {
  private final To to;
  private final @Nullable Tls tls;
  private final Function<byte[], byte[]> framing;
  private final InstantSource clock;
  private @Nullable Socket open;
  private long usedAt;

  /// Where to.
  ///
  /// @param timeoutMillis for connecting and for each read
  /// @param keepaliveMillis how long an unused connection is kept
  public record To(String host, int port, int timeoutMillis, int keepaliveMillis) {}

  /// How the connection is secured.
  ///
  /// @param serverName the name sent and verified; null for the host
  public record Tls(SSLSocketFactory sockets, @Nullable String serverName, boolean verify) {}

  /// @param tls null for plain TCP
  /// @param framing an entry as it goes over the wire
  public StreamWire(
      To to, @Nullable Tls tls, Function<byte[], byte[]> framing, InstantSource clock) {
    this.to = to;
    this.tls = tls;
    this.framing = framing;
    this.clock = clock;
  }

  @Override
  public synchronized void deliver(List<byte[]> batch) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] entry : batch) {
      bytes.writeBytes(framing.apply(entry));
    }
    try {
      Socket socket = socket();
      socket.getOutputStream().write(bytes.toByteArray());
      socket.getOutputStream().flush();
      usedAt = clock.millis();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private Socket socket() throws IOException {
    Socket known = open;
    if (known != null && !isStale(known)) {
      return known;
    }
    close();
    Socket made = connect();
    open = made;
    return made;
  }

  /// A collector that closed its side says so by an end of stream; what is written then is lost
  /// without an error, so the connection is looked at first.
  private boolean isStale(Socket socket) {
    if (clock.millis() - usedAt > to.keepaliveMillis()) {
      return true;
    }
    try {
      socket.setSoTimeout(1);
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketTimeoutException _) {
      return false;
    } catch (IOException _) {
      return true;
    }
  }

  private Socket connect() throws IOException {
    Socket plain = new Socket();
    try {
      plain.connect(new InetSocketAddress(to.host(), to.port()), to.timeoutMillis());
      plain.setTcpNoDelay(true);
      plain.setSoTimeout(to.timeoutMillis());
      return tls == null ? plain : secured(plain, tls);
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  private Socket secured(Socket plain, Tls how) throws IOException {
    String name = how.serverName() == null ? to.host() : how.serverName();
    SSLSocket socket = (SSLSocket) how.sockets().createSocket(plain, name, to.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    if (how.serverName() != null) {
      parameters.setServerNames(List.of(new SNIHostName(how.serverName())));
    }
    if (how.verify()) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  @Override
  public synchronized void close() {
    Socket known = open;
    open = null;
    if (known != null) {
      try {
        known.close();
      } catch (IOException _) {
        // It was to be given up anyway.
      }
    }
  }
}
