package gatehouse.plugin.cases;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A mapping of a case file, with errors that name the place.
final class CaseMap {
  private final String place;
  private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

  CaseMap(String place, @Nullable Object value) {
    this.place = place;
    if (value != null && !(value instanceof Map)) {
      throw new IllegalArgumentException(place + ": expected a mapping");
    }
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, inner) -> values.put(String.valueOf(key), inner));
    }
  }

  void only(Set<String> keys) {
    for (String key : values.keySet()) {
      if (!keys.contains(key)) {
        throw new IllegalArgumentException(place + ": unknown key " + key);
      }
    }
  }

  void forEach(BiConsumer<String, @Nullable Object> each) {
    values.forEach(each);
  }

  @Nullable Object value(String key) {
    return values.get(key);
  }

  /// The mapping under that key; an empty one if there is none.
  CaseMap map(String key) {
    return new CaseMap(place + " > " + key, values.get(key));
  }

  /// The mappings listed under that key; a single one is a list of one.
  List<CaseMap> list(String key) {
    Object value = values.get(key);
    List<CaseMap> maps = new ArrayList<>();
    if (value instanceof List<?> list) {
      list.forEach(inner -> maps.add(new CaseMap(place + " > " + key, inner)));
    } else {
      maps.add(map(key));
    }
    return maps;
  }

  String required(String key) {
    String text = text(key);
    if (text == null) {
      throw new IllegalArgumentException(place + ": " + key + " is missing");
    }
    return text;
  }

  @Nullable String text(String key) {
    Object value = values.get(key);
    return value == null ? null : value.toString();
  }

  String text(String key, String otherwise) {
    String text = text(key);
    return text == null ? otherwise : text;
  }

  int number(String key, int otherwise) {
    Object value = values.get(key);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Integer number) {
      return number;
    }
    throw new IllegalArgumentException(place + ": " + key + " is not a number");
  }

  /// All values as texts, a list as several.
  Map<String, List<String>> texts() {
    Map<String, List<String>> texts = new LinkedHashMap<>();
    values.forEach((key, value) ->
        texts.put(
            key,
            value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(value))));
    return texts;
  }

  /// All values as texts or null.
  Map<String, @Nullable String> nullableTexts() {
    Map<String, @Nullable String> texts = new LinkedHashMap<>();
    values.forEach((key, value) -> texts.put(key, value == null ? null : value.toString()));
    return texts;
  }
}
