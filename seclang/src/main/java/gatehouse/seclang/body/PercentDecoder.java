package gatehouse.seclang.body;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.ByteBuilder;
import gatehouse.seclang.text.Bytes;

/// Undoes percent-encoding and remembers whether any of it was malformed. What is malformed stays.
final class PercentDecoder {
  private final boolean plusIsBlank;
  private boolean sawError;

  PercentDecoder(boolean plusIsBlank) {
    this.plusIsBlank = plusIsBlank;
  }

  boolean sawError() {
    return sawError;
  }

  Bytes decode(Bytes text) {
    if (text.indexOf('%', 0) < 0 && (!plusIsBlank || text.indexOf('+', 0) < 0)) {
      return text;
    }
    ByteBuilder out = new ByteBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      int c = text.at(i);
      if (c == '+' && plusIsBlank) {
        out.add(' ');
      } else if (c != '%') {
        out.add(c);
      } else if (i + 2 < text.length()
          && Ascii.isHex(text.at(i + 1))
          && Ascii.isHex(text.at(i + 2))) {
        out.add((Ascii.hex(text.at(i + 1)) << 4) + Ascii.hex(text.at(i + 2)));
        i += 2;
      } else {
        sawError = true;
        out.add(c);
      }
    }
    return out.toBytes();
  }
}
