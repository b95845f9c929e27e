package gatehouse.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import gatehouse.plugin.inspect.openapi.SpecFault;
import gatehouse.plugin.inspect.openapi.Specification;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// OpenAPI documents as they are found in the world, which are no part of this project: all files
/// of the folder that the system property `openapi-corpus` names. Each is imported, and what comes
/// of it checked and compared; `openapi-corpus.driven` of them (40) also judge requests in a
/// running gateway. `docs/openapi.md` has the figures.
final class SpecCorpusTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern WORD =
      Pattern.compile("(?m)^[ {]{0,4}[\"']?(openapi|swagger)[\"']?\\s*:\\s*[\"']?[23]\\.");
  private static final int OPERATIONS = 15;
  private static final int SHOWN = 40;

  @TempDir private Path folder;

  private final Map<String, Integer> causes = new TreeMap<>();
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private final List<String> wrong = new ArrayList<>();
  private int accepted;
  private int operations;
  private long slowest;
  private String slowestName = "";

  private static List<Path> corpus() throws IOException {
    String named = System.getProperty("openapi-corpus");
    assumeTrue(named != null, "no folder with OpenAPI documents: -Dopenapi-corpus=FOLDER");
    try (Stream<Path> walk = Files.walk(Path.of(named))) {
      return walk.filter(SpecCorpusTest::isDocument).sorted().toList();
    }
  }

  /// Others may be files that documents refer to.
  private static boolean isDocument(Path file) {
    try {
      return file.toString().matches(".*\\.(json|ya?ml)")
          && WORD.matcher(Files.readString(file, ISO_8859_1)).find();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void every_document_is_served_or_refused_with_the_places_of_its_faults() throws IOException {
    List<Path> files = corpus();
    long start = cpu();
    for (Path file : files) {
      try {
        take(file);
      } catch (RuntimeException | StackOverflowError e) {
        wrong.add(file + ": " + e + " at " + e.getStackTrace()[0]);
      }
    }
    System.out.printf(
        "%d documents, %d accepted with %d operations, in %d s CPU; slowest %d ms: %s%n",
        files.size(), accepted, operations, (cpu() - start) / 1_000_000_000, slowest, slowestName);
    tell("refused", causes);
    wrong.forEach(System.out::println);
    assertThat(wrong).isEmpty();
  }

  private void take(Path file) throws IOException {
    byte[] text = Files.readAllBytes(file);
    long start = cpu();
    Specification.Outcome outcome =
        Specification.read(text, new Specification.Reading(null, file.getParent()));
    long millis = (cpu() - start) / 1_000_000;
    if (millis > slowest) {
      slowest = millis;
      slowestName = file + " (" + (text.length >> 10) + " KiB)";
    }
    Specification specification = outcome.specification();
    if (specification == null) {
      refused(file, text, outcome.faults());
      return;
    }
    accepted++;
    if (specification.operations().isEmpty()) {
      return;
    }
    operations += specification.operations().size();
    Path config = folder.resolve("gatehouse.yml");
    Files.writeString(
        config, run("openapi", "import", file.toString(), "--service-url", "http://127.0.0.1:9"));
    String checked = run("check", "--config", config.toString());
    if (!checked.endsWith("exit 0\n")) {
      wrong.add(file + ": check: " + first(checked));
    } else {
      String diff = run("openapi", "diff", file.toString(), "--config", config.toString());
      if (!diff.equals("exit 0\n")) {
        wrong.add(file + ": diff: " + first(diff));
      }
    }
  }

  /// Each fault has to name a place within the text.
  private void refused(Path file, byte[] text, List<SpecFault> faults) {
    List<String> lines = new String(text, UTF_8).lines().toList();
    if (faults.isEmpty()) {
      wrong.add(file + ": refused without a fault");
    }
    for (SpecFault fault : faults) {
      boolean isThere =
          !fault.file().isEmpty()
              || fault.line() >= 1
                  && fault.line() <= Math.max(1, lines.size())
                  && fault.column() >= 1;
      if (!isThere) {
        wrong.add(file + ": fault out of the text: " + fault);
      }
    }
    SpecFault fault = faults.getFirst();
    if (Boolean.getBoolean("openapi-corpus.faults")) {
      System.out.println(file + ":" + fault);
    }
    causes.merge(cause(fault.message()), 1, Integer::sum);
  }

  /// A message without what is special to one document.
  private static String cause(String message) {
    return message
        .replaceAll("\\{[^}]*}", "{}")
        .replaceAll(
            "(same path as|security scheme|refers to|nothing at|cannot be read:) .*", "$1 …")
        .replaceAll("(pattern|regular expression)[^a-z].*", "$1 …")
        .replaceAll("\\d+", "N");
  }

  @Test
  void requests_are_judged_as_the_documents_say() throws Exception {
    List<Path> files = corpus();
    int most = Integer.getInteger("openapi-corpus.driven", 40);
    int driven = 0;
    for (int i = 0; i < files.size() && driven < most; i++) {
      // Spread over the folder.
      Path file = files.get((int) (i * 7919L % files.size()));
      JsonNode root = root(file);
      if (root == null) {
        continue;
      }
      boolean isThree = root.path("openapi").asString("").startsWith("3.");
      if (isThree
          && Specification.read(Files.readAllBytes(file), new Specification.Reading(null, null))
                  .specification()
              != null) {
        driven++;
        drive(file, root);
      }
    }
    System.out.println(driven + " documents driven");
    tell("requests", outcomes);
    wrong.stream().limit(SHOWN).forEach(System.out::println);
    assertThat(wrong).isEmpty();
  }

  private void drive(Path file, JsonNode root) throws Exception {
    List<SampleRequests.Call> calls = SampleRequests.of(root, OPERATIONS);
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = TestGate.with(Plugins.CATALOGUE_CLASSES, served(file, origin.port()))) {
      for (SampleRequests.Call call : calls) {
        RawHttp.Reply reply;
        try (RawHttp client = gate.connect()) {
          reply = client.send(call.text()).read();
        }
        boolean isRight = reply.status() == call.expected();
        outcomes.merge(call.what() + (isRight ? "" : ": WRONG"), 1, Integer::sum);
        if (!isRight) {
          wrong.add(
              "%s: %s: %s: %d in place of %d: %s%n    %s"
                  .formatted(
                      file,
                      call.operation(),
                      call.what(),
                      reply.status(),
                      call.expected(),
                      reply.body(),
                      call.text().replace("\r\n", " | ")));
        }
      }
    }
  }

  private static String served(Path file, int port) {
    return """
    _format_version: "3.0"
    services:
    - name: s
      url: http://127.0.0.1:%d
      routes: [{name: r, paths: [/], strip_path: false}]
      plugins: [{name: openapi, config: {spec_file: '%s'}}]
    """
        .formatted(port, file);
  }

  /// The document as other readers have it; null for none.
  private static @Nullable JsonNode root(Path file) throws IOException {
    String text = Files.readString(file);
    try {
      if (file.toString().endsWith(".json")) {
        return JSON.readTree(text);
      }
      LoadSettings settings = LoadSettings.builder().setCodePointLimit(64 << 20).build();
      return JSON.valueToTree(new Load(settings).loadFromString(text));
    } catch (RuntimeException _) {
      return null;
    }
  }

  private static void tell(String title, Map<String, Integer> counts) {
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .forEach(one -> System.out.printf("  %s: %6d %s%n", title, one.getValue(), one.getKey()));
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static String first(String text) {
    return text.length() > 300 ? text.substring(0, 300) : text;
  }

  /// What a command prints; both streams and the status of one that fails or prints nothing.
  private static String run(String... words) throws IOException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(Map.of(), new PrintWriter(out, true), new PrintWriter(err, true), false);
    int status = Main.run(terminal, words);
    return words[1].equals("import") && status == 0
        ? out.toString()
        : out.toString() + err + "exit " + status + "\n";
  }
}
