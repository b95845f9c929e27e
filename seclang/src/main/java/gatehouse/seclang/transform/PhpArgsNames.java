package gatehouse.seclang.transform;

import gatehouse.seclang.text.ByteBuilder;
import gatehouse.seclang.text.Bytes;

/// Renames a parameter as PHP does before a script sees it.
final class PhpArgsNames {
  private PhpArgsNames() {}

  static Bytes rename(Bytes value) {
    int bracket = value.indexOf('[', 0);
    int firstClose = bracket < 0 ? -1 : value.indexOf(']', bracket);
    if (bracket == 0 && firstClose > 0) {
      return Bytes.EMPTY;
    }
    ByteBuilder out = new ByteBuilder(value.length());
    int plain = bracket < 0 ? value.length() : bracket;
    for (int i = 0; i < plain; i++) {
      int c = value.at(i);
      out.add(c == ' ' || c == '.' ? '_' : c);
    }
    if (bracket < 0) {
      return out.toBytes();
    }
    if (firstClose < 0) {
      return out.add('_').add(value.slice(bracket + 1, value.length())).toBytes();
    }
    brackets(value, bracket, out);
    return out.toBytes();
  }

  /// The run of `[…]` groups; what follows the last closed one is dropped.
  private static void brackets(Bytes value, int from, ByteBuilder out) {
    int at = from;
    while (at < value.length() && value.at(at) == '[') {
      int close = value.indexOf(']', at);
      if (close < 0) {
        return;
      }
      boolean loneBlank = close == at + 2 && value.at(at + 1) == ' ';
      out.add('[');
      if (!loneBlank) {
        out.add(value.slice(at + 1, close));
      }
      out.add(']');
      at = close + 1;
    }
  }
}
