package gatehouse.spi;

/// A plugin that wants to know in [OnLog] how long each part of an exchange took.
public interface Tracer {
  /// Whether the course of this exchange is written down, for [Exchange#timeline()]. Asked before
  /// the first plugin acts where the instance is global, and once the route is known; the caller is
  /// not known yet, so an instance that is scoped to one is not asked and finds a timeline anyway.
  boolean traces(Exchange x);
}
