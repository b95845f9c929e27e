package gatehouse.plugin.log.trace;

import gatehouse.plugin.log.Entries;
import gatehouse.plugin.log.lua.LuaFields;
import gatehouse.plugin.log.queue.DeliveryQueue;
import gatehouse.plugin.log.queue.Queue;
import gatehouse.plugin.log.trace.Propagation.Rules;
import gatehouse.spi.Attribute;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.OnLog;
import gatehouse.spi.OnRequest;
import gatehouse.spi.OnResponse;
import gatehouse.spi.Policy;
import gatehouse.spi.Step;
import gatehouse.spi.Timeline;
import gatehouse.spi.Tracer;
import gatehouse.spi.Tracing;
import gatehouse.spi.TrafficMetrics;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.Range;
import gatehouse.spi.schema.Referenceable;
import gatehouse.spi.schema.Shorthand;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Passes traces on; tells spans, metrics and logs to an OpenTelemetry collector.
@Policy(
    name = "opentelemetry",
    priority = 14,
    decides = false,
    summary = "Passes traces on; sends spans, metrics and logs to an OpenTelemetry collector.")
public final class OpenTelemetry implements OnRequest, OnResponse, OnLog, Tracer {
  private static final Attribute<Trace> TRACE = Trace.attribute("opentelemetry");
  private static final int TRACE_BYTES = 16;
  private static final double STEPS = 0x1p63;

  private final Config config;
  private final Tracing tracing;
  private final RandomGenerator random;
  private final Propagation propagation;
  private final ExchangeSpans spans;
  private final @Nullable HeaderName answerHeader;
  private final @Nullable DeliveryQueue traces;
  private final @Nullable DeliveryQueue records;
  private final @Nullable AutoCloseable ownLog;
  private final @Nullable TrafficMetrics counting;
  private final TrafficMetrics.Families families;
  private final double rate;

  /// What an instance is told about numbers.
  public record Metrics(
      @Nullable
          @Referenceable
          @Match(Match.Form.URL)
          @Doc("Where they are sent; those of the whole gateway, whatever the scope.")
          String endpoint,
      @Default("60") @Range(min = 0.1, max = 86_400) @Doc("Seconds between two calls.")
          double pushInterval,
      @Default("false") @Doc("Whether `http.server.request.count` is sent.")
          boolean enableRequestMetrics,
      @Default("false")
          @Doc("Whether `kong.latency.total`, `.internal` and `.upstream` are sent, in seconds.")
          boolean enableLatencyMetrics,
      @Default("false")
          @Doc("Whether `http.server.request.size` and `http.server.response.size` are sent.")
          boolean enableBandwidthMetrics,
      @Default("false") @Doc("Whether requests and bytes are told by consumer.")
          boolean enableConsumerAttribute,
      @Default("false") @Doc("Whether `kong.upstream.target.status` is sent.")
          boolean enableUpstreamHealthMetrics,
      @Default("false") @Doc("Accepted for Kong's configurations; there is nothing to count.")
          boolean enableAiMetrics) {
    private boolean covers(String family) {
      return switch (family) {
        case "kong_http_requests_total" -> enableRequestMetrics;
        case "kong_bandwidth_bytes" -> enableBandwidthMetrics;
        case "kong_upstream_target_health" -> enableUpstreamHealthMetrics;
        case "kong_request_latency_ms", "kong_kong_latency_ms", "kong_upstream_latency_ms" ->
            enableLatencyMetrics;
        default -> false;
      };
    }
  }

  /// What an instance is told about the records of requests.
  public record AccessLogs(
      @Nullable @Referenceable @Match(Match.Form.URL) @Doc("Where they are sent.") String endpoint,
      @Nullable @Doc("Members of the record by Lua, as `custom_fields_by_lua` of http-log.")
          Map<String, String> customAttributesByLua) {}

