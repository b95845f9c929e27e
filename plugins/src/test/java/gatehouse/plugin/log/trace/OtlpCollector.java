package gatehouse.plugin.log.trace;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.Metric;
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
  private final List<ExportMetricsServiceRequest> metrics = new CopyOnWriteArrayList<>();
  private final List<ExportLogsServiceRequest> logs = new CopyOnWriteArrayList<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile int status;

  OtlpCollector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::traces);
    server.createContext("/v1/metrics", this::metrics);
    server.createContext("/v1/logs", this::logs);
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

  private void metrics(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
    metrics.add(ExportMetricsServiceRequest.parseFrom(body));
  }

  private void logs(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
    logs.add(ExportLogsServiceRequest.parseFrom(body));
  }

  /// The last numbers of a name; null if none came.
  @Nullable Metric metric(String name) {
    return metrics.stream()
        .flatMap(request -> request.getResourceMetricsList().stream())
        .flatMap(resource -> resource.getScopeMetricsList().stream())
        .flatMap(scope -> scope.getMetricsList().stream())
        .filter(metric -> metric.getName().equals(name))
        .reduce((_, last) -> last)
        .orElse(null);
  }

  /// All log records so far.
  List<LogRecord> logs() {
    return logs.stream()
        .flatMap(request -> request.getResourceLogsList().stream())
        .flatMap(resource -> resource.getScopeLogsList().stream())
        .flatMap(scope -> scope.getLogRecordsList().stream())
        .toList();
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
