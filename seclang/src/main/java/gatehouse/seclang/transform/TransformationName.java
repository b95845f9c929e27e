package gatehouse.seclang.transform;

import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.text.Traits;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Every transformation that a rule can name, with the traits without which it changes nothing.
public enum TransformationName {
  BASE64_DECODE("base64Decode", Traits.ANY, Base64::decode),
  BASE64_DECODE_EXT("base64DecodeExt", Traits.ANY, Base64::decodeExt),
  BASE64_ENCODE("base64Encode", Traits.ANY, Base64::encode),
  CMD_LINE("cmdLine", Whitespace.CMD_LINE_TRIGGERS, Whitespace::cmdLine),

  /// Not for rules to name: the step above but for the case of letters, which an operator behind it
  /// may take over.
  CMD_LINE_KEEPING_CASE(
      "", Whitespace.CMD_LINE_TRIGGERS & ~Traits.UPPER, value -> Whitespace.cmdLine(value, false)),
  COMPRESS_WHITESPACE(
      "compressWhitespace", Traits.CONTROL_SPACE | Traits.SPACE_SPACE, Whitespace::compress),
  CSS_DECODE("cssDecode", Traits.BACKSLASH, CssDecode::decode),
  ESCAPE_SEQ_DECODE("escapeSeqDecode", Traits.BACKSLASH, EscapeSeqDecode::decode),
  HEX_DECODE("hexDecode", Traits.ANY, Hex::decode),
  HEX_ENCODE("hexEncode", Traits.ANY, Hex::encode),
  HTML_ENTITY_DECODE("htmlEntityDecode", Traits.AMPERSAND, HtmlEntityDecode::decode),
  JS_DECODE("jsDecode", Traits.BACKSLASH, JsDecode::decode),
  LENGTH("length", Traits.ANY, value -> Bytes.of(value.length())),
  LOWERCASE("lowercase", Traits.UPPER, Bytes::lower),
  MD5("md5", Traits.ANY, Digest::md5),
  NORMALISE_PATH(
      "normalisePath", Traits.SLASH_SLASH | Traits.DOT_SEGMENT, NormalisePath::normalise),
  NORMALISE_PATH_WIN(
      "normalisePathWin",
      Traits.SLASH_SLASH | Traits.DOT_SEGMENT | Traits.BACKSLASH,
      NormalisePath::normaliseWin),
  PARITY_EVEN_7BIT("parityEven7bit", Traits.ANY, Parity::even),
  PARITY_ODD_7BIT("parityOdd7bit", Traits.ANY, Parity::odd),
  PARITY_ZERO_7BIT("parityZero7bit", Traits.HIGH, Parity::zero),
  PHP_ARGS_NAMES("phpArgsNames", Traits.ANY, PhpArgsNames::rename),
  REMOVE_COMMENTS(
      "removeComments",
      Traits.COMMENT_OPEN | Traits.MARKUP_OPEN | Traits.DASH_DASH | Traits.HASH,
      Comments::remove),
  REMOVE_COMMENTS_CHAR(
      "removeCommentsChar",
      Traits.COMMENT_OPEN
          | Traits.COMMENT_CLOSE
          | Traits.MARKUP_OPEN
          | Traits.DASH_DASH
          | Traits.HASH,
      Comments::removeMarks),
  REMOVE_NULLS("removeNulls", Traits.NUL, Whitespace::removeNulls),
  REMOVE_WHITESPACE(
      "removeWhitespace", Traits.BLANK | Traits.CONTROL_SPACE | Traits.HIGH, Whitespace::remove),
  REPLACE_COMMENTS("replaceComments", Traits.COMMENT_OPEN, Comments::replace),
  REPLACE_NULLS("replaceNulls", Traits.NUL, Whitespace::replaceNulls),
  SHA1("sha1", Traits.ANY, Digest::sha1),
  SQL_HEX_DECODE("sqlHexDecode", Traits.HEX_PREFIX, Hex::sqlDecode),
  TRIM("trim", Traits.SPACE_AT_EDGE, Bytes::trim),
  TRIM_LEFT("trimLeft", Traits.SPACE_AT_EDGE, Whitespace::trimLeft),
  TRIM_RIGHT("trimRight", Traits.SPACE_AT_EDGE, Whitespace::trimRight),
  UPPERCASE("uppercase", Traits.LOWER, Whitespace::upper),
  URL_DECODE("urlDecode", Traits.PERCENT | Traits.PLUS, UrlDecode::decode),
  URL_DECODE_UNI(
      "urlDecodeUni",
      Traits.PERCENT | Traits.PLUS,
      value -> UrlDecode.decodeUni(value, UnicodeMap.builtIn())),
  URL_ENCODE("urlEncode", Traits.ANY, UrlDecode::encode),
  UTF8_TO_UNICODE("utf8toUnicode", Traits.HIGH | Traits.NUL, Utf8ToUnicode::convert);

  private static final int COUNT = values().length;
  private static final Map<String, TransformationName> BY_NAME = byName();

  private final String spelling;
  private final long triggers;

  // A method reference without state.
  @SuppressWarnings("ImmutableEnumChecker")
  private final UnaryOperator<Bytes> function;

  TransformationName(String spelling, long triggers, UnaryOperator<Bytes> function) {
    this.spelling = spelling;
    this.triggers = triggers;
    this.function = function;
  }

  public String spelling() {
    return spelling;
  }

  /// A dense number, for arrays with a place for each transformation.
  @SuppressWarnings("EnumOrdinal") // Never stored, so the order of the constants stays free.
  public int index() {
    return ordinal();
  }

  /// How many numbers [#index] gives.
  public static int count() {
    return COUNT;
  }

  long triggers() {
    return triggers;
  }

  UnaryOperator<Bytes> function() {
    return function;
  }

  /// The transformation of that name in any case, or null. `none` is not one: it clears the list.
  public static @Nullable TransformationName of(String name) {
    return BY_NAME.get(name.toLowerCase(Locale.ROOT));
  }

  private static Map<String, TransformationName> byName() {
    Map<String, TransformationName> map = new HashMap<>();
    for (TransformationName name : values()) {
      map.put(name.spelling.toLowerCase(Locale.ROOT), name);
    }
    map.remove("");
    map.put("normalizepath", NORMALISE_PATH);
    map.put("normalizepathwin", NORMALISE_PATH_WIN);
    return Map.copyOf(map);
  }
}
