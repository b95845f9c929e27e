package gatehouse.plugin.log.trace;

import java.util.ArrayList;
import java.util.List;

/// One span of a trace.
///
/// @param parent 0 for none
/// @param from nanoseconds since the epoch
/// @param to nanoseconds since the epoch
/// @param attributes in order
/// @param failed whether what it stands for failed
record Span(
    String name,
    Kind kind,
    long id,
    long parent,
    long from,
    long to,
    List<Attribute> attributes,
    boolean failed) {

  /// Whose doing it is; the numbers are OpenTelemetry's.
  enum Kind {
    INTERNAL(1),
    SERVER(2),
    CLIENT(3);

    final int number;

    Kind(int number) {
      this.number = number;
    }
  }

  /// A key with a [String], [Long], [Double] or [Boolean].
  record Attribute(String key, Object value) {}

  /// Attributes in the making.
  static final class Attributes {
    final List<Attribute> list = new ArrayList<>(10);

    Attributes put(String key, @org.jspecify.annotations.Nullable Object value) {
      if (value != null) {
        list.add(new Attribute(key, value));
      }
      return this;
    }
  }
}
