package gatehouse.plugin.access;

import gatehouse.model.Consumer;
import gatehouse.plugin.access.Opa.Config;
import gatehouse.plugin.inspect.StrictJson;
import gatehouse.spi.Client;
import gatehouse.spi.Exchange;
import gatehouse.spi.Headers;
import gatehouse.spi.Query;
import gatehouse.spi.Workshop;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a policy is told about a request, in the shape of Kong's plugin.
final class OpaInput {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final Config config;
  private final Workshop workshop;

  OpaInput(Config config, Workshop workshop) {
    this.config = config;
    this.workshop = workshop;
  }

  byte[] of(Exchange x) {
    ObjectNode document = MAPPER.createObjectNode();
    ObjectNode input = document.putObject("input");
    ObjectNode http = input.putObject("request").putObject("http");
    http.put("host", x.request().host())
        .put("port", x.request().port())
        .put("method", x.request().method())
        .put("scheme", x.request().scheme())
        .put("path", x.request().path());
    tls(http, x.client().tls());
    query(http.putObject("querystring"), x.request().args());
    headers(http.putObject("headers"), x.request().headers());
    if (config.includeBodyInOpaInput()) {
      byte[] body = x.request().body();
      http.put("body", body == null ? "" : new String(body, StandardCharsets.UTF_8));
      http.put("body_size", body == null ? 0 : body.length);
    }
    if (config.includeParsedJsonBodyInOpaInput()) {
      byte[] body = x.request().body();
      JsonNode parsed = body == null ? null : StrictJson.read(body);
      http.set("parsed_body", parsed);
    }
    if (config.includeUriCapturesInOpaInput()) {
      ObjectNode captures = http.putObject("uri_captures");
      ArrayNode unnamed = captures.putArray("unnamed");
      x.captures().unnamed().stream().skip(1).forEach(unnamed::add);
      ObjectNode named = captures.putObject("named");
      x.captures().named().forEach(named::put);
    }
    input.put("client_ip", x.client().address().toString());
    entities(input, x);
    return document.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void tls(ObjectNode http, Client.@Nullable Tls tls) {
    ObjectNode node = http.putObject("tls");
    if (tls != null) {
      node.put("version", tls.version()).put("cipher", tls.cipher()).put("sni", tls.sni());
    }
  }

  private static void query(ObjectNode into, Query args) {
    for (Query.Arg arg : args.args()) {
      if (arg.value() == null) {
        append(into, arg.name(), MAPPER.getNodeFactory().booleanNode(true));
      } else {
        append(into, arg.name(), MAPPER.getNodeFactory().stringNode(arg.value()));
      }
    }
  }

  private static void headers(ObjectNode into, Headers headers) {
    for (int i = 0; i < headers.size(); i++) {
      append(into, headers.lowerName(i), MAPPER.getNodeFactory().stringNode(headers.value(i)));
    }
  }

  private static void append(ObjectNode into, String name, JsonNode value) {
    JsonNode before = into.get(name);
    if (before == null) {
      into.set(name, value);
    } else if (before instanceof ArrayNode array) {
      array.add(value);
    } else {
      into.putArray(name).add(before).add(value);
    }
  }

  private void entities(ObjectNode input, Exchange x) {
    if (config.includeServiceInOpaInput() && x.service() != null) {
      input.set("service", MAPPER.readTree(workshop.json(x.service())));
    }
    if (config.includeRouteInOpaInput() && x.route() != null) {
      input.set("route", MAPPER.readTree(workshop.json(x.route())));
    }
    Consumer consumer = x.identity() == null ? null : x.identity().consumer();
    if (config.includeConsumerInOpaInput() && consumer != null) {
      input.set("consumer", MAPPER.readTree(workshop.json(consumer)));
    }
  }
}
