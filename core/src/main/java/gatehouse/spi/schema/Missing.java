package gatehouse.spi.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Fields of the same plugin of Kong's that this one has not. A document may hold one where it says
/// nothing, or what is so anyway, as what Kong's own tools write does; another value is a fault
/// that says so.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Missing {
  /// A line for each: the name alone, or `name: value` with the one value that is taken, as YAML
  /// writes a text, a number, a truth value or a list of them in brackets; `*` where every value
  /// means as little.
  String value();
}
