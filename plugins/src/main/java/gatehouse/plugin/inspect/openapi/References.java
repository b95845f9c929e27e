package gatehouse.plugin.inspect.openapi;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Follows local references.
final class References {
  /// References that lead to references.
  private static final int LONGEST_CHAIN = 20;

  private final ObjectNode root;

  References(ObjectNode root) {
    this.root = root;
  }

  /// What a `$ref` means; null if nothing is there.
  @Nullable JsonNode at(String ref) {
    String pointer = pointer(ref);
    if (pointer == null) {
      return null;
    }
    try {
      JsonNode found = root.at(pointer);
      return found.isMissingNode() ? null : found;
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  /// A JSON pointer of a local reference; null if it is none.
  static @Nullable String pointer(String ref) {
    if (!ref.startsWith("#")) {
      return null;
    }
    String fragment = ref.substring(1);
    try {
      return fragment.indexOf('%') < 0
          ? fragment
          : URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  /// An object and where it is.
  record Target(ObjectNode object, String pointer) {}

  /// The object that is meant at a place, through all references; null if there is none.
  @Nullable Target follow(JsonNode node, String pointer) {
    JsonNode at = node;
    String where = pointer;
    for (int i = 0; i < LONGEST_CHAIN && at instanceof ObjectNode object; i++) {
      JsonNode ref = object.get("$ref");
      if (ref == null || !ref.isString()) {
        return new Target(object, where);
      }
      String next = pointer(ref.stringValue());
      JsonNode meant = at(ref.stringValue());
      if (next == null || meant == null) {
        return null;
      }
      at = meant;
      where = next;
    }
    return null;
  }

  /// A key as a step of a JSON pointer.
  static String step(String key) {
    return "/" + key.replace("~", "~0").replace("/", "~1");
  }
}