  /// What an instance is told.
  @Shorthand(field = "access_logs_endpoint", of = "access_logs.endpoint")
  @Shorthand(field = "endpoint", of = "traces_endpoint")
  @Shorthand(field = "batch_span_count", of = "queue.max_batch_size")
  @Shorthand(field = "batch_flush_delay", of = "queue.max_coalescing_delay")
  public record Config(
      @Nullable
          @Referenceable
          @Match(Match.Form.URL)
          @Doc("Where spans are sent: OTLP over HTTP, protocol buffers.")
          String tracesEndpoint,
      @Nullable
          @Referenceable
          @Match(Match.Form.URL)
          @Doc(
              "Where the lines of the gateway's own log are sent; all of them, whatever the scope.")
          String logsEndpoint,
      @Doc("The gateway's numbers.") Metrics metrics,
      @Doc("The record of each request.") AccessLogs accessLogs,
      @Nullable @Referenceable @Doc("Further headers of the calls, such as a token.")
          Map<String, String> headers,
      @Nullable
          @Doc(
              "Attributes of the resource, over `service.name` (kong), `service.version` and"
                  + " `service.instance.id`.")
          Map<String, String> resourceAttributes,
      @Default("{\"max_batch_size\": 200}")
          @Doc("How spans wait for the collector; an entry is all spans of one request.")
          Queue queue,
      @Default("1000")
          @Range(min = 0, max = Integer.MAX_VALUE - 1)
          @Doc("Milliseconds connecting may take.")
          int connectTimeout,
      @Default("5000")
          @Range(min = 0, max = Integer.MAX_VALUE - 1)
          @Doc("Milliseconds sending may take.")
          int sendTimeout,
      @Default("5000")
          @Range(min = 0, max = Integer.MAX_VALUE - 1)
          @Doc("Milliseconds the answer may take. A call gets the sum of the three.")
          int readTimeout,
      @Default("false")
          @Doc("Whether the certificate of an https collector is verified; Kong does not.")
          boolean sslVerify,
      @Nullable
          @Match(Match.Form.HEADER_NAME)
          @Doc("The header of the answer that tells the trace's id; none if it is not set.")
          String httpResponseHeaderForTraceid,
      @Nullable
          @Range(min = 0, max = 1)
          @Doc("The share of traces that is kept; the setting `tracing_sampling_rate` otherwise.")
          Double samplingRate,
      @Default("parent_drop_probability_fallback")
          @OneOf({"parent_drop_probability_fallback", "parent_probability_fallback"})
          @Doc(
              "What the caller's decision means: the first follows only one not to keep the trace,"
                  + " the second either.")
          String samplingStrategy,
      @Default("preserve") @HeaderType @Doc("The older form of `propagation`, which wins over it.")
          String headerType,
      @Doc("How traces are taken from requests and passed on.") Rules propagation)
      implements Checked {
    @Override
    public void check(Check check) {
      check.atLeastOneOf(
          "traces_endpoint", "logs_endpoint", "metrics.endpoint", "access_logs.endpoint");
      LuaFields.check(
          "access_logs.custom_attributes_by_lua", accessLogs.customAttributesByLua(), check);
      HeaderRules.check(headers, check);
      HeaderRules.checkVerified(
          sslVerify,
          check,
          tracesEndpoint,
          logsEndpoint,
          metrics.endpoint(),
          accessLogs.endpoint());
    }
  }

  /// Builds an instance.
  public OpenTelemetry(Config config, Workshop workshop) {
    this.config = config;
    tracing = workshop.tracing();
    random = workshop.random();
    propagation = Propagation.of(config.propagation(), config.headerType(), null);
    spans = new ExchangeSpans(tracing, random);
    String header = config.httpResponseHeaderForTraceid();
    answerHeader = header == null ? null : HeaderName.of(header);
    rate = config.samplingRate() == null ? tracing.samplingRate() : config.samplingRate();
    Otlp otlp =
        new Otlp(orNone(config.resourceAttributes()), workshop.nodeId(), workshop.version());
    traces =
        config.tracesEndpoint() == null
            ? null
            : queue(
                workshop,
                "traces",
                collector(workshop, config.tracesEndpoint(), otlp),
                UnaryOperator::identity);
    records = config.accessLogs().endpoint() == null ? null : records(workshop, otlp);
    ownLog = config.logsEndpoint() == null ? null : ownLog(workshop, otlp);
    counting = config.metrics().endpoint() == null ? null : workshop.metrics();
    families =
        new TrafficMetrics.Families(
            config.metrics().enableRequestMetrics(),
            config.metrics().enableLatencyMetrics(),
            config.metrics().enableBandwidthMetrics(),
            config.metrics().enableUpstreamHealthMetrics());
    if (counting != null) {
      push(workshop, Objects.requireNonNull(config.metrics().endpoint()), otlp);
    }
  }

  private DeliveryQueue records(Workshop workshop, Otlp otlp) {
    Map<String, String> chunks = orNone(config.accessLogs().customAttributesByLua());
    return queue(
        workshop,
        "access logs",
        collector(workshop, Objects.requireNonNull(config.accessLogs().endpoint()), otlp),
        () ->
            OtlpLogs.finishing(
                chunks.isEmpty()
                    ? UnaryOperator.identity()
                    : new LuaFields(chunks, workshop.measured())));
  }

