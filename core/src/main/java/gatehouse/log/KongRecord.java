package gatehouse.log;

import gatehouse.spi.AccessRecord;
import gatehouse.spi.Client;
import gatehouse.spi.Decision;
import gatehouse.spi.Discretion;
import gatehouse.spi.Exchange;
import gatehouse.spi.Headers;
import gatehouse.spi.Identity;
import gatehouse.spi.Query;
import gatehouse.spi.Request;
import gatehouse.spi.Response;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/// The access record in Kong's form, made from an exchange and its facts when a logger first asks
/// for it. Lives on one event loop.
public final class KongRecord implements AccessRecord {
  private static final Logger LOG = LoggerFactory.getLogger(KongRecord.class);
  private static final JsonMapper JSON = new JsonMapper();

  /// Kong's id of the workspace `default` when it runs without a database.
  private static final String WORKSPACE = "00000000-0000-0000-0000-000000000000";

  /// Most records are shorter, so that the buffer seldom grows.
  private static final int USUAL_SIZE = 4096;

  private final Exchange x;
  private final Traffic traffic;
  private final RecordStyle style;
  private List<UnaryOperator<byte[]>> changes = List.of();
  private byte @Nullable [] json;

  /// The record of an exchange that has ended.
  public KongRecord(Exchange x, Traffic traffic, RecordStyle style) {
    this.x = x;
    this.traffic = traffic;
    this.style = style;
  }

  @Override
  public byte[] json() {
    byte[] made = json;
    if (made == null) {
      made = write();
      for (UnaryOperator<byte[]> change : changes) {
        made = changed(made, change);
      }
      json = made;
    }
    return made;
  }

  @Override
  public void edit(UnaryOperator<byte[]> change) {
    byte[] made = json;
    if (made != null) {
      json = changed(made, change);
    }
    if (changes.isEmpty()) {
      changes = new ArrayList<>(1);
    }
    changes.add(change);
  }

  /// What should have been hidden must not be told because hiding it failed.
  private byte[] changed(byte[] record, UnaryOperator<byte[]> change) {
    try {
      return change.apply(record);
    } catch (RuntimeException e) {
      LOG.error("{} the log record could not be edited", x.id(), e);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (JsonGenerator out = LogJson.generator(bytes)) {
        out.writeStartObject();
        out.writeObjectPropertyStart("request");
        out.writeStringProperty("id", x.id());
        out.writeEndObject();
        out.writeStringProperty("error", "the record could not be edited");
        out.writeEndObject();
      }
      return bytes.toByteArray();
    }
  }

  /// What hides values in the record hides them here.
  @Override
  public String uri() {
    String uri = style.discretion().address(x.request().target());
    if (changes.isEmpty()) {
      return uri;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = LogJson.generator(bytes)) {
      out.writeStartObject();
      out.writeObjectPropertyStart("request");
      out.writeStringProperty("uri", LogJson.text(uri));
      out.writeEndObject();
      out.writeEndObject();
    }
    byte[] record = bytes.toByteArray();
    for (UnaryOperator<byte[]> change : changes) {
      record = changed(record, change);
    }
    return JSON.readTree(record).path("request").path("uri").asString("");
  }

  @Override
  public int status() {
    return traffic.status();
  }

  @Override
  public long requestMillis() {
    return traffic.requestMillis();
  }

  @Override
  public long gatewayMillis() {
    return traffic.gatewayMillis();
  }

  @Override
  public long upstreamMillis() {
    return traffic.upstreamMillis();
  }

  @Override
  public long requestBytes() {
    return traffic.requestBytes();
  }

  @Override
  public long responseBytes() {
    return traffic.responseBytes();
  }

