package gatehouse.plugin.inspect.schema;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Says quickly of most values that conform that they do; of all others it says nothing, and the
/// library judges them. It knows the keywords that nearly all schemas are made of: a schema with
/// any other has no such shortcut. So nothing can conform here that does not conform there, which
/// is what its test looks for.
final class QuickAccept {
  /// Tests for one value; more than a body within its limit needs under a plain schema.
  private static final int MOST_TESTS = 2_000_000;

  /// Schemas within schemas, in a schema and for a value.
  private static final int DEEPEST = 300;

  /// What says nothing about a value, or only holds what is referred to.
  private static final Set<String> SILENT =
      Set.of(
          "$schema",
          "$comment",
          "title",
          "description",
          "default",
          "example",
          "examples",
          "deprecated",
          "discriminator",
          "externalDocs",
          "xml",
          "$defs",
          "definitions");

  /// Keywords that change what references mean within the schema that has them.
  private static final Set<String> ADDRESSES =
      Set.of("$id", "id", "$anchor", "$dynamicAnchor", "$recursiveAnchor");

  /// One thing that a value must be.
  interface Test {
    boolean accepts(JsonNode value, Run run);
  }

  /// The work for one value.
  static final class Run {
    private int tests;
    private int depth;
    private boolean gaveUp;
  }

  /// There is a keyword that is not known here.
  static final class Unknown extends Exception {
    private static final long serialVersionUID = 1L;

    Unknown() {
      super(null, null, false, false);
    }
  }

  /// What a reference leads to. Null until it is compiled, and for good where there is a keyword
  /// that is not known: then nothing is said of values that come this far.
  private static final class Referred implements Test {
    private @Nullable Test test;

    @Override
    public boolean accepts(JsonNode value, Run run) {
      return test != null && test.accepts(value, run);
    }
  }

  private final JsonNode document;
  private final Map<String, Referred> referred = new HashMap<>();
  private final Deque<Map.Entry<String, Referred>> pending = new ArrayDeque<>();
  private int depth;

  /// For the schemas of a document; what several of them refer to is compiled once.
  ///
  /// @param document what `#` is in references
  QuickAccept(JsonNode document) {
    this.document = document;
  }

  /// The shortcut of a schema; null if there is none.
  ///
  /// @param pointer where in the document it is
  @Nullable Test at(String pointer) {
    try {
      return found(pointer);
    } catch (Unknown _) {
      return null;
    } finally {
      finish();
    }
  }

  /// Compiles what was referred to, also by what is compiled here, so that no chain of references
  /// is too long.
  private void finish() {
    for (var next = pending.poll(); next != null; next = pending.poll()) {
      try {
        next.getValue().test = found(next.getKey());
      } catch (Unknown _) {
        // No opinion.
      }
    }
  }

  private Test found(String pointer) throws Unknown {
    depth = 0;
    JsonNode schema = document.at(pointer);
    for (String around = pointer; !around.isEmpty(); ) {
      around = around.substring(0, around.lastIndexOf('/'));
      if (hasAddress(document.at(around))) {
        throw new Unknown();
      }
    }
    return compiled(schema);
  }

  private static boolean hasAddress(JsonNode around) {
    return ADDRESSES.stream().anyMatch(word -> around.has(word) && !around.get(word).isObject());
  }

  /// Whether a value conforms for sure.
  static boolean accepts(Test test, JsonNode value) {
    Run run = new Run();
    try {
      return test.accepts(value, run) && !run.gaveUp;
    } catch (LinearPattern.Exhausted _) {
      return false;
    }
  }

  Test compiled(JsonNode schema) throws Unknown {
    if (schema.isBoolean()) {
      boolean all = schema.booleanValue();
      return (_, _) -> all;
    }
    if (!schema.isObject() || ++depth > DEEPEST) {
      throw new Unknown();
    }
    List<String> keywords = new ArrayList<>(schema.propertyNames());
    keywords.removeIf(keyword -> SILENT.contains(keyword) || keyword.startsWith("x-"));
    Test[] tests = new Test[keywords.size()];
    for (int i = 0; i < tests.length; i++) {
      tests[i] = keyword(keywords.get(i), schema);
    }
    // Older drafts ignore what is beside a reference, newer ones do not.
    if (keywords.contains("$ref") && tests.length > 1) {
      throw new Unknown();
    }
    depth--;
    return all(tests);
  }

  private Test keyword(String keyword, JsonNode schema) throws Unknown {
    JsonNode rule = schema.get(keyword);
    return switch (keyword) {
      case "$ref" -> reference(rule.asString(""));
      case "allOf" -> all(each(rule));
      case "anyOf" -> any(each(rule));
      case "items" -> items(rule);
      case "properties" -> properties(rule);
      case "additionalProperties" -> others(schema.path("properties"), compiled(rule));
      default -> QuickKeywords.test(keyword, rule);
    };
  }

  private Test reference(String ref) throws Unknown {
    if (!ref.equals("#") && !ref.startsWith("#/") || ref.indexOf('%') >= 0) {
      throw new Unknown();
    }
    String pointer = ref.substring(1);
    Referred known = referred.get(pointer);
    if (known == null) {
      JsonNode meant = document.at(pointer);
      if (meant.isMissingNode()) {
        throw new Unknown();
      }
      known = new Referred();
      referred.put(pointer, known);
      pending.add(Map.entry(pointer, known));
    }
    return known;
  }

  private Test[] each(JsonNode schemas) throws Unknown {
    List<Test> tests = new ArrayList<>();
    for (JsonNode schema : schemas) {
      tests.add(compiled(schema));
    }
    return tests.toArray(Test[]::new);
  }

  private Test items(JsonNode schema) throws Unknown {
    Test item = compiled(schema);
    return (value, run) -> {
      if (value.isArray()) {
        for (JsonNode element : value) {
          if (!item.accepts(element, run)) {
            return false;
          }
        }
      }
      return true;
    };
  }

  private Test properties(JsonNode schemas) throws Unknown {
    Map<String, Test> tests = new HashMap<>();
    for (Map.Entry<String, JsonNode> property : schemas.properties()) {
      tests.put(property.getKey(), compiled(property.getValue()));
    }
    return (value, run) -> {
      for (Map.Entry<String, JsonNode> member : value.properties()) {
        Test test = tests.get(member.getKey());
        if (test != null && !test.accepts(member.getValue(), run)) {
          return false;
        }
      }
      return true;
    };
  }

  private static Test others(JsonNode properties, Test other) {
    Set<String> known = Set.copyOf(properties.propertyNames());
    return (value, run) -> {
      for (Map.Entry<String, JsonNode> member : value.properties()) {
        if (!known.contains(member.getKey()) && !other.accepts(member.getValue(), run)) {
          return false;
        }
      }
      return true;
    };
  }

  private static Test all(Test[] tests) {
    return (value, run) -> {
      run.tests += tests.length + 1;
      if (run.tests > MOST_TESTS || ++run.depth > DEEPEST) {
        run.gaveUp = true;
        return false;
      }
      for (Test test : tests) {
        if (!test.accepts(value, run)) {
          return false;
        }
      }
      run.depth--;
      return true;
    };
  }

  private static Test any(Test[] tests) {
    return (value, run) -> {
      int depth = run.depth;
      for (Test test : tests) {
        if (run.gaveUp) {
          return false;
        }
        if (test.accepts(value, run)) {
          return true;
        }
        run.depth = depth;
      }
      return false;
    };
  }
}
