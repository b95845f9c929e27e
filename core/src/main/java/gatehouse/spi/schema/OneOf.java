package gatehouse.spi.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The texts a field (or each element of a list) may have. Stands on an annotation too, where
/// several fields have the same ones.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE_USE, ElementType.ANNOTATION_TYPE})
public @interface OneOf {
  /// The allowed texts, in the order they are told.
  String[] value();
}
