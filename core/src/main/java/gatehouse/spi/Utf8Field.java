package gatehouse.spi;

import java.nio.charset.StandardCharsets;

/// Puts a text into a header field: its UTF-8 bytes, one character each, without what could end the
/// field or confuse a log.
public final class Utf8Field {
  private Utf8Field() {}

  /// The text as a field value that [Headers] takes.
  public static String encode(String text) {
    boolean plain = true;
    for (int i = 0; i < text.length() && plain; i++) {
      char c = text.charAt(i);
      plain = c >= 0x20 && c < 0x7F;
    }
    if (plain) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] >= 0 && bytes[i] < 0x20 || bytes[i] == 0x7F) {
        bytes[i] = ' ';
      }
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
