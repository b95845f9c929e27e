package gatehouse.spi.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The bounds of a number (or of each element of a list), both included.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE_USE})
public @interface Range {
  /// The least value.
  double min() default Double.NEGATIVE_INFINITY;

  /// The greatest value.
  double max() default Double.POSITIVE_INFINITY;

  /// Whether `min` itself is refused.
  boolean minExcluded() default false;
}
