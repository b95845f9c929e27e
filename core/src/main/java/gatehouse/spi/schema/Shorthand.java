package gatehouse.spi.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// An old, flat name of a field that lies deeper today: `redis_host` for `redis.host`. It is read
/// with a warning; the new name wins where both are set.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(Shorthand.Shorthands.class)
public @interface Shorthand {
  /// The old name.
  String field();

  /// The new one, dotted.
  String of();

  /// Several of them.
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  @interface Shorthands {
    /// All of them.
    Shorthand[] value();
  }
}
