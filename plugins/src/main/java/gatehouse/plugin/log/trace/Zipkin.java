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
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.Range;
import gatehouse.spi.schema.Referenceable;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Passes traces on, and tells spans to a Zipkin server.
@Policy(
    name = "zipkin",
    priority = 100_000,
    decides = false,
    summary = "Passes traces on, and sends spans to a Zipkin server.")
public final class Zipkin implements OnRequest, OnResponse, OnLog, Tracer {
  private static final Attribute<Trace> TRACE = Trace.attribute("zipkin");

  /// Tags that a request may bring in its own header.
  private static final int MOST_TAGS = 32;

  private static final int LONGEST_TAG = 1024;

  private static final Set<String> OWN_TAGS =
      Set.of(
          "error",
          "http.method",
          "http.path",
          "http.host",
          "http.protocol",
          "http.status_code",
          "kong.balancer.state",
          "kong.balancer.try",
          "kong.consumer",
          "kong.credential",
          "kong.node.id",
          "kong.route",
          "kong.service",
          "lc",
          "peer.hostname");

  private final Config config;
  private final RandomGenerator random;
  private final Propagation propagation;
  private final ZipkinSpans spans;
  private final HeaderName tagsHeader;
  private final @Nullable HeaderName answerHeader;
  private final @Nullable DeliveryQueue queue;

  /// A tag.
  public record Tag(
      @Doc("Its name; none of those that every span has.") String name,
      @Doc("Its value.") String value) {}

  /// What an instance is told.
  public record Config(
      @Nullable
          @Referenceable
          @Match(Match.Form.URL)
          @Doc("Where spans are sent; without it traces are only passed on.")
          String httpEndpoint,
      @Default("0.001")
          @Range(min = 0, max = 1)
          @Doc("The share of traces that is kept where the caller has not decided.")
          double sampleRatio,
      @Default("kong") @Doc("What the gateway is called in Zipkin.") String localServiceName,
      @Nullable @Doc("What a service without a name is called in Zipkin.")
          String defaultServiceName,
      @Default("true") @Doc("Whether the id of the caller's credential is a tag.")
          boolean includeCredential,
      @Default("16") @OneOf({"8", "16"}) @Doc("Bytes of a new trace's id.") int traceidByteCount,
      @Default("preserve") @HeaderType @Doc("The older form of `propagation`, which wins over it.")
          String headerType,
      @Default("b3") @FormatName @Doc("The older form of `propagation.default_format`.")
          String defaultHeaderType,
      @Default("Zipkin-Tags")
          @Match(Match.Form.HEADER_NAME)
          @Doc("The request's header with tags of its own: `name=value; name=value`.")
          String tagsHeader,
      @Nullable @Doc("Tags of every request.") List<Tag> staticTags,
      @Default("method") @OneOf({"method", "method_path"}) @Doc("What spans are named after.")
          String httpSpanName,
      @Default("2000")
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
      @Default("annotations")
          @OneOf({"annotations", "tags"})
          @Doc("How the time that phases took is told.")
          String phaseDurationFlavor,
      @Nullable
          @Match(Match.Form.HEADER_NAME)
          @Doc("The header of the answer that tells the trace's id; none if it is not set.")
          String httpResponseHeaderForTraceid,
      @Default("false")
          @Doc("Whether the certificate of an https server is verified; Kong does not.")
          boolean sslVerify,
      @Doc("How spans wait for the server; an entry is all spans of one request.") Queue queue,
      @Default("{\"default_format\": \"b3\"}")
          @Doc("How traces are taken from requests and passed on.")
          Rules propagation)
      implements Checked {
    @Override
    public void check(Check check) {
      Set<String> seen = new HashSet<>();
      for (Tag tag : staticTags == null ? List.<Tag>of() : staticTags) {
        String name = tag.name();
        if (OWN_TAGS.contains(name)) {
          check.fault("static_tags", "'" + name + "' is a tag that every span has");
        } else if (!seen.add(name)) {
          check.fault("static_tags", "repeated tags are not allowed: " + name);
        }
      }
      HeaderRules.checkVerified(sslVerify, check, httpEndpoint);
    }
  }

