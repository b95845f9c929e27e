package gatehouse.plugin.mask;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.plugin.mask.MaskRule.Action;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Made-up JSON texts, sound and broken, against a second implementation that parses the whole text
/// and walks the tree. What a text becomes must not depend on where it is cut.
final class JsonMaskerFuzzTest {
  private static final int TEXTS = 3_000;
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();
  private static final String[] NAMES = {"a", "pin", "Gone", "b", "pw", "deep", "é"};
  private static final String CARD = "4111111111111111";

  private static final RuleSet RULES =
      Rules.none()
          .field(Action.REMOVE, 0, 0, "gone")
          .field(Action.MASK, 1, 2, "pin")
          .field(Action.REPLACE, 0, 0, "pw")
          .path(Action.REMOVE, "$.deep[1]")
          .detect(Action.MASK, 0, 4, "credit_card")
          .set();

  @RepeatedTest(4)
  void sound_texts_become_what_the_tree_becomes(RepetitionInfo run) {
    Random random = new Random(run.getCurrentRepetition());
    for (int i = 0; i < TEXTS; i++) {
      StringBuilder made = new StringBuilder();
      value(random, made, 0);
      byte[] text = made.toString().getBytes(StandardCharsets.UTF_8);

      byte[] masked = Rules.filtered(masker(), text, text.length);

      JsonNode expected = masked(MAPPER.readTree(text), "$");
      assertThat(MAPPER.readTree(masked)).as(made.toString()).isEqualTo(expected);
      assertThat(inPieces(random, text)).as(made.toString()).isEqualTo(masked);
    }
  }

  @RepeatedTest(4)
  void broken_texts_are_refused_exactly_where_a_parser_refuses_them(RepetitionInfo run) {
    Random random = new Random(100 + run.getCurrentRepetition());
    for (int i = 0; i < TEXTS; i++) {
      StringBuilder made = new StringBuilder();
      value(random, made, 0);
      for (int changes = random.nextInt(3); changes >= 0 && !made.isEmpty(); changes--) {
        int at = random.nextInt(made.length());
        if (random.nextBoolean()) {
          made.setCharAt(at, "{}[],:\"\\01-.eE tnu".charAt(random.nextInt(18)));
        } else {
          made.deleteCharAt(at);
        }
      }
      byte[] text = made.toString().getBytes(StandardCharsets.UTF_8);

      boolean blank = made.toString().isBlank();
      assertThat(accepts(text)).as(made.toString()).isEqualTo(blank || isJson(text));
    }
  }

  private static JsonMasker masker() {
    return new JsonMasker(RULES, RULES.all(), Rules.STRICT, false);
  }

  private static byte[] inPieces(Random random, byte[] text) {
    int[] ends = new int[1 + random.nextInt(6)];
    for (int i = 0; i < ends.length; i++) {
      ends[i] = random.nextInt(text.length + 1);
    }
    Arrays.sort(ends);
    return Rules.filtered(masker(), text, ends);
  }

  private static boolean accepts(byte[] text) {
    try {
      Rules.filtered(masker(), text, text.length);
      return true;
    } catch (BodyRefused e) {
      return false;
    }
  }

  private static boolean isJson(byte[] text) {
    try (var parser = new JsonMapper().createParser(text)) {
      parser.nextToken();
      parser.skipChildren();
      parser.getString();
      return parser.nextToken() == null;
    } catch (JacksonException e) {
      return false;
    }
  }

  private static void value(Random random, StringBuilder to, int depth) {
    blank(random, to);
    switch (random.nextInt(depth > 3 ? 4 : 7)) {
      case 0 -> string(random, to);
      case 1 -> number(random, to);
      case 2 -> to.append(new String[] {"true", "false", "null"}[random.nextInt(3)]);
      case 3 -> to.append('"').append(CARD, 0, 5).append("\\u0031").append(CARD, 6, 16).append('"');
      case 4 -> array(random, to, depth);
      default -> object(random, to, depth);
    }
    blank(random, to);
  }

  private static void object(Random random, StringBuilder to, int depth) {
    to.append('{');
    boolean first = true;
    for (String name : NAMES) {
      if (random.nextInt(3) == 0) {
        to.append(first ? "" : ",");
        blank(random, to);
        to.append('"').append(random.nextInt(4) == 0 ? escaped(name) : name).append('"');
        blank(random, to);
        to.append(':');
        value(random, to, depth + 1);
        first = false;
      }
    }
    blank(random, to);
    to.append('}');
  }

