package gatehouse.seclang.transform;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.ByteBuilder;
import gatehouse.seclang.text.Bytes;

/// Character references of HTML: numbers of any length, and the five names that attacks need.
final class HtmlEntityDecode {
  private HtmlEntityDecode() {}

  static Bytes decode(Bytes value) {
    ByteBuilder out = new ByteBuilder(value.length());
    int i = 0;
    while (i < value.length()) {
      int next = value.at(i) == '&' ? reference(value, i + 1, out) : 0;
      if (next == 0) {
        out.add(value.at(i++));
      } else {
        i = next;
      }
    }
    return out.toBytes();
  }

  /// Decodes what follows the `&`: the index behind it, or 0 when it is no reference.
  private static int reference(Bytes value, int at, ByteBuilder out) {
    if (at < value.length() && value.at(at) == '#') {
      boolean hex = at + 1 < value.length() && (value.at(at + 1) | 0x20) == 'x';
      return number(value, hex ? at + 2 : at + 1, hex, out);
    }
    int end = at;
    while (end < value.length() && Ascii.isAlphanumeric(value.at(end))) {
      end++;
    }
    int decoded = named(value.slice(at, end));
    if (decoded < 0) {
      return 0;
    }
    out.add(decoded);
    return behindSemicolon(value, end);
  }

  private static int number(Bytes value, int from, boolean hex, ByteBuilder out) {
    int base = hex ? 16 : 10;
    long sum = 0;
    int at = from;
    for (; at < value.length(); at++) {
      int digit = Ascii.hex(value.at(at));
      if (digit < 0 || digit >= base) {
        break;
      }
      // C's strtol: what does not fit is the largest number, whose low byte is FF.
      sum = sum > (Long.MAX_VALUE - digit) / base ? Long.MAX_VALUE : sum * base + digit;
    }
    if (at == from) {
      return 0;
    }
    out.add((int) sum & 0xff);
    return behindSemicolon(value, at);
  }

  private static int behindSemicolon(Bytes value, int at) {
    return at < value.length() && value.at(at) == ';' ? at + 1 : at;
  }

  private static int named(Bytes name) {
    if (name.length() < 2 || name.length() > 4) {
      return -1;
    }
    return switch (name.lower().toString()) {
      case "quot" -> '"';
      case "amp" -> '&';
      case "lt" -> '<';
      case "gt" -> '>';
      case "nbsp" -> 0xa0;
      default -> -1;
    };
  }
}
