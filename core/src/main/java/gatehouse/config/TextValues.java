package gatehouse.config;

import gatehouse.config.ValueType.Text;
import gatehouse.spi.Cidr;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Secret;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Judges texts and turns them into what their field holds.
final class TextValues {
  private TextValues() {}

  /// Why the text does not fit; null if it does.
  static @Nullable String complaint(Text type, String value) {
    if (value.length() < type.min()) {
      return "length must be at least " + type.min();
    }
    if (value.length() > type.max()) {
      return "length must be at most " + type.max();
    }
    if (!type.oneOf().isEmpty() && !type.oneOf().contains(value)) {
      return "expected one of: "
          + String.join(", ", type.oneOf())
          + Suggestion.of(value, type.oneOf());
    }
    return type.form() == null ? null : Forms.complaint(type.form(), value);
  }

  /// The field's value; the text has been judged.
  static @Nullable Object converted(Text type, String value) {
    return switch (type.kind()) {
      case STRING -> value;
      case SECRET -> new Secret(value);
      case CIDR -> Cidr.parse(value);
      case HEADER_NAME -> HeaderName.of(value);
      case PATH -> Path.of(value);
    };
  }
}
