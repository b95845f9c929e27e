package gatehouse.spi;

import org.jspecify.annotations.Nullable;

/// What the service will be asked for; fields are those of [Request#headers()].
public interface Upstream {
  /// The method to send.
  String method();

  /// Sends another method.
  void method(String method);

  /// The path to send, already escaped.
  String path();

  /// Sends another path.
  ///
  /// @throws IllegalArgumentException unless it starts with one `/` and holds only URI characters
  void path(String escaped);

  /// The query to send, without its question mark; null when there is none.
  @Nullable String query();

  /// Sends another query; null sends none.
  void query(@Nullable String query);

  /// Sends this Host instead of the service's own; null restores that.
  void host(@Nullable String authority);
}
