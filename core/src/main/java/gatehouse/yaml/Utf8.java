package gatehouse.yaml;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Strict decoding that knows where it failed.
final class Utf8 {
  private Utf8() {}

  /// The first byte that is no UTF-8.
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    private final int line;
    private final int column;

    Malformed(int line, int column) {
      this.line = line;
      this.column = column;
    }

    int line() {
      return line;
    }

    int column() {
      return column;
    }
  }

  /// The text, without a byte order mark.
  static String decode(byte[] bytes) throws Malformed {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(in).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException _) {
      int line = 1;
      int start = 0;
      for (int i = 0; i < in.position(); i++) {
        if (bytes[i] == '\n') {
          line++;
          start = i + 1;
        }
      }
      throw new Malformed(line, in.position() - start + 1);
    }
  }
}