  private AutoCloseable ownLog(Workshop workshop, Otlp otlp) {
    DeliveryQueue lines =
        queue(
            workshop,
            "logs",
            collector(workshop, Objects.requireNonNull(config.logsEndpoint()), otlp),
            UnaryOperator::identity);
    return workshop.ownLog(event -> lines.add(OtlpLogs.line(event)));
  }

  /// Instances that are told the same share one, which outlives a reload.
  private void push(Workshop workshop, String endpoint, Otlp otlp) {
    Metrics told = config.metrics();
    String key = told + " " + config.headers() + config.resourceAttributes() + config.sslVerify();
    workshop.carried(
        Entries.key(workshop, "metrics " + key),
        OtlpMetrics.class,
        () ->
            new OtlpMetrics(
                workshop,
                collector(workshop, endpoint, otlp),
                Duration.ofMillis((long) (told.pushInterval() * 1000)),
                told::covers));
  }

  @Override
  public void close() {
    if (ownLog != null) {
      try {
        ownLog.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private Collector collector(Workshop workshop, String endpoint, Otlp otlp) {
    Duration timeout =
        Duration.ofMillis(
            (long) config.connectTimeout() + config.sendTimeout() + config.readTimeout());
    Collector.To to =
        Collector.To.of(
            "application/x-protobuf", orNone(config.headers()), timeout, config.sslVerify());
    return new Collector(workshop.http(), endpoint, to, otlp::request);
  }

  private DeliveryQueue queue(
      Workshop workshop, String what, Collector collector, Supplier<UnaryOperator<byte[]>> finish) {
    return Entries.finished(
        workshop, what + " " + collector.name(), what + config, config.queue(), finish, collector);
  }

  private static Map<String, String> orNone(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : map;
  }

  @Override
  public boolean traces(Exchange x) {
    return traces != null && tracing.isOn() && trace(x).sampled();
  }

  /// The trace of the exchange; taken from the request the first time.
  private Trace trace(Exchange x) {
    Trace known = x.get(TRACE);
    if (known != null && known.owner() == this) {
      return known;
    }
    Incoming caller = propagation.take(x.request().headers());
    TraceId id = caller == null ? null : caller.id();
    if (id == null) {
      id = Trace.newTraceId(random, TRACE_BYTES);
    }
    Boolean decided = caller == null ? null : caller.sampled();
    Trace made =
        new Trace(
            this,
            id,
            Trace.newId(random),
            caller == null ? 0 : caller.span(),
            Trace.newId(random),
            tracing.isOn() && traces != null && isKept(id, decided),
            caller != null && caller.id() != null && caller.random(),
            caller == null ? null : caller.format(),
            false);
    x.put(TRACE, made);
    return made;
  }

  /// What a caller does not want kept is not; else the id decides, so that every hop with the same
  /// rate keeps the same traces.
  private boolean isKept(TraceId id, @Nullable Boolean decided) {
    if (decided != null
        && (!decided || config.samplingStrategy().equals("parent_probability_fallback"))) {
      return decided;
    }
    return (id.low() >>> 1) < (long) (rate * STEPS) || rate >= 1;
  }

  @Override
  public Step onRequest(Exchange x) {
    Trace trace = trace(x);
    boolean linked = tracing.covers("balancer");
    Outgoing out =
        linked
            ? trace.outgoing(trace.span())
            : new Outgoing(
                trace.id(), trace.span(), trace.parent(), trace.sampled(), trace.random());
    propagation.pass(
        out,
        trace.from(),
        x.request().headers(),
        (format, id) -> x.logField("trace_id", format, id));
    return Step.NEXT;
  }

  @Override
  public Step onResponse(Exchange x) {
    if (answerHeader != null) {
      x.response().headers().set(answerHeader, trace(x).id().hex());
    }
    return Step.NEXT;
  }

  @Override
  public void onLog(Exchange x) {
    if (counting != null) {
      counting.count(x, families, config.metrics().enableConsumerAttribute());
    }
    Timeline timeline = x.timeline();
    Trace trace = x.get(TRACE);
    if (records != null) {
      records.add(OtlpLogs.entry(trace, x.accessRecord().json()));
    }
    if (timeline == null || trace == null || trace.owner() != this || !trace.sampled()) {
      return;
    }
    Objects.requireNonNull(traces).add(OtlpSpans.entry(trace.id(), spans.of(x, timeline, trace)));
  }
}
