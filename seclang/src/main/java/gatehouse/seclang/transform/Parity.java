package gatehouse.seclang.transform;

import gatehouse.seclang.text.Bytes;

/// The eighth bit as a parity bit over the other seven.
final class Parity {
  private Parity() {}

  static Bytes even(Bytes value) {
    return withTopBit(value, 0);
  }

  static Bytes odd(Bytes value) {
    return withTopBit(value, 1);
  }

  static Bytes zero(Bytes value) {
    byte[] bytes = value.toArray();
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (bytes[i] & 0x7f);
    }
    return Bytes.of(bytes);
  }

  private static Bytes withTopBit(Bytes value, int wanted) {
    byte[] bytes = value.toArray();
    for (int i = 0; i < bytes.length; i++) {
      int seven = bytes[i] & 0x7f;
      bytes[i] = (byte) ((Integer.bitCount(seven) & 1) == wanted ? seven : seven | 0x80);
    }
    return Bytes.of(bytes);
  }
}
