package gatehouse.plugin.inspect.parameter;

import java.util.Optional;

/// How arrays and objects are written as text (OpenAPI 3.1, section 4.8.12.2).
public enum Style {
  /// `;name=a,b`, in paths.
  MATRIX("matrix"),
  /// `.a.b`, in paths.
  LABEL("label"),
  /// `a,b`, in paths and headers.
  SIMPLE("simple"),
  /// `name=a&name=b` or `name=a,b`, in queries and cookies.
  FORM("form"),
  /// `name=a%20b`, in queries.
  SPACE_DELIMITED("spaceDelimited"),
  /// `name=a|b`, in queries.
  PIPE_DELIMITED("pipeDelimited"),
  /// `name[key]=a`, in queries.
  DEEP_OBJECT("deepObject");

  private final String text;

  Style(String text) {
    this.text = text;
  }

  /// The style of that name.
  public static Optional<Style> named(String text) {
    for (Style style : values()) {
      if (style.text.equals(text)) {
        return Optional.of(style);
      }
    }
    return Optional.empty();
  }

  /// What a parameter has that names none.
  public static Style usual(Place place) {
    return place == Place.QUERY || place == Place.COOKIE ? FORM : SIMPLE;
  }

  /// Whether each element stands by itself, where a parameter does not say.
  public boolean explodesUsually() {
    return this == FORM;
  }

  /// Whether parameters of that place can have this style.
  public boolean fits(Place place) {
    return switch (place) {
      case PATH -> this == MATRIX || this == LABEL || this == SIMPLE;
      case HEADER -> this == SIMPLE;
      case COOKIE -> this == FORM;
      case QUERY -> this != MATRIX && this != LABEL && this != SIMPLE;
    };
  }
}
