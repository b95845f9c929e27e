package gatehouse.control;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import gatehouse.config.ConfigLoader;
import gatehouse.log.Metrics;
import gatehouse.model.Settings;
import gatehouse.spi.Catalogue;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The admin address: information, metrics, and the configuration, in the form of Kong's Admin API
/// without a database. Nobody has to prove who they are here, so it belongs on a loopback address.
public final class AdminServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);

  private static final int BACKLOG = 128;

  private final HttpServer server;
  private final ExecutorService threads;
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

  /// Binds the address; nobody is answered before [#start].
  ///
  /// @throws java.net.BindException if the address is taken
  /// @throws IOException if it is no address of this machine
  public AdminServer(Settings.Listen listen, Parts parts) throws IOException {
    bound("sun.net.httpserver.maxReqTime", "60");
    bound("sun.net.httpserver.maxRspTime", "60");
    bound("jdk.httpserver.maxConnections", "512");
    bound("sun.net.httpserver.nodelay", "true");
    InetSocketAddress address = new InetSocketAddress(listen.host(), listen.port());
    if (address.isUnresolved()) {
      throw new UnknownHostException(listen.host());
    }
    server = HttpServer.create(address, BACKLOG);
    threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("admin ", 0).factory());
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    guard = new Guard(server.getAddress());
    endpoints = new Endpoints(parts);
    reloader = parts.reloader();
    largestBody = parts.loader().largest();
    if (!server.getAddress().getAddress().isLoopbackAddress()) {
      LOG.warn(
          "THE ADMIN ADDRESS {} IS NOT A LOOPBACK ADDRESS: whoever reaches it can read and replace"
              + " the whole configuration, without a password",
          server.getAddress());
    }
  }

  /// The JDK's server takes its bounds from system properties, before the first one is made. What
  /// an operator has set stays.
  private static void bound(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /// Begins to answer.
  public void start() {
    server.start();
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /// Stops at once.
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      send(exchange, answer(exchange));
    }
  }

  private Reply answer(HttpExchange exchange) {
    Request request = new Request(exchange, largestBody);
    try {
      Reply refusal = guard.refusal(request);
      if (refusal != null && request.method().equals("POST")) {
        reloader.rejected("POST " + path(request), request.peer(), "sent from elsewhere");
      }
      return refusal == null ? endpoints.answer(request) : refusal;
    } catch (Request.TooLarge _) {
      reloader.rejected("POST " + path(request), request.peer(), "the document is too large");
      return Reply.message(413, "Request body too large");
    } catch (IOException e) {
      throw new UncheckedIOException(e); // the client has gone: the JDK's server closes quietly
    } catch (RuntimeException e) {
      LOG.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), e);
      return Reply.message(500, "An unexpected error occurred");
    }
  }

  /// As it is told in the log; a path that is not ours is nobody's business there.
  private static String path(Request request) {
    return request.segments().equals(List.of("config")) ? "/config" : "(other)";
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    var headers = exchange.getResponseHeaders();
    if (!reply.contentType().isEmpty()) {
      headers.set("Content-Type", reply.contentType());
    }
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    reply.headers().forEach(headers::set);
    boolean bodiless = exchange.getRequestMethod().equals("HEAD") || reply.contentType().isEmpty();
    exchange.sendResponseHeaders(reply.status(), bodiless ? -1 : 0);
    if (!bodiless) {
      try (OutputStream out = exchange.getResponseBody()) {
        reply.body().writeTo(out);
      }
    }
  }
}
