package gatehouse.spi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Names a plugin class: its configuration name and its place in the order of plugins.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Policy {
  /// The name in configuration, e.g. `key-auth`.
  String name();

  /// Higher runs first; equal priorities run by name, descending (Kong's rule).
  int priority();

  /// The scopes an instance may have; anything else is a configuration fault.
  Scope[] scopes() default {
    Scope.GLOBAL, Scope.SERVICE, Scope.ROUTE, Scope.CONSUMER, Scope.CONSUMER_GROUP
  };

  /// Whether the plugin decides over requests, so that `enforce: false` means something for it.
  boolean decides() default true;

  /// Whether the plugin proves who the caller is, so that a route it is on is not open to anyone.
  boolean authenticates() default false;

  /// One line for the list of plugins in the documentation.
  String summary();

  /// What an instance of a plugin may be attached to.
  enum Scope {
    GLOBAL,
    SERVICE,
    ROUTE,
    CONSUMER,
    CONSUMER_GROUP
  }
}
