package gatehouse.spi.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A record that is an entity of the declarative format.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Kind {
  /// The name of its list: `services`.
  String list();

  /// The fields that tell it from all others of its kind; the first one is its name where it is the
  /// only one. Empty if there is nothing but the id.
  String[] key() default {};

  /// Whether the key is a secret and must not be shown.
  boolean secretKey() default false;
}
