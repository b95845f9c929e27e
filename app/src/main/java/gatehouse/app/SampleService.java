package gatehouse.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;

/// The service behind the demo's gateway, on a free loopback port: `/data` is the secured data, any
/// other path tells what reached it.
final class SampleService implements AutoCloseable {
  private final JsonMapper mapper = JsonMapper.shared();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  SampleService() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/data", x -> answer(x, Map.of("message", "Secure data accessed")));
    server.createContext("/", x -> answer(x, echo(x)));
    server.start();
  }

  /// Where it listens.
  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static Map<String, Object> echo(HttpExchange x) {
    Map<String, Object> echo = new LinkedHashMap<>();
    echo.put("method", x.getRequestMethod());
    echo.put("path", x.getRequestURI().toString());
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Map.Entry<String, List<String>> header : x.getRequestHeaders().entrySet()) {
      headers.put(header.getKey(), String.join(", ", header.getValue()));
    }
    echo.put("headers", headers);
    return echo;
  }

  private void answer(HttpExchange x, Map<String, ?> document) throws IOException {
    try (x) {
      x.getRequestBody().skip(Long.MAX_VALUE);
      byte[] body = mapper.writeValueAsBytes(document);
      x.getResponseHeaders().set("Content-Type", "application/json");
      boolean head = x.getRequestMethod().equals("HEAD");
      x.sendResponseHeaders(200, head ? -1 : body.length);
      if (!head) {
        x.getResponseBody().write(body);
      }
    }
  }
}
