package gatehouse.spi.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The id of another entity. In a document it may be written as its id, its name, or a mapping with
/// one of them.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE_USE})
public @interface Ref {
  /// The list of the other entity: `services`.
  String value();

  /// Whether the entity may be written inside the other one, which then is what is meant here.
  boolean nested() default true;
}
