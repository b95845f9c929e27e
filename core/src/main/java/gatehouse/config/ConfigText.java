package gatehouse.config;

/// The bytes of one file or request body, and what faults name it.
final class ConfigText {
  private final String origin;
  private final byte[] bytes;

  /// Takes over the array.
  ConfigText(String origin, byte[] bytes) {
    this.origin = origin;
    this.bytes = bytes;
  }

  String origin() {
    return origin;
  }

  /// Not a copy; nobody writes to it.
  byte[] bytes() {
    return bytes;
  }
}
