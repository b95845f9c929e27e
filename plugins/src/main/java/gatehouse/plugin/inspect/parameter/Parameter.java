package gatehouse.plugin.inspect.parameter;

import gatehouse.plugin.inspect.FormFields;
import gatehouse.spi.HeaderName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// One parameter: finds it in a request and reads its value by style and schema. What could be read
/// in two ways (a single value sent twice, an element with the separator in it) has no value.
public final class Parameter {
  /// A separator of elements, and how it looks in a query where it has to be escaped.
  private record Separator(char character, List<String> escapes) {}

  private static final Separator COMMA = new Separator(',', List.of());
  private static final Separator DOT = new Separator('.', List.of());
  private static final Separator SEMICOLON = new Separator(';', List.of());
  private static final Separator BLANK = new Separator(' ', List.of("+", "%20"));
  private static final Separator BAR = new Separator('|', List.of("%7C", "%7c"));

  /// What was found.
  public sealed interface Found {
    /// It is not there.
    enum Nothing implements Found {
      /// It is not there.
      ABSENT
    }

    /// It is there.
    record Value(JsonNode value) implements Found {}

    /// It is there, but nobody can be sure what the service would read.
    ///
    /// @param reason without the value
    record Unclear(String reason) implements Found {}
  }

  private final Place place;
  private final String name;
  private final Style style;
  private final boolean explode;
  private final Shape shape;
  private final HeaderName header;

  /// A parameter.
  ///
  /// @param style one that [Style#fits] the place
  /// @param explode whether each element stands by itself
  /// @param schema of its value
  /// @param resolve the schema that a `$ref` in it means; null for none
  public Parameter(
      Place place,
      String name,
      Style style,
      boolean explode,
      JsonNode schema,
      Function<String, @Nullable JsonNode> resolve) {
    this(place, name, style, explode, Shape.of(schema, resolve));
  }

  Parameter(Place place, String name, Style style, boolean explode, Shape shape) {
    this.place = place;
    this.name = name;
    this.style = style;
    this.explode = explode;
    this.shape = shape;
    this.header = HeaderName.of(place == Place.HEADER ? name : "Cookie");
  }

  /// Where it is.
  public Place place() {
    return place;
  }

  /// Its name.
  public String name() {
    return name;
  }

  /// The names of the query's arguments that belong to it: its own, or those of its members.
  public boolean claims(String argument) {
    if (place != Place.QUERY) {
      return false;
    }
    if (style == Style.DEEP_OBJECT) {
      return DeepObject.claims(name, argument);
    }
    if (!isSpread()) {
      return argument.equals(name);
    }
    return shape.names().contains(argument)
        || shape.takesOthers()
        || !shape.isOnlyObject() && argument.equals(name);
  }

  /// Whether its members stand by themselves, under their own names.
  boolean isSpread() {
    return shape.isObject() && explode && style != Style.DEEP_OBJECT;
  }

  /// Reads it from the fields of a form.
  Found read(List<FormFields.Pair> fields) {
    return fromPairs(fields);
  }

  /// Reads it.
  public Found read(Sent sent) {
    return switch (place) {
      case QUERY -> fromPairs(sent.query());
      case COOKIE -> fromPairs(cookies(sent));
      case HEADER -> fromHeader(sent.headers().all(header));
      case PATH -> fromPath(sent.path().get(name));
    };
  }

  private static List<FormFields.Pair> cookies(Sent sent) {
    List<FormFields.Pair> pairs = new ArrayList<>();
    for (String cookie : sent.cookies()) {
      int equals = cookie.indexOf('=');
      if (equals > 0) {
        String value = cookie.substring(equals + 1);
        pairs.add(new FormFields.Pair(cookie, cookie.substring(0, equals), value));
      }
    }
    return pairs;
  }

  // ---- query and cookies

  private Found fromPairs(List<FormFields.Pair> pairs) {
    if (style == Style.DEEP_OBJECT) {
      return DeepObject.read(name, shape, pairs);
    }
    List<FormFields.Pair> own = pairs.stream().filter(p -> p.name().equals(name)).toList();
    if (isSpread() && (own.isEmpty() || shape.isOnlyObject())) {
      return members(pairs);
    }
    if (own.isEmpty()) {
      return Found.Nothing.ABSENT;
    }
    if (shape.isArray() && explode) {
      return elements(own.stream().map(Parameter::value).toList());
    }
    if (own.size() > 1) {
      return new Found.Unclear("is there " + own.size() + " times");
    }
    FormFields.Pair pair = own.getFirst();
    if (!shape.isArray() && !shape.isObject()) {
      return new Found.Value(shape.value(value(pair)));
    }
    return listed(split(pair));
  }

  private static String value(FormFields.Pair pair) {
    String value = pair.value();
    return value == null ? "" : value;
  }

  /// The elements of one argument, split before it is decoded as the specification has it; null if
  /// a separator is hidden in one of them, since many services decode first.
  private @Nullable List<String> split(FormFields.Pair pair) {
    Separator separator =
        switch (style) {
          case SPACE_DELIMITED -> BLANK;
          case PIPE_DELIMITED -> BAR;
          default -> COMMA;
        };
    String raw = pair.raw().substring(pair.raw().indexOf('=') + 1);
    String text = pair.raw().indexOf('=') < 0 ? "" : raw;
    for (String escape : separator.escapes) {
      text = text.replace(escape, String.valueOf(separator.character));
    }
    List<String> elements = new ArrayList<>();
    for (String element : pieces(text, separator)) {
      String decoded = place == Place.QUERY ? FormFields.decoded(element) : element;
      if (decoded.indexOf(separator.character) >= 0) {
        return null;
      }
      elements.add(decoded);
    }
    return elements;
  }

