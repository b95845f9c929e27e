package gatehouse.plugin.inspect.openapi;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A path of a specification and what may be done with it.
///
/// @param path as written, without a base path
/// @param operations by method, in upper case
public record PathItem(String path, Map<String, Operation> operations) {

  /// The operation of a method; HEAD is GET where it is not described itself (RFC 9110, section
  /// 9.3.2). Null if there is none.
  @Nullable Operation operation(String method) {
    Operation own = operations.get(method);
    return own == null && method.equals("HEAD") ? operations.get("GET") : own;
  }

  /// The value of Allow.
  String allow() {
    TreeMap<String, Boolean> methods = new TreeMap<>();
    operations.keySet().forEach(method -> methods.put(method, true));
    if (methods.containsKey("GET")) {
      methods.put("HEAD", true);
    }
    return String.join(", ", methods.keySet());
  }
}
