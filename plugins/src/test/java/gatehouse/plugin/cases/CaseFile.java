package gatehouse.plugin.cases;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// Reads a case file. A key that is unknown or has the wrong type is an error, never skipped: a
/// case that checks nothing must not look green.
final class CaseFile {
  private CaseFile() {}

  /// One document of a file: a configuration and what it is good for.
  ///
  /// @param config the declarative document, as maps and lists
  /// @param cases the steps of each case by its name
  /// @param faults configurations that must be refused, by name
  record Document(
      @Nullable Object config, Map<String, List<Step>> cases, Map<String, Refused> faults) {}

  /// A request, sent once or several times, and what must come of it each time.
  record Step(CaseRequest request, int times, Expected expected) {}

  /// What must come of a request. A header whose expected value is null must be absent; a value
  /// that starts with `~` is a regular expression.
  ///
  /// @param status null if it does not matter; the same goes for all other nulls
  /// @param reached whether the service must have been asked
  record Expected(
      @Nullable Integer status,
      @Nullable String message,
      @Nullable String body,
      Map<String, @Nullable String> headers,
      @Nullable Boolean reached,
      @Nullable String method,
      @Nullable String target,
      Map<String, @Nullable String> upstreamHeaders,
      @Nullable String upstreamBody) {}

  /// A plugin's configuration that must be refused.
  ///
  /// @param field where the fault lies, as faults name it
  /// @param says part of the fault's text
  record Refused(String plugin, Map<?, ?> config, String field, String says) {}

  static List<Document> read(Path file) {
    List<Document> documents = new ArrayList<>();
    try {
      String text = Files.readString(file);
      for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(text)) {
        documents.add(document(new CaseMap(file.getFileName().toString(), document)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return documents;
  }

  private static Document document(CaseMap map) {
    map.only(Set.of("config", "cases", "faults"));
    Map<String, List<Step>> cases = new LinkedHashMap<>();
    map.map("cases").forEach((name, _) -> cases.put(name, steps(map.map("cases").list(name))));
    Map<String, Refused> faults = new LinkedHashMap<>();
    map.map("faults").forEach((name, _) -> faults.put(name, refused(map.map("faults").map(name))));
    return new Document(map.value("config"), cases, faults);
  }

  private static List<Step> steps(List<CaseMap> maps) {
    return maps.stream().map(CaseFile::step).toList();
  }

  private static Step step(CaseMap map) {
    map.only(
        Set.of(
            "send",
            "from",
            "with",
            "body",
            "service",
            "times",
            "status",
            "message",
            "text",
            "headers",
            "upstream"));
    String[] line = map.required("send").split(" ", 2);
    CaseMap service = map.map("service");
    service.only(Set.of("status", "headers", "body"));
    CaseRequest request =
        new CaseRequest(
            line[0],
            line[1],
            map.text("from", "127.0.0.1"),
            map.map("with").texts(),
            map.text("body"),
            new CaseRequest.ServiceAnswer(
                service.number("status", 200),
                service.map("headers").texts(),
                service.text("body", "ok")));
    return new Step(request, map.number("times", 1), expected(map));
  }

  private static Expected expected(CaseMap map) {
    boolean untouched = "none".equals(map.value("upstream"));
    CaseMap upstream = untouched ? map.map("nothing") : map.map("upstream");
    upstream.only(Set.of("method", "target", "headers", "body"));
    return new Expected(
        map.value("status") == null ? null : map.number("status", 0),
        map.text("message"),
        map.text("text"),
        map.map("headers").nullableTexts(),
        untouched ? Boolean.FALSE : map.value("upstream") == null ? null : Boolean.TRUE,
        upstream.text("method"),
        upstream.text("target"),
        upstream.map("headers").nullableTexts(),
        upstream.text("body"));
  }

  private static Refused refused(CaseMap map) {
    map.only(Set.of("plugin", "config", "field", "says"));
    Object config = map.value("config");
    return new Refused(
        map.required("plugin"),
        config == null ? Map.of() : (Map<?, ?>) config,
        map.required("field"),
        map.required("says"));
  }
}
