package gatehouse.plugin.inspect;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads JSON on which something is decided: a member named twice, or anything after the value,
/// makes it unreadable, since two readers might believe different things (RFC 8725, section 2.4).
public final class StrictJson {
  private static final int DEPTH = 100;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEPTH).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  /// Of tokens and issuers: far below what a body may have, since each is read before its sender is
  /// known.
  private static final JsonFactory OBJECTS =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(32)
                  .maxNumberLength(100)
                  .maxTokenCount(4 * 4096)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private StrictJson() {}

  /// The value; null if the bytes are not exactly one in UTF-8 (RFC 8259, section 8.1).
  public static @Nullable JsonNode read(byte[] json) {
    if (isOtherEncoding(json)) {
      return null;
    }
    try {
      JsonNode node = MAPPER.readTree(json);
      return node.isMissingNode() ? null : node;
    } catch (JacksonException _) {
      return null;
    }
  }

  /// The parser would guess UTF-16 or UTF-32 where a service may not, from the zeros and the mark
  /// with which these begin.
  private static boolean isOtherEncoding(byte[] json) {
    for (int i = 0; i < Math.min(json.length, 4); i++) {
      if (json[i] == 0 || json[i] == (byte) 0xfe || json[i] == (byte) 0xff) {
        return true;
      }
    }
    return false;
  }

  /// The bytes of a value.
  static byte[] write(JsonNode node) {
    return MAPPER.writeValueAsBytes(node);
  }

  /// The members of the object that the bytes are; null if they are anything else. Numbers are
  /// [Long], [java.math.BigInteger] or a finite [Double].
  public static @Nullable Map<String, @Nullable Object> object(byte[] utf8) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(utf8))
              .toString();
      return object(text);
    } catch (CharacterCodingException _) {
      return null;
    }
  }

  private static @Nullable Map<String, @Nullable Object> object(String text) {
    try (JsonParser parser = OBJECTS.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      Map<String, @Nullable Object> object = members(parser);
      return parser.nextToken() == null ? object : null;
    } catch (JacksonException | ArithmeticException _) {
      return null;
    }
  }

  private static Map<String, @Nullable Object> members(JsonParser parser) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      members.put(name, value(parser));
    }
    return Collections.unmodifiableMap(members);
  }

  private static List<@Nullable Object> elements(JsonParser parser) {
    List<@Nullable Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(parser));
    }
    return Collections.unmodifiableList(elements);
  }

  private static @Nullable Object value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> members(parser);
      case START_ARRAY -> elements(parser);
      case VALUE_STRING -> parser.getString();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case VALUE_NUMBER_INT -> whole(parser.getNumberValue());
      case VALUE_NUMBER_FLOAT -> finite(parser.getDoubleValue());
      case null, default -> throw new ArithmeticException("no value");
    };
  }

  private static Number whole(Number number) {
    return number instanceof Integer small ? (Number) Long.valueOf(small) : number;
  }

  private static Double finite(double number) {
    if (!Double.isFinite(number)) {
      throw new ArithmeticException("a number beyond all bounds");
    }
    return number;
  }
}
