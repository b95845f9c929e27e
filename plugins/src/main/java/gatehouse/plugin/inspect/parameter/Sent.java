package gatehouse.plugin.inspect.parameter;

import gatehouse.plugin.inspect.FormFields;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import java.util.List;
import java.util.Map;

/// What a request says, as parameters read it; made once for all parameters of a request.
///
/// @param query the arguments, in order
/// @param headers the header fields
/// @param path the named parts of the canonical path, in which reserved characters are escaped
public record Sent(List<FormFields.Pair> query, Headers headers, Map<String, String> path) {
  private static final HeaderName COOKIE = HeaderName.of("Cookie");

  /// @param path the named parts of the path, as the route or a specification names them
  public static Sent of(Exchange x, Map<String, String> path) {
    String query = x.request().query();
    return new Sent(
        query == null ? List.of() : FormFields.of(query).pairs(), x.request().headers(), path);
  }

  /// The cookies as `name=value`, in order.
  List<String> cookies() {
    return headers.all(COOKIE).stream()
        .flatMap(field -> java.util.Arrays.stream(field.split(";", -1)))
        .map(String::strip)
        .toList();
  }
}
