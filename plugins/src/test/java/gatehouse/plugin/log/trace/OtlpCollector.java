package gatehouse.plugin.log.trace;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Takes OTLP over HTTP and decodes it by OpenTelemetry's own classes; refuses as often as it is
/// told.
final class OtlpCollector implements AutoCloseable {
  private final HttpServer server;
  private final List<ExportTraceServiceRequest> traces = new CopyOnWriteArrayList<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile int status;

  OtlpCollector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::traces);
    server.start();
  }

  String authority() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  String url() {
    return "http://" + authority();
  }

  void refuse(int status, int times) {
    this.status = status;
    refusals.set(times);
  }

  int refused() {
    return refused.get();
  }

  private boolean refuses(HttpExchange exchange) throws IOException {
    if (refusals.getAndDecrement() <= 0) {
      return false;
    }
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
    refused.incrementAndGet();
    return true;
  }

  private void traces(HttpExchange exchange) throws IOException {
    if (refuses(exchange)) {
      return;
    }
    byte[] body = exchange.getRequestBody().readAllBytes();
    boolean typed =
        "application/x-protobuf".equals(exchange.getRequestHeaders().getFirst("Content-Type"));
    ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(body);
    exchange.sendResponseHeaders(typed ? 200 : 415, -1);
    exchange.close();
    traces.add(request);
  }

  /// All spans so far.
  List<Span> spans() {
    return traces.stream()
        .flatMap(request -> request.getResourceSpansList().stream())
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .toList();
  }

  /// Whose spans they are.
  @Nullable Resource resource() {
    return traces.isEmpty() ? null : traces.getFirst().getResourceSpans(0).getResource();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