  private Found members(List<FormFields.Pair> pairs) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (FormFields.Pair pair : pairs) {
      if (shape.names().contains(pair.name()) && !put(object, pair.name(), value(pair))) {
        return new Found.Unclear("has a member twice");
      }
    }
    return object.isEmpty() ? Found.Nothing.ABSENT : new Found.Value(object);
  }

  // ---- headers and paths

  private Found fromHeader(List<String> fields) {
    if (fields.isEmpty()) {
      return Found.Nothing.ABSENT;
    }
    if (shape.isArray() || shape.isObject()) {
      // One list in several fields is one list (RFC 9110, section 5.3).
      return listed(pieces(String.join(",", fields), COMMA).stream().map(String::strip).toList());
    }
    return fields.size() > 1
        ? new Found.Unclear("is there " + fields.size() + " times")
        : new Found.Value(shape.value(fields.getFirst().strip()));
  }

  private Found fromPath(@Nullable String text) {
    if (text == null) {
      return Found.Nothing.ABSENT;
    }
    return switch (style) {
      case LABEL ->
          text.startsWith(".")
              ? composed(text.substring(1), explode ? DOT : COMMA)
              : new Found.Unclear("does not begin with a dot");
      case MATRIX -> matrix(text);
      default -> composed(text, COMMA);
    };
  }

  private Found composed(String text, Separator separator) {
    if (!shape.isArray() && !shape.isObject()) {
      return new Found.Value(shape.value(unescaped(text)));
    }
    return listed(unescaped(pieces(text, separator), separator));
  }

  /// The elements decoded, after they were split; null if a separator is hidden in one of them.
  private static @Nullable List<String> unescaped(List<String> pieces, Separator separator) {
    List<String> elements = new ArrayList<>(pieces.size());
    for (String piece : pieces) {
      String element = unescaped(piece);
      if (element.indexOf(separator.character) >= 0) {
        return null;
      }
      elements.add(element);
    }
    return elements;
  }

  /// A canonical path holds escapes of reserved characters, of ASCII all, and no others.
  private static String unescaped(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
      boolean isEscape = text.charAt(i) == '%' && high >= 0 && low >= 0;
      plain.append(isEscape ? (char) (high << 4 | low) : text.charAt(i));
      i += isEscape ? 2 : 0;
    }
    return plain.toString();
  }

  private Found matrix(String text) {
    if (!text.startsWith(";")) {
      return new Found.Unclear("does not begin with a semicolon");
    }
    if (shape.isObject() && explode) {
      return listed(unescaped(pieces(text.substring(1), SEMICOLON), SEMICOLON));
    }
    List<String> values = new ArrayList<>();
    for (String piece : pieces(text.substring(1), SEMICOLON)) {
      if (!piece.startsWith(name + "=")) {
        return new Found.Unclear("has another name in it");
      }
      values.add(piece.substring(name.length() + 1));
    }
    if (shape.isArray() && explode) {
      return listed(unescaped(values, SEMICOLON));
    }
    return values.size() == 1
        ? composed(values.getFirst(), COMMA)
        : new Found.Unclear("is there " + values.size() + " times");
  }

  // ---- arrays and objects

  private static List<String> pieces(String text, Separator separator) {
    List<String> pieces = new ArrayList<>();
    if (text.isEmpty()) {
      return pieces;
    }
    int from = 0;
    for (int at = text.indexOf(separator.character);
        at >= 0;
        at = text.indexOf(separator.character, from)) {
      pieces.add(text.substring(from, at));
      from = at + 1;
    }
    pieces.add(text.substring(from));
    return pieces;
  }

  private Found listed(@Nullable List<String> parts) {
    if (parts == null) {
      return new Found.Unclear("hides a separator in an element");
    }
    return shape.isArray() ? elements(parts) : object(parts);
  }

  private Found elements(List<String> parts) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode(parts.size());
    for (String part : parts) {
      array.add(shape.items().value(part));
    }
    return new Found.Value(array);
  }

  /// `key=value` each, or key and value in turn.
  private Found object(List<String> parts) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    boolean pairs = explode && style != Style.FORM;
    for (int i = 0; i < parts.size(); i += pairs ? 1 : 2) {
      String part = parts.get(i);
      int equals = part.indexOf('=');
      if (pairs ? equals < 0 : i + 1 == parts.size()) {
        return new Found.Value(StringNode.valueOf(part));
      }
      String key = pairs ? part.substring(0, equals) : part;
      if (!put(object, key, pairs ? part.substring(equals + 1) : parts.get(i + 1))) {
        return new Found.Unclear("has a member twice");
      }
    }
    return new Found.Value(object);
  }

  private boolean put(ObjectNode object, String key, String value) {
    if (object.has(key)) {
      return false;
    }
    object.set(key, shape.property(key).value(value));
    return true;
  }
}
