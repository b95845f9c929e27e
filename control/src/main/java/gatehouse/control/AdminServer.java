package gatehouse.control;

import gatehouse.config.ConfigLoader;
import gatehouse.log.Metrics;
import gatehouse.model.Settings;
import gatehouse.serve.OwnExchange;
import gatehouse.serve.OwnServer;
import gatehouse.spi.Catalogue;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The admin address: information, metrics, and the configuration, in the form of Kong's Admin API
/// without a database. Nobody has to prove who they are here, so it belongs on a loopback address.
public final class AdminServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);

  private static final int MOST_CONNECTIONS = 512;
  private static final HeaderName CONTENT_TYPE = HeaderName.of("Content-Type");
  private static final HeaderName CACHE_CONTROL = HeaderName.of("Cache-Control");
  private static final HeaderName CONTENT_TYPE_OPTIONS = HeaderName.of("X-Content-Type-Options");

  private final OwnServer server;
  private final Guard guard;
  private final Endpoints endpoints;
  private final Reloader reloader;
  private final int largestBody;

  /// What the Admin API tells about and works on.
  public record Parts(
      Node node,
      Catalogue catalogue,
      ConfigLoader loader,
      Reloader reloader,
      Door door,
      Metrics metrics) {}

  /// Opens the address; requests are answered from now on.
  ///
  /// @throws IOException if the address is taken, or is none of this machine
  public AdminServer(Settings.Listen listen, Parts parts) throws IOException {
    guard = new Guard(InetAddress.getByName(listen.host()));
    endpoints = new Endpoints(parts);
    reloader = parts.reloader();
    largestBody = parts.loader().largest();
    server = new OwnServer("admin", listen, MOST_CONNECTIONS, this::handle);
    if (!address().getAddress().isLoopbackAddress()) {
      LOG.warn(
          "THE ADMIN ADDRESS {} IS NOT A LOOPBACK ADDRESS: whoever reaches it can read and replace"
              + " the whole configuration, without a password",
          address());
    }
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return server.address();
  }

  /// Stops at once.
  @Override
  public void close() {
    server.close();
  }

  private void handle(OwnExchange exchange) throws IOException {
    send(exchange, answer(exchange));
  }

  private Reply answer(OwnExchange exchange) throws IOException {
    try {
      return answer(new Request(exchange, largestBody));
    } catch (Request.Malformed _) {
      return Reply.message(400, "Bad request");
    } catch (RuntimeException e) {
      LOG.error("{} {} failed", exchange.method(), exchange.path(), e);
      return Reply.message(500, "An unexpected error occurred");
    }
  }

  private Reply answer(Request request) throws IOException {
    try {
      Reply refusal = guard.refusal(request);
      if (refusal != null && request.method().equals("POST")) {
        reloader.rejected("POST " + path(request), request.peer(), "sent from elsewhere");
      }
      return refusal == null ? endpoints.answer(request) : refusal;
    } catch (Request.TooLarge _) {
      reloader.rejected("POST " + path(request), request.peer(), "the document is too large");
      return Reply.message(413, "Request body too large");
    }
  }

  /// As it is told in the log; a path that is not ours is nobody's business there.
  private static String path(Request request) {
    return request.segments().equals(List.of("config")) ? "/config" : "(other)";
  }

  private static void send(OwnExchange exchange, Reply reply) throws IOException {
    Headers headers = new Headers();
    if (!reply.contentType().isEmpty()) {
      headers.add(CONTENT_TYPE, reply.contentType());
    }
    headers.add(CACHE_CONTROL, "no-store");
    headers.add(CONTENT_TYPE_OPTIONS, "nosniff");
    reply.headers().forEach((name, value) -> headers.set(HeaderName.of(name), value));
    OutputStream out = exchange.answer(reply.status(), headers);
    reply.body().writeTo(out);
    out.close();
  }
}
