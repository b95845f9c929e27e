package gatehouse.seclang.audit;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.text.Utf8;
import java.nio.charset.StandardCharsets;

/// Writes JSON. Byte strings that are not UTF-8 stay readable: each stray byte becomes the escape
/// of its code.
final class JsonWriter {
  private final StringBuilder out = new StringBuilder(1_024);
  private boolean needsComma;

  JsonWriter open(char bracket) {
    comma();
    out.append(bracket);
    needsComma = false;
    return this;
  }

  JsonWriter close(char bracket) {
    out.append(bracket);
    needsComma = true;
    return this;
  }

  JsonWriter name(String name) {
    comma();
    out.append('"').append(name).append("\":");
    needsComma = false;
    return this;
  }

  JsonWriter name(Bytes name) {
    value(name);
    out.append(':');
    needsComma = false;
    return this;
  }

  /// A number, or anything else that is JSON already.
  JsonWriter raw(String json) {
    comma();
    out.append(json);
    needsComma = true;
    return this;
  }

  JsonWriter member(String name, String latin1) {
    return name(name).value(Bytes.of(latin1));
  }

  JsonWriter member(String name, Bytes value) {
    return name(name).value(value);
  }

  JsonWriter value(Bytes value) {
    comma();
    out.append('"');
    int i = 0;
    while (i < value.length()) {
      int size = Utf8.sequence(value, i);
      if (size > 1) {
        out.append(new String(value.array(), value.from() + i, size, StandardCharsets.UTF_8));
        i += size;
      } else {
        character(value.at(i++));
      }
    }
    out.append('"');
    needsComma = true;
    return this;
  }

  private void character(int c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (c < 0x20 || c >= 0x7f) {
          out.append("\\u00")
              .append((char) Ascii.hexDigit(c >> 4))
              .append((char) Ascii.hexDigit(c & 15));
        } else {
          out.append((char) c);
        }
      }
    }
  }

  private void comma() {
    if (needsComma) {
      out.append(',');
    }
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
