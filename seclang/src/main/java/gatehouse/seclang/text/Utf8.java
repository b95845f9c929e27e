package gatehouse.seclang.text;

/// UTF-8 by RFC 3629.
public final class Utf8 {
  private Utf8() {}

  /// The length of the well-formed sequence at an index, or 0.
  public static int sequence(Bytes text, int at) {
    int c = text.at(at);
    if (c < 0x80) {
      return 1;
    }
    int size = c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;
    if (size == 0 || at + size > text.length()) {
      return 0;
    }
    int second = text.at(at + 1);
    int least = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
    int most = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
    boolean good = second >= least && second <= most;
    for (int i = at + 2; i < at + size; i++) {
      good &= (text.at(i) & 0xc0) == 0x80;
    }
    return good ? size : 0;
  }

  public static void write(int code, ByteBuilder out) {
    if (code < 0x80) {
      out.add(code);
    } else if (code < 0x800) {
      out.add(0xc0 | (code >> 6)).add(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
      out.add(0xe0 | (code >> 12)).add(0x80 | ((code >> 6) & 0x3f)).add(0x80 | (code & 0x3f));
    } else {
      out.add(0xf0 | (code >> 18)).add(0x80 | ((code >> 12) & 0x3f));
      out.add(0x80 | ((code >> 6) & 0x3f)).add(0x80 | (code & 0x3f));
    }
  }
}
