package gatehouse.seclang.text;

/// Writes JSON in UTF-8. Byte strings that are not UTF-8 stay readable: each stray byte becomes the
/// escape of its code.
public final class JsonWriter {
  private final ByteBuilder out = new ByteBuilder(2_048);
  private boolean needsComma;

  public JsonWriter open(char bracket) {
    comma();
    out.add(bracket);
    needsComma = false;
    return this;
  }

  public JsonWriter close(char bracket) {
    out.add(bracket);
    needsComma = true;
    return this;
  }

  public JsonWriter name(String name) {
    comma();
    out.add('"').add(name).add("\":");
    needsComma = false;
    return this;
  }

  public JsonWriter name(Bytes name) {
    value(name);
    out.add(':');
    needsComma = false;
    return this;
  }

  /// A number, or anything else that is JSON already.
  public JsonWriter raw(String json) {
    comma();
    out.add(json);
    needsComma = true;
    return this;
  }

  /// Members, or values, that are JSON already.
  public JsonWriter raw(Bytes json) {
    comma();
    out.add(json);
    needsComma = true;
    return this;
  }

  public JsonWriter member(String name, String latin1) {
    return name(name).value(Bytes.of(latin1));
  }

  public JsonWriter member(String name, Bytes value) {
    return name(name).value(value);
  }

  public JsonWriter value(Bytes value) {
    comma();
    out.add('"');
    byte[] array = value.array();
    int i = value.from();
    while (i < value.to()) {
      int plain = i;
      while (i < value.to() && isPlain(array[i])) {
        i++;
      }
      out.add(array, plain, i);
      if (i < value.to()) {
        int size = Utf8.sequence(value, i - value.from());
        if (size > 1) {
          out.add(array, i, i + size);
          i += size;
        } else {
          escape(array[i++] & 0xff);
        }
      }
    }
    out.add('"');
    needsComma = true;
    return this;
  }

  private static boolean isPlain(byte c) {
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
  }

  private void escape(int c) {
    switch (c) {
      case '"' -> out.add("\\\"");
      case '\\' -> out.add("\\\\");
      case '\n' -> out.add("\\n");
      case '\r' -> out.add("\\r");
      case '\t' -> out.add("\\t");
      default -> out.add("\\u00").add(Ascii.hexDigit(c >> 4)).add(Ascii.hexDigit(c & 15));
    }
  }

  private void comma() {
    if (needsComma) {
      out.add(',');
    }
  }

  /// What was written; to be taken once.
  public Bytes toBytes() {
    return out.toBytes();
  }

  /// What was written, and a line end; to be taken once.
  public Bytes line() {
    return out.add('\n').toBytes();
  }
}
