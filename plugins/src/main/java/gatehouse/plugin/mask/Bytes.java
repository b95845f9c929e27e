package gatehouse.plugin.mask;

import gatehouse.spi.BodyFilter.Output;
import java.util.Arrays;

/// Bytes that are gathered to be looked at.
final class Bytes implements Output {
  private byte[] array = new byte[256];
  private int size;

  @Override
  public void write(byte[] bytes, int from, int to) {
    int more = to - from;
    if (array.length - size < more) {
      array = Arrays.copyOf(array, Math.max(array.length * 2, size + more));
    }
    System.arraycopy(bytes, from, array, size, more);
    size += more;
  }

  /// Holds them from its start on, and more.
  byte[] array() {
    return array;
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  /// A copy of exactly these.
  byte[] copy() {
    return Arrays.copyOf(array, size);
  }

  void writeTo(Output out) {
    if (size > 0) {
      out.write(array, 0, size);
    }
  }
}
