package gatehouse.plugin.log.trace;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What all messages of OTLP have in common: attributes, and who speaks. The numbers are those of
/// the fields in OpenTelemetry's own `.proto` files, version 1.
final class Otlp {
  private static final int KEY = 1;
  private static final int VALUE = 2;
  private static final int STRING = 1;
  private static final int BOOL = 2;
  private static final int INT = 3;
  private static final int DOUBLE = 4;

  private static final int RESOURCE = 1;
  private static final int SCOPE_ITEMS = 2;
  private static final int ITEMS = 2;

  private final byte[] resource;
  private final byte[] scope;

  /// @param attributes of the resource, over the defaults
  Otlp(Map<String, String> attributes, String nodeId, String version) {
    Map<String, String> all = new TreeMap<>();
    all.put("service.name", "kong");
    all.put("service.version", version);
    all.put("service.instance.id", nodeId);
    all.putAll(attributes);
    Proto written = new Proto();
    all.forEach((key, value) -> attribute(written, 1, key, value));
    resource = new Proto().message(RESOURCE, written).toBytes();
    Proto name = new Proto().text(1, "gatehouse").text(2, version);
    scope = new Proto().message(1, name).toBytes();
  }

  /// A request to a collector: what was written before, each already a field 2 of its scope.
  byte[] request(List<byte[]> items) {
    Proto scoped = new Proto().raw(scope);
    for (byte[] item : items) {
      scoped.raw(item);
    }
    return new Proto().message(1, new Proto().raw(resource).message(SCOPE_ITEMS, scoped)).toBytes();
  }

  /// One item, as [#request] takes it.
  static byte[] item(Proto item) {
    return new Proto().message(ITEMS, item).toBytes();
  }

  static void attribute(Proto to, int field, String key, Object value) {
    Proto any = new Proto();
    switch (value) {
      case Boolean b -> any.alwaysVarint(BOOL, b ? 1 : 0);
      case Long n -> any.alwaysVarint(INT, n);
      case Double d -> any.number(DOUBLE, d);
      default -> any.bytes(STRING, utf8(value.toString()));
    }
    to.message(field, new Proto().text(KEY, key).message(VALUE, any));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }
}
