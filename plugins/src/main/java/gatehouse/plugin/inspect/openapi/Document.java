package gatehouse.plugin.inspect.openapi;

import gatehouse.yaml.Node;
import gatehouse.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// A specification as a tree of JSON whose objects and lists know where they stand. Files that it
/// refers to become part of it, so that every `$ref` is local afterwards.
final class Document {
  /// The largest text.
  static final int LARGEST = 16 << 20;

  private static final int MOST_FILES = 200;

  /// Where the files it refers to are in the tree.
  static final String FILES = "x-gatehouse-files";

  /// What may hold a `$ref` that is data and no reference.
  private static final Set<String> DATA = Set.of("example", "examples", "default", "enum", "const");

  /// What holds things by names that its author chose, among which these words mean nothing.
  private static final Set<String> NAMED =
      Set.of(
          "properties",
          "patternProperties",
          "dependentSchemas",
          "$defs",
          "definitions",
          "schemas",
          "responses",
          "parameters",
          "headers",
          "requestBodies",
          "securitySchemes",
          "links",
          "callbacks",
          "pathItems",
          "paths",
          "webhooks",
          "content",
          "encoding");

  private final SpecFaults faults;
  private final @Nullable Path folder;
  private final IdentityHashMap<JsonNode, Node> places = new IdentityHashMap<>();
  private final Map<Path, Integer> files = new HashMap<>();
  private final ArrayNode parts = JsonNodeFactory.instance.arrayNode();

  /// The text a node is from: its number among the files, -1 for the specification itself.
  private record Origin(int number, @Nullable Path folder) {}

  /// What the keys of a mapping are.
  private enum Keys {
    WORDS,
    /// Its author's; words are in what they name.
    NAMES,
    /// Of an example or an extension, where nothing means anything.
    DATA;

    Keys below(String key) {
      return switch (this) {
        case NAMES -> WORDS;
        case DATA -> DATA;
        case WORDS ->
            Document.DATA.contains(key) || key.startsWith("x-")
                ? DATA
                : NAMED.contains(key) ? NAMES : WORDS;
      };
    }
  }

  private Document(SpecFaults faults, @Nullable Path folder) {
    this.faults = faults;
    this.folder = folder;
  }

  /// A document and its tree.
  record Read(Document document, ObjectNode root) {}

  /// Reads a text; null if it is none, which the faults tell then.
  ///
  /// @param folder in which it may refer to files; null if it may not
  static @Nullable Read read(byte[] text, @Nullable Path folder, SpecFaults faults) {
    Document document = new Document(faults, folder);
    Node node = document.node("", text);
    if (node == null) {
      return null;
    }
    if (!(document.json(node, new Origin(-1, folder), Keys.WORDS) instanceof ObjectNode root)) {
      faults.add(node, "expected an OpenAPI document");
      return null;
    }
    if (!document.parts.isEmpty()) {
      root.set(FILES, document.parts);
    }
    return new Read(document, root);
  }

  private @Nullable Node node(String file, byte[] text) {
    if (text.length > LARGEST) {
      faults.add(new SpecFault(file, 1, 1, "larger than " + (LARGEST >> 20) + " MiB"));
      return null;
    }
    List<Node> documents =
        new YamlReader(
                file,
                (line, column, key, message) ->
                    faults.add(
                        new SpecFault(
                            file, line, column, key == null ? message : key + ": " + message)))
            .read(text);
    if (documents.size() == 1) {
      return documents.getFirst();
    }
    if (faults.isEmpty()) {
      faults.add(new SpecFault(file, 1, 1, "expected one document"));
    }
    return null;
  }

  // ---- places

  /// Where an object or a list stands; the document's start for what was made up.
  Node place(JsonNode container) {
    Node known = places.get(container);
    return known == null ? new Node.Scalar("", 1, 1, "", true) : known;
  }

  /// Where the value of a key stands, or the object that lacks it.
  Node place(JsonNode container, String key) {
    Node known = places.get(container);
    if (known instanceof Node.Mapping mapping) {
      for (Node.Entry entry : mapping.entries()) {
        if (entry.name().equals(key)) {
          return entry.value();
        }
      }
    }
    return place(container);
  }

  /// Says that something stands where something else stood.
  void placed(JsonNode made, JsonNode like) {
    Node known = places.get(like);
    if (known != null) {
      places.put(made, known);
    }
  }

  // ---- trees

  private JsonNode json(Node node, Origin origin, Keys keys) {
    return switch (node) {
      case Node.Scalar scalar -> SpecScalar.of(scalar);
      case Node.Sequence sequence -> {
        ArrayNode array = JsonNodeFactory.instance.arrayNode(sequence.items().size());
        sequence.items().forEach(item -> array.add(json(item, origin, keys)));
        places.put(array, node);
        yield array;
      }
      case Node.Mapping mapping -> {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        places.put(object, node);
        for (Node.Entry entry : mapping.entries()) {
          String name = entry.name();
          JsonNode value = json(entry.value(), origin, keys.below(name));
          boolean refers = keys != Keys.DATA && name.equals("$ref") && value.isString();
          object.set(name, refers ? reference(entry.value(), value.stringValue(), origin) : value);
        }
        yield object;
      }
    };
  }

  /// A reference as one within this document.
  private JsonNode reference(Node at, String ref, Origin origin) {
    int hash = ref.indexOf('#');
    String file = hash < 0 ? ref : ref.substring(0, hash);
    String fragment = hash < 0 ? "" : ref.substring(hash + 1);
    if (file.isEmpty()) {
      return StringNode.valueOf(origin.number < 0 ? ref : "#" + prefix(origin.number) + fragment);
    }
    Integer number = included(at, file, origin);
    return number == null
        ? NullNode.getInstance()
        : StringNode.valueOf("#" + prefix(number) + fragment);
  }

  private static String prefix(int number) {
    return "/" + FILES + "/" + number;
  }

  /// The number of a file within the folder, read if it was not yet; null if it may not be.
  private @Nullable Integer included(Node at, String file, Origin origin) {
    Path from = origin.folder;
    if (folder == null || from == null || file.contains(":")) {
      faults.add(at, "refers to something outside of the document, or by an $id");
      return null;
    }
    try {
      Path path = from.resolve(file).toRealPath();
      if (!path.startsWith(folder.toRealPath())) {
        faults.add(at, "refers to a file outside of the specification's folder");
        return null;
      }
      return part(at, path);
    } catch (IOException | InvalidPathException _) {
      faults.add(at, "refers to a file that cannot be read: " + file);
      return null;
    }
  }

  private @Nullable Integer part(Node at, Path path) throws IOException {
    Integer known = files.get(path);
    if (known != null) {
      return known;
    }
    if (files.size() == MOST_FILES) {
      faults.add(at, "refers to more than " + MOST_FILES + " files");
      return null;
    }
    if (Files.size(path) > LARGEST) {
      faults.add(at, "refers to a file larger than " + (LARGEST >> 20) + " MiB");
      return null;
    }
    int number = files.size();
    files.put(path, number);
    // Keeps its place while it is read: it may refer to others, and they to it.
    parts.add(NullNode.getInstance());
    Node node = node(String.valueOf(path.getFileName()), Files.readAllBytes(path));
    if (node == null) {
      return null;
    }
    parts.set(number, json(node, new Origin(number, path.getParent()), Keys.WORDS));
    return number;
  }
}
