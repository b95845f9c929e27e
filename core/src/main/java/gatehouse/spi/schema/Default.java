package gatehouse.spi.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The value of a field that is absent or null: a scalar as its text, anything else as JSON. Where
/// the field is `@Nullable` too, null written out stays null, which switches off what the default
/// says.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE_USE})
public @interface Default {
  /// The text.
  String value();
}