  private static void array(Random random, StringBuilder to, int depth) {
    to.append('[');
    for (int i = random.nextInt(4); i > 0; i--) {
      value(random, to, depth + 1);
      to.append(i > 1 ? "," : "");
    }
    blank(random, to);
    to.append(']');
  }

  private static void string(Random random, StringBuilder to) {
    to.append('"');
    for (int i = random.nextInt(12); i > 0; i--) {
      switch (random.nextInt(8)) {
        case 0 -> to.append(escaped("x😀"));
        case 1 -> to.append("é😀ß");
        case 2 -> to.append("\\n\\\"\\\\\\/");
        case 3 -> to.append(' ').append(CARD).append(' ');
        case 4 -> to.append("5555 5555-5555 4444;");
        default -> to.append((char) ('0' + random.nextInt(70) % 10));
      }
    }
    to.append('"');
  }

  private static void number(Random random, StringBuilder to) {
    switch (random.nextInt(4)) {
      case 0 -> to.append(CARD);
      case 1 -> to.append(random.nextInt());
      case 2 -> to.append(random.nextInt(100)).append(".5");
      default -> to.append(random.nextLong());
    }
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars().forEach(c -> escaped.append("\\u%04x".formatted(c)));
    return escaped.toString();
  }

  private static void blank(Random random, StringBuilder to) {
    if (random.nextInt(5) == 0) {
      to.append(" \t\r\n".charAt(random.nextInt(4)));
    }
  }

  /// The second implementation.
  private static JsonNode masked(JsonNode node, String path) {
    return switch (node) {
      case ObjectNode object -> {
        ObjectNode copy = MAPPER.createObjectNode();
        object
            .properties()
            .forEach(entry -> {
              String name = entry.getKey();
              JsonNode child = entry.getValue();
              switch (name) {
                case "Gone" -> {}
                case "pw" -> copy.put(name, "[masked]");
                case "pin" -> copy.set(name, covered(child, path + "." + name));
                default -> copy.set(name, masked(child, path + "." + name));
              }
            });
        yield copy;
      }
      case ArrayNode array -> {
        ArrayNode copy = MAPPER.createArrayNode();
        for (int i = 0; i < array.size(); i++) {
          if (!(path.equals("$.deep") && i == 1)) {
            copy.add(masked(array.get(i), path + "[]"));
          }
        }
        yield copy;
      }
      default -> searched(node);
    };
  }

  private static JsonNode covered(JsonNode node, String path) {
    return switch (node) {
      case ObjectNode object -> {
        ObjectNode copy = MAPPER.createObjectNode();
        object
            .properties()
            .forEach(entry -> {
              String name = entry.getKey();
              if (name.equals("pw")) {
                copy.put(name, "[masked]");
              } else if (!name.equals("Gone")) {
                copy.set(name, covered(entry.getValue(), path + "." + name));
              }
            });
        yield copy;
      }
      case ArrayNode array -> {
        ArrayNode copy = MAPPER.createArrayNode();
        array.forEach(child -> copy.add(covered(child, path)));
        yield copy;
      }
      default -> {
        if (node.isNull()) {
          yield node;
        }
        yield node.isBoolean() ? StringNode.valueOf("[masked]") : StringNode.valueOf(stars(node));
      }
    };
  }

  private static String stars(JsonNode node) {
    String text = node.isString() ? node.stringValue() : node.toString();
    int[] points = text.codePoints().toArray();
    StringBuilder stars = new StringBuilder();
    for (int i = 0; i < points.length; i++) {
      boolean shown = points.length > 3 && (i < 1 || i >= points.length - 2);
      stars.appendCodePoint(shown ? points[i] : '*');
    }
    return stars.toString();
  }

  private static JsonNode searched(JsonNode node) {
    if (node.isBoolean() || node.isNull()) {
      return node;
    }
    String text = node.isString() ? node.stringValue() : node.toString();
    String lines = Rules.filtered(new LineMasker(RULES, RULES.all(), Rules.STRICT), text);
    return lines.equals(text) ? node : StringNode.valueOf(lines);
  }
}
