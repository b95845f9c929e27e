package gatehouse.seclang.text;

import java.util.Arrays;

/// A byte string under construction. Its result must be taken once, at the end.
public final class ByteBuilder {
  private byte[] array;
  private int length;

  public ByteBuilder(int capacity) {
    array = new byte[Math.max(capacity, 16)];
  }

  public ByteBuilder add(int value) {
    if (length == array.length) {
      grow(length + 1);
    }
    array[length++] = (byte) value;
    return this;
  }

  public ByteBuilder add(Bytes bytes) {
    return add(bytes.array(), bytes.from(), bytes.to());
  }

  public ByteBuilder add(byte[] source, int from, int to) {
    grow(length + (to - from));
    System.arraycopy(source, from, array, length, to - from);
    length += to - from;
    return this;
  }

  public ByteBuilder add(String latin1) {
    grow(length + latin1.length());
    for (int i = 0; i < latin1.length(); i++) {
      array[length++] = (byte) latin1.charAt(i);
    }
    return this;
  }

  public int length() {
    return length;
  }

  public boolean isEmpty() {
    return length == 0;
  }

  /// The last byte, or -1 when there is none.
  public int last() {
    return length == 0 ? -1 : array[length - 1] & 0xff;
  }

  public int at(int index) {
    return array[index] & 0xff;
  }

  /// Forgets everything from an index on.
  public void cut(int newLength) {
    length = Math.min(length, newLength);
  }

  public Bytes toBytes() {
    return Bytes.of(array, 0, length);
  }

  /// A copy; the builder may be used further.
  public Bytes copy() {
    return Bytes.of(Arrays.copyOf(array, length));
  }

  private void grow(int needed) {
    if (needed > array.length) {
      array = Arrays.copyOf(array, Math.max(needed, array.length * 2));
    }
  }
}
