package gatehouse.plugin.cases;

import gatehouse.gateway.Origin;
import gatehouse.gateway.Origin.Seen;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.RecordCopy;
import gatehouse.gateway.TestGate;
import gatehouse.model.Settings;
import gatehouse.plugin.Plugins;
import gatehouse.plugin.cases.CaseRequest.ServiceAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A whole gateway in this process with a service behind it. Client addresses other than loopback
/// come by `X-Real-IP`, for which the test's own address is trusted.
final class LiveGate implements AutoCloseable {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final Origin origin;
  private final TestGate gate;
  private volatile ServiceAnswer answer = new ServiceAnswer(200, Map.of(), "ok");

  /// @param config a declarative document in which `{ORIGIN}` stands for the service's URL, or the
  ///   path of a file, whose services all get that URL
  LiveGate(Object config) throws Exception {
    origin = new Origin(_ -> written(answer));
    Object content = config instanceof String file ? redirected(file) : config;
    String document =
        MAPPER.writeValueAsString(content).replace("{ORIGIN}", "http://127.0.0.1:" + origin.port());
    gate = TestGate.with(Plugins.CATALOGUE_CLASSES, document, LiveGate::plain);
  }

  private static Map<String, Object> redirected(String file) throws IOException {
    Load load = new Load(LoadSettings.builder().build());
    Object read = load.loadFromString(Files.readString(PluginCasesTest.ROOT.resolve(file)));
    Map<String, Object> document = new LinkedHashMap<>();
    ((Map<?, ?>) read).forEach((key, value) -> document.put(String.valueOf(key), value));
    List<Map<Object, Object>> services = new ArrayList<>();
    for (Object service : (List<?>) Objects.requireNonNull(document.get("services"))) {
      Map<Object, Object> redirected = new LinkedHashMap<>((Map<?, ?>) service);
      redirected.put("url", "{ORIGIN}");
      services.add(redirected);
    }
    document.put("services", services);
    return document;
  }

  private static Settings plain(Settings d) {
    return RecordCopy.with(TestGate.trustingLoopback(d), "proxyTls", null);
  }

  private static String written(ServiceAnswer answer) {
    StringBuilder text = new StringBuilder("HTTP/1.1 " + answer.status() + " Status\r\n");
    answer.headers().forEach((name, values) -> values.forEach(v -> text.append(field(name, v))));
    String bytes = utf8(answer.body());
    return text.append(field("Content-Length", String.valueOf(bytes.length())))
        .append("\r\n")
        .append(bytes)
        .toString();
  }

  private static String field(String name, String value) {
    return name + ": " + value + "\r\n";
  }

  /// Sends a request and tells what became of it.
  Outcome send(CaseRequest request) throws Exception {
    answer = request.answer();
    RawHttp.Reply reply;
    try (RawHttp client = gate.connect()) {
      reply = client.send(written(request)).read(request.method().equals("HEAD"));
    }
    Seen seen = origin.waiting() == 0 ? null : origin.next();
    String body =
        new String(reply.body().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    JsonNode json = json(body);
    JsonNode message = json == null ? null : json.get("message");
    return new Outcome(
        reply.status(),
        message == null ? null : message.asString(),
        body,
        joined(reply.fields()),
        seen == null ? null : received(seen));
  }

  private static String written(CaseRequest request) {
    StringBuilder text =
        new StringBuilder(request.method() + " " + request.target() + " HTTP/1.1\r\n");
    text.append(field("Host", "gate.test")).append(field("X-Real-IP", request.from()));
    request.headers().forEach((name, values) -> values.forEach(v -> text.append(field(name, v))));
    String body = request.body();
    if (body == null) {
      return text.append("\r\n").toString();
    }
    String bytes = utf8(body);
    return text.append(field("Content-Length", String.valueOf(bytes.length())))
        .append("\r\n")
        .append(bytes)
        .toString();
  }

  private static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static @Nullable JsonNode json(String body) {
    try {
      return MAPPER.readTree(body);
    } catch (JacksonException _) {
      return null;
    }
  }

  private static Outcome.Received received(Seen seen) {
    String[] line = seen.line().split(" ");
    return new Outcome.Received(line[0], line[1], joined(seen.fields()), seen.body());
  }

  /// The values of a field by its name, several joined by a comma.
  private static Function<String, @Nullable String> joined(List<String> fields) {
    return name -> {
      String start = name.toLowerCase(Locale.ROOT) + ":";
      List<String> values =
          fields.stream()
              .filter(f -> f.toLowerCase(Locale.ROOT).startsWith(start))
              .map(f -> f.substring(start.length()).strip())
              .toList();
      return values.isEmpty() ? null : String.join(", ", values);
    };
  }

  @Override
  public void close() throws IOException {
    gate.close();
    origin.close();
  }
}
