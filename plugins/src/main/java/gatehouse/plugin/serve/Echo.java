package gatehouse.plugin.serve;

import gatehouse.model.Route;
import gatehouse.model.Service;
import gatehouse.plugin.inspect.Fields;
import gatehouse.plugin.inspect.FormFields;
import gatehouse.spi.Answer;
import gatehouse.spi.Captures;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import gatehouse.spi.Query;
import gatehouse.spi.Request;
import gatehouse.spi.Workshop;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Tells a client what the gateway understood of its request. The service's address, which Kong
/// shows here, is left out: no answer of Gatehouse names one.
final class Echo {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final HeaderName CONTENT_TYPE = HeaderName.of("Content-Type");
  private static final List<String> ADDRESS = List.of("host", "port", "path");

  private final @Nullable String message;
  private final Workshop workshop;
  private final long process = ProcessHandle.current().pid();

  Echo(@Nullable String message, Workshop workshop) {
    this.message = message;
    this.workshop = workshop;
  }

  Answer of(Exchange x, int status) {
    ObjectNode told = object();
    if (message != null) {
      told.put("message", message);
    }
    told.putObject("kong")
        .put("node_id", workshop.nodeId())
        .put("worker_pid", process)
        .put("hostname", workshop.hostName());
    told.set("request", request(x));
    Route route = x.route();
    if (route != null) {
      told.set("matched_route", MAPPER.readTree(workshop.json(route)));
    }
    Service service = x.service();
    if (service != null && MAPPER.readTree(workshop.json(service)) instanceof ObjectNode known) {
      told.set("matched_service", known.remove(ADDRESS));
    }
    return Answer.of(status, "application/json; charset=utf-8", MAPPER.writeValueAsBytes(told));
  }

  private static ObjectNode request(Exchange x) {
    Request request = x.request();
    ObjectNode told = object();
    told.put("scheme", request.scheme())
        .put("host", request.host())
        .put("port", request.port())
        .put("method", request.method())
        .put("path", request.path());
    ObjectNode headers = told.putObject("headers");
    Headers sent = request.headers();
    for (int i = 0; i < sent.size(); i++) {
      add(headers, sent.lowerName(i), JsonNodeFactory.instance.stringNode(sent.value(i)));
    }
    ObjectNode query = told.putObject("query");
    for (Query.Arg arg : request.args().args()) {
      add(query, arg.name(), value(arg.value()));
    }
    byte[] body = request.body();
    if (body != null) {
      told.put("raw_body", new String(body, StandardCharsets.UTF_8));
      JsonNode parsed = parsed(request, body);
      if (parsed != null) {
        told.set("body", parsed);
      }
    }
    told.set("uri_captures", captures(x.captures()));
    return told;
  }

  /// The body as Kong understands it: an object of JSON, or the fields of a form.
  private static @Nullable JsonNode parsed(Request request, byte[] body) {
    if (Fields.Kind.of(request.headers().get(CONTENT_TYPE)) == Fields.Kind.FORM) {
      ObjectNode fields = object();
      FormFields.of(new String(body, StandardCharsets.ISO_8859_1))
          .pairs()
          .forEach(pair -> add(fields, pair.name(), value(pair.value())));
      return fields;
    }
    try {
      return MAPPER.readTree(body) instanceof ObjectNode object ? object : null;
    } catch (JacksonException _) {
      return null;
    }
  }

  private static ObjectNode captures(Captures captures) {
    ObjectNode told = object();
    ObjectNode named = told.putObject("named");
    captures.named().forEach(named::put);
    ArrayNode unnamed = told.putArray("unnamed");
    captures.unnamed().forEach(unnamed::add);
    return told;
  }

  private static JsonNode value(@Nullable String value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return value == null ? nodes.booleanNode(true) : nodes.stringNode(value);
  }

  /// Adds a value; a name that is there already gets an array of all.
  private static void add(ObjectNode object, String name, JsonNode value) {
    JsonNode known = object.get(name);
    if (known == null) {
      object.set(name, value);
    } else if (known instanceof ArrayNode several) {
      several.add(value);
    } else {
      object.putArray(name).add(known).add(value);
    }
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
