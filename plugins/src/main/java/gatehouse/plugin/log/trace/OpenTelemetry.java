package gatehouse.plugin.log.trace;

import gatehouse.plugin.log.Entries;
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
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Passes traces on, and tells spans to an OpenTelemetry collector.
@Policy(
    name = "opentelemetry",
    priority = 14,
    decides = false,
    summary = "Passes traces on, and sends spans to an OpenTelemetry collector.")
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
  private final double rate;

  /// What an instance is told.
  @Shorthand(field = "endpoint", of = "traces_endpoint")
  @Shorthand(field = "batch_span_count", of = "queue.max_batch_size")
  @Shorthand(field = "batch_flush_delay", of = "queue.max_coalescing_delay")
  public record Config(
      @Nullable
          @Referenceable
          @Match(Match.Form.URL)
          @Doc("Where spans are sent: OTLP over HTTP, protocol buffers.")
          String tracesEndpoint,
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
      @Default("preserve")
          @OneOf({
            "preserve",
            "ignore",
            "aws",
            "b3",
            "b3-single",
            "datadog",
            "gcp",
            "instana",
            "jaeger",
            "ot",
            "w3c"
          })
          @Doc("The older form of `propagation`, which wins over it.")
          String headerType,
      @Doc("How traces are taken from requests and passed on.") Rules propagation)
      implements Checked {
    @Override
    public void check(Check check) {
      check.atLeastOneOf("traces_endpoint");
      HeaderRules.check(headers, check);
      HeaderRules.checkVerified(sslVerify, check, tracesEndpoint);
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
            : queue(workshop, "traces", collector(workshop, config.tracesEndpoint(), otlp));
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

  private DeliveryQueue queue(Workshop workshop, String what, Collector collector) {
    return Entries.finished(
        workshop,
        what + " " + collector.name(),
        what + config,
        config.queue(),
        UnaryOperator::identity,
        collector);
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
    Timeline timeline = x.timeline();
    Trace trace = x.get(TRACE);
    if (timeline == null || trace == null || trace.owner() != this || !trace.sampled()) {
      return;
    }
    Objects.requireNonNull(traces).add(OtlpSpans.entry(trace.id(), spans.of(x, timeline, trace)));
  }
}
