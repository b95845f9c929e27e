package gatehouse.plugin.log.trace;

import gatehouse.model.Route;
import gatehouse.model.Service;
import gatehouse.plugin.log.trace.Zipkin.Tag;
import gatehouse.spi.Exchange;
import gatehouse.spi.Identity;
import gatehouse.spi.IpAddress;
import gatehouse.spi.Timeline;
import gatehouse.spi.Timeline.Mark;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/// The spans of an exchange in Zipkin's second format, with Kong's names, tags and annotations: one
/// for the request, one for what was asked of the service, one for each attempt.
final class ZipkinSpans {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int USUAL_SIZE = 2048;
  private static final long MICRO = 1000;
  private static final double MILLI = 1e6;

  private final Zipkin.Config config;
  private final String nodeId;
  private final RandomGenerator random;

  ZipkinSpans(Zipkin.Config config, String nodeId, RandomGenerator random) {
    this.config = config;
    this.nodeId = nodeId;
    this.random = random;
  }

  /// The spans as JSON objects with commas between them.
  byte[] of(Exchange x, Timeline timeline, Trace trace, List<Tag> tags) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_SIZE);
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartArray();
      request(out, x, timeline, trace, tags);
      proxy(out, x, timeline, trace);
      List<Timeline.Attempt> attempts = timeline.attempts();
      for (int i = 0; i < attempts.size(); i++) {
        attempt(out, x, attempts.get(i), i + 1, trace);
      }
      out.writeEndArray();
    }
    byte[] all = bytes.toByteArray();
    return java.util.Arrays.copyOfRange(all, 1, all.length - 1);
  }

  private String name(Exchange x) {
    return config.httpSpanName().equals("method")
        ? x.request().method()
        : x.request().method() + " " + path(x);
  }

  private void request(
      JsonGenerator out, Exchange x, Timeline timeline, Trace trace, List<Tag> tags) {
    begin(out, trace, trace.span(), trace.parent(), "SERVER", name(x));
    times(out, timeline.start(), timeline.end());
    if (trace.shared()) {
      out.writeBooleanProperty("shared", true);
    }
    endpoint(out, "remoteEndpoint", null, x.client().address(), x.client().peerPort());
    long routed = timeline.at(Mark.ROUTED);
    if (isAnnotating()) {
      out.writeArrayPropertyStart("annotations");
      annotation(out, "krs", timeline.start());
      annotation(out, "krf", routed);
      out.writeEndArray();
    }
    out.writeObjectPropertyStart("tags");
    out.writeStringProperty("lc", "kong");
    out.writeStringProperty("http.method", x.request().method());
    out.writeStringProperty("http.host", x.request().host());
    out.writeStringProperty("http.path", path(x));
    out.writeStringProperty("http.protocol", "HTTP/" + x.request().version().replace(".0", ""));
    out.writeStringProperty("http.status_code", Integer.toString(x.accessRecord().status()));
    Identity caller = x.identity();
    if (caller != null && caller.consumer() != null) {
      out.writeStringProperty("kong.consumer", caller.consumer().id());
    }
    if (caller != null && caller.credential() != null && config.includeCredential()) {
      out.writeStringProperty("kong.credential", caller.credential().id());
    }
    out.writeStringProperty("kong.node.id", nodeId);
    duration(out, "rewrite", timeline.start(), routed);
    for (Tag tag : tags) {
      out.writeStringProperty(tag.name(), tag.value());
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  private void proxy(JsonGenerator out, Exchange x, Timeline timeline, Trace trace) {
    List<Timeline.Attempt> attempts = timeline.attempts();
    Timeline.Attempt last = attempts.isEmpty() ? null : attempts.getLast();
    long answered = timeline.at(Mark.ANSWERED);
    long sending = timeline.at(Mark.SENDING);
    long routed = timeline.at(Mark.ROUTED) == 0 ? timeline.start() : timeline.at(Mark.ROUTED);
    long accessed = last != null ? attempts.getFirst().from() : answered;
    begin(out, trace, trace.call(), trace.span(), "CLIENT", name(x) + " (proxy)");
    times(out, routed, timeline.end());
    if (last != null) {
      endpoint(out, "remoteEndpoint", serviceName(x), last.address(), last.port());
    }
    if (isAnnotating()) {
      out.writeArrayPropertyStart("annotations");
      annotation(out, "kas", routed);
      annotation(out, "kaf", accessed);
      annotation(out, "khs", answered);
      annotation(out, "khf", sending);
      annotation(out, "kbs", sending);
      annotation(out, "kbf", sending == 0 ? 0 : timeline.end());
      out.writeEndArray();
    }
    out.writeObjectPropertyStart("tags");
    if (last != null) {
      out.writeStringProperty("peer.hostname", last.host());
    }
    entities(out, x);
    duration(out, "access", routed, accessed);
    duration(out, "header_filter", answered, sending);
    duration(out, "body_filter", sending, timeline.end());
    out.writeEndObject();
    out.writeEndObject();
  }

  private void attempt(
      JsonGenerator out, Exchange x, Timeline.Attempt attempt, int number, Trace trace) {
    String name = name(x) + " (balancer try " + number + ")";
    begin(out, trace, Trace.newId(random), trace.span(), "CLIENT", name);
    times(out, attempt.from(), attempt.to());
    endpoint(out, "remoteEndpoint", serviceName(x), attempt.address(), attempt.port());
    out.writeObjectPropertyStart("tags");
    out.writeStringProperty("kong.balancer.try", Integer.toString(number));
    String state = attempt.state();
    if (state != null) {
      out.writeStringProperty("error", "true");
      out.writeStringProperty("kong.balancer.state", state);
      out.writeStringProperty("http.status_code", Integer.toString(attempt.status()));
    }
    entities(out, x);
    out.writeEndObject();
    out.writeEndObject();
  }

  private static void entities(JsonGenerator out, Exchange x) {
    Service service = x.service();
    if (service != null) {
      out.writeStringProperty("kong.service", service.id());
      if (service.name() != null) {
        out.writeStringProperty("kong.service_name", service.name());
      }
    }
    Route route = x.route();
    if (route != null) {
      out.writeStringProperty("kong.route", route.id());
      if (route.name() != null) {
        out.writeStringProperty("kong.route_name", route.name());
      }
    }
  }

  private @Nullable String serviceName(Exchange x) {
    Service service = x.service();
    return service == null || service.name() == null ? config.defaultServiceName() : service.name();
  }

  private void begin(
      JsonGenerator out, Trace trace, long id, long parent, String kind, String name) {
    out.writeStartObject();
    out.writeStringProperty("traceId", trace.id().sized());
    out.writeStringProperty("id", Hex.of(id));
    if (parent != 0) {
      out.writeStringProperty("parentId", Hex.of(parent));
    }
    out.writeStringProperty("kind", kind);
    out.writeStringProperty("name", name);
    endpoint(out, "localEndpoint", config.localServiceName(), null, 0);
  }

  /// A span takes at least one microsecond: Zipkin leaves out what takes none.
  private static void times(JsonGenerator out, long from, long to) {
    out.writeNumberProperty("timestamp", from / MICRO);
    out.writeNumberProperty("duration", Math.max(1, (to - from) / MICRO));
  }

  private static void endpoint(
      JsonGenerator out,
      String member,
      @Nullable String service,
      @Nullable IpAddress address,
      int port) {
    if (service == null && address == null) {
      return;
    }
    out.writeObjectPropertyStart(member);
    if (service != null) {
      out.writeStringProperty("serviceName", service);
    }
    if (address != null) {
      String text = address.toString();
      out.writeStringProperty(text.indexOf(':') >= 0 ? "ipv6" : "ipv4", text);
      out.writeNumberProperty("port", port);
    }
    out.writeEndObject();
  }

  private boolean isAnnotating() {
    return config.phaseDurationFlavor().equals("annotations");
  }

  private static void annotation(JsonGenerator out, String value, long at) {
    if (at != 0) {
      out.writeStartObject();
      out.writeNumberProperty("timestamp", at / MICRO);
      out.writeStringProperty("value", value);
      out.writeEndObject();
    }
  }

  private void duration(JsonGenerator out, String phase, long from, long to) {
    if (!isAnnotating() && from != 0 && to != 0) {
      out.writeStringProperty(
          "kong." + phase + ".duration_ms", Double.toString((to - from) / MILLI));
    }
  }

  /// As logs show it: a path may hold parameters, and masking rules may cover parts of it.
  private static String path(Exchange x) {
    String uri = x.accessRecord().uri();
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }
}