  private byte[] write() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_SIZE);
    try (JsonGenerator out = LogJson.generator(bytes)) {
      out.writeStartObject();
      request(out);
      response(out);
      upstream(out);
      latencies(out);
      entities(out);
      out.writeStringProperty("client_ip", x.client().address().toString());
      out.writeNumberProperty("started_at", traffic.startedAt());
      out.writeStringProperty(
          "source", traffic.source() == Response.Source.SERVICE ? "upstream" : "kong");
      out.writeStringProperty("workspace", WORKSPACE);
      out.writeStringProperty("workspace_name", "default");
      security(out);
      fields(out, traffic.logFields());
      out.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void fields(JsonGenerator out, List<Traffic.LogField> fields) {
    for (int i = 0; i < fields.size(); i++) {
      Traffic.LogField field = fields.get(i);
      if (field.member() == null) {
        out.writeStringProperty(field.name(), field.value());
      } else if (isFirst(fields, i)) {
        out.writeObjectPropertyStart(field.name());
        for (Traffic.LogField other : fields) {
          String member = other.member();
          if (member != null && other.name().equals(field.name())) {
            out.writeStringProperty(member, other.value());
          }
        }
        out.writeEndObject();
      }
    }
  }

  private static boolean isFirst(List<Traffic.LogField> fields, int at) {
    for (int i = 0; i < at; i++) {
      if (fields.get(i).name().equals(fields.get(at).name())) {
        return false;
      }
    }
    return true;
  }

  private void request(JsonGenerator out) {
    Request request = x.request();
    String uri = uri();
    out.writeObjectPropertyStart("request");
    out.writeStringProperty("id", x.id());
    out.writeStringProperty("method", request.method());
    out.writeStringProperty("uri", LogJson.text(uri));
    out.writeStringProperty("url", LogJson.text(url(request) + uri));
    querystring(out, request.args());
    headers(out, request.headers());
    out.writeNumberProperty("size", traffic.requestBytes());
    Client.Tls tls = x.client().tls();
    if (tls != null) {
      out.writeObjectPropertyStart("tls");
      out.writeStringProperty("version", tls.version());
      out.writeStringProperty("cipher", tls.cipher());
      out.writeStringProperty("client_verify", "NONE");
      out.writeEndObject();
    }
    out.writeEndObject();
  }

  /// Scheme and port are the connection's own, as in Kong, whatever a proxy before says.
  private String url(Request request) {
    String scheme = x.client().tls() == null ? "http" : "https";
    return scheme + "://" + request.host() + ':' + traffic.listenerPort();
  }

  private void querystring(JsonGenerator out, Query query) {
    out.writeObjectPropertyStart("querystring");
    if (!query.args().isEmpty()) {
      Map<String, List<@Nullable String>> byName = LinkedHashMap.newLinkedHashMap(8);
      for (Query.Arg arg : query.args()) {
        String value = arg.value();
        byName
            .computeIfAbsent(arg.name(), _ -> new ArrayList<>(1))
            .add(value == null ? null : shown(arg.name(), value));
      }
      byName.forEach((name, values) -> argument(out, name, values));
    }
    out.writeEndObject();
  }

  private String shown(String argument, String value) {
    Discretion discretion = style.discretion();
    return discretion.hides(argument) ? Redaction.MASK : discretion.address(value);
  }

  private static void argument(JsonGenerator out, String name, List<@Nullable String> values) {
    out.writeName(name);
    if (values.size() > 1) {
      out.writeStartArray();
    }
    for (String value : values) {
      if (value == null) {
        out.writeBoolean(true);
      } else {
        out.writeString(value);
      }
    }
    if (values.size() > 1) {
      out.writeEndArray();
    }
  }

  private void headers(JsonGenerator out, Headers headers) {
    out.writeObjectPropertyStart("headers");
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.lowerName(i);
      if (headers.indexOf(name, 0) != i) {
        continue;
      }
      out.writeName(name);
      int next = headers.indexOf(name, i + 1);
      if (next < 0) {
        header(out, name, headers.value(i));
        continue;
      }
      out.writeStartArray();
      header(out, name, headers.value(i));
      for (; next >= 0; next = headers.indexOf(name, next + 1)) {
        header(out, name, headers.value(next));
      }
      out.writeEndArray();
    }
    out.writeEndObject();
  }

  private void header(JsonGenerator out, String name, String value) {
    out.writeString(LogJson.text(style.discretion().header(name, value)));
  }

  private void response(JsonGenerator out) {
    out.writeObjectPropertyStart("response");
    out.writeNumberProperty("status", traffic.status());
    if (traffic.source() == null) {
      out.writeObjectPropertyStart("headers");
      out.writeEndObject();
    } else {
      headers(out, x.response().headers());
    }
    out.writeNumberProperty("size", traffic.responseBytes());
    out.writeEndObject();
  }

  private void upstream(JsonGenerator out) {
    String uri = style.discretion().address(traffic.upstreamUri());
    out.writeStringProperty("upstream_uri", LogJson.text(uri));
    StringBuilder statuses = new StringBuilder();
    out.writeArrayPropertyStart("tries");
    for (Traffic.Try attempt : traffic.tries()) {
      attempt(out, attempt);
      if (attempt.status() != 0) {
        statuses.append(statuses.isEmpty() ? "" : ", ").append(attempt.status());
      }
    }
    out.writeEndArray();
    out.writeStringProperty("upstream_status", statuses.toString());
  }

  private void attempt(JsonGenerator out, Traffic.Try attempt) {
    long start = traffic.epochNanos(attempt.choosing());
    long latency = attempt.chosen() - attempt.choosing();
    out.writeStartObject();
    out.writeStringProperty("ip", attempt.ip());
    out.writeNumberProperty("port", attempt.port());
    out.writeNumberProperty("balancer_start", start / 1_000_000);
    out.writeNumberProperty("balancer_start_ns", start);
    out.writeNumberProperty("balancer_latency", latency / 1_000_000);
    out.writeNumberProperty("balancer_latency_ns", latency);
    String state = attempt.state();
    if (state != null) {
      out.writeStringProperty("state", state);
      out.writeNumberProperty("code", attempt.status());
    }
    out.writeEndObject();
  }

  private void latencies(JsonGenerator out) {
    out.writeObjectPropertyStart("latencies");
    out.writeNumberProperty("request", traffic.requestMillis());
    out.writeNumberProperty("proxy", traffic.upstreamMillis());
    out.writeNumberProperty("kong", traffic.gatewayMillis());
    out.writeNumberProperty("receive", traffic.receiveMillis());
    out.writeEndObject();
  }

  private void entities(JsonGenerator out) {
    Identity caller = x.identity();
    entity(out, "route", x.route());
    entity(out, "service", x.service());
    entity(out, "consumer", caller == null ? null : caller.consumer());
    if (caller != null && caller.credential() != null) {
      out.writeObjectPropertyStart("authenticated_entity");
      out.writeStringProperty("id", caller.credential().id());
      out.writeEndObject();
    }
  }

  private void entity(JsonGenerator out, String name, gatehouse.model.@Nullable Entity entity) {
    out.writeName(name);
    if (entity == null) {
      out.writeNull();
    } else {
      out.writeRawValue(style.json(entity));
    }
  }

  private void security(JsonGenerator out) {
    List<Decision> decisions = x.decisions();
    out.writeArrayPropertyStart("security");
    for (int i = 0; i < decisions.size(); i++) {
      DecisionJson.write(out, decisions.get(i));
    }
    out.writeEndArray();
  }
}