  /// Builds an instance.
  public Zipkin(Config config, Workshop workshop) {
    this.config = config;
    random = workshop.random();
    propagation =
        Propagation.of(config.propagation(), config.headerType(), config.defaultHeaderType());
    spans = new ZipkinSpans(config, workshop.nodeId(), random);
    tagsHeader = HeaderName.of(config.tagsHeader());
    String header = config.httpResponseHeaderForTraceid();
    answerHeader = header == null ? null : HeaderName.of(header);
    queue = config.httpEndpoint() == null ? null : queue(config.httpEndpoint(), workshop);
  }

  private DeliveryQueue queue(String endpoint, Workshop workshop) {
    Duration timeout =
        Duration.ofMillis(
            (long) config.connectTimeout() + config.sendTimeout() + config.readTimeout());
    Collector.To to = Collector.To.of("application/json", Map.of(), timeout, config.sslVerify());
    Collector collector = new Collector(workshop.http(), endpoint, to, Zipkin::array);
    return Entries.finished(
        workshop,
        collector.name(),
        config.toString(),
        config.queue(),
        UnaryOperator::identity,
        collector);
  }

  private static byte[] array(List<byte[]> entries) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write('[');
    for (int i = 0; i < entries.size(); i++) {
      if (i > 0) {
        all.write(',');
      }
      all.writeBytes(entries.get(i));
    }
    all.write(']');
    return all.toByteArray();
  }

  @Override
  public boolean traces(Exchange x) {
    return queue != null && trace(x).sampled();
  }

  /// The trace of the exchange; taken from the request the first time. B3 lets caller and server
  /// share one span, the other formats name the caller's, under which this one begins.
  private Trace trace(Exchange x) {
    Trace known = x.get(TRACE);
    if (known != null && known.owner() == this) {
      return known;
    }
    Incoming caller = propagation.take(x.request().headers());
    TraceId id = caller == null ? null : caller.id();
    if (id == null) {
      id = Trace.newTraceId(random, config.traceidByteCount());
    }
    Boolean decided = caller == null ? null : caller.sampled();
    boolean shared =
        caller != null
            && caller.span() != 0
            && (caller.format() == Format.B3 || caller.format() == Format.B3_SINGLE);
    Trace made =
        new Trace(
            this,
            id,
            caller != null && shared ? caller.span() : Trace.newId(random),
            caller == null ? 0 : shared ? caller.parent() : caller.span(),
            Trace.newId(random),
            decided == null ? random.nextDouble() < config.sampleRatio() : decided,
            caller != null && caller.random(),
            caller == null ? null : caller.format(),
            shared);
    x.put(TRACE, made);
    return made;
  }

  @Override
  public Step onRequest(Exchange x) {
    Trace trace = trace(x);
    propagation.pass(
        trace.outgoing(trace.span()),
        trace.from(),
        x.request().headers(),
        (format, id) -> x.logField("trace_id", format, id));
    return Step.NEXT;
  }

  @Override
  public Step onResponse(Exchange x) {
    if (answerHeader != null) {
      x.response().headers().set(answerHeader, trace(x).id().sized());
    }
    return Step.NEXT;
  }

  @Override
  public void onLog(Exchange x) {
    Timeline timeline = x.timeline();
    Trace trace = x.get(TRACE);
    if (queue != null
        && timeline != null
        && trace != null
        && trace.owner() == this
        && trace.sampled()) {
      queue.add(spans.of(x, timeline, trace, tags(x)));
    }
  }

  /// The configured tags, and those of the request as far as they don't say what others do.
  private List<Tag> tags(Exchange x) {
    List<Tag> fixed = config.staticTags() == null ? List.of() : config.staticTags();
    String sent = x.request().headers().get(tagsHeader);
    if (sent == null) {
      return fixed;
    }
    List<Tag> tags = new ArrayList<>(fixed);
    Set<String> known = new HashSet<>(OWN_TAGS);
    fixed.forEach(tag -> known.add(tag.name()));
    for (String part : sent.split(";", MOST_TAGS + 1)) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? "" : part.substring(0, equals).strip();
      String value = part.substring(equals + 1).strip();
      boolean fits = !name.isEmpty() && part.length() <= LONGEST_TAG;
      if (fits && tags.size() - fixed.size() < MOST_TAGS && known.add(name)) {
        tags.add(new Tag(name, value));
      }
    }
    return tags;
  }
}
