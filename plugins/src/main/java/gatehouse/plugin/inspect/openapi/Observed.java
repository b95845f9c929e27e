package gatehouse.plugin.inspect.openapi;

import gatehouse.spi.Answer;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Measures;
import gatehouse.spi.Workshop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What an instance counts and remembers. Safe for use by all threads.
final class Observed {
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;

  private final Workshop workshop;
  private final Specification specification;
  private final String api;
  private final double sample;
  private final RandomGenerator random;
  private final @Nullable Drift drift;
  private final Map<String, Measures.Counter> violations = new ConcurrentHashMap<>();

  Observed(Workshop workshop, Specification specification, OpenApi.DriftConfig config) {
    this.workshop = workshop;
    this.specification = specification;
    this.api = specification.title().isEmpty() ? workshop.self().id() : specification.title();
    this.sample = config.sample();
    this.random = workshop.random();
    this.drift = config.enabled() ? Drift.of(workshop, api, config.maxEntries()) : null;
  }

  /// Counts something that does not conform.
  ///
  /// @param kind one of a fixed set
  void violation(String kind) {
    violations.computeIfAbsent(kind, this::counter).add(1);
  }

  private Measures.Counter counter(String kind) {
    return workshop
        .measures()
        .counters(
            "gatehouse_openapi_violations_total",
            "Requests and answers that do not match the specification",
            "api",
            "kind")
        .of(api, kind);
  }

  void used(Operation operation) {
    if (drift != null) {
      drift.used(operation);
    }
  }

  /// @param operation null if the request is not described
  void drift(Exchange x, Drift.Kind kind, @Nullable Operation operation, int status) {
    if (drift == null || sample < 1 && random.nextDouble() >= sample) {
      return;
    }
    String path = operation == null ? Drift.outline(x.request().path()) : operation.path();
    drift.add(kind, method(x), path, status, x.now());
  }

  /// A method is the client's text.
  private static String method(Exchange x) {
    String method = x.request().method();
    return SpecReader.METHODS.contains(method.toLowerCase(java.util.Locale.ROOT))
        ? method
        : "OTHER";
  }

  @Nullable Answer onAdmin(String method) {
    if (drift == null) {
      return null;
    }
    return switch (method) {
      case "GET" -> Answer.of(OK, "application/json; charset=utf-8", drift.json(specification));
      case "DELETE" -> {
        drift.reset();
        yield Answer.empty(NO_CONTENT);
      }
      default ->
          Answer.error(405, "Method not allowed").with(HeaderName.of("Allow"), "DELETE, GET, HEAD");
    };
  }
}
