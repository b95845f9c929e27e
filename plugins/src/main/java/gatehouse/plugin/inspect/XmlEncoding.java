package gatehouse.plugin.inspect;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Whether there is only one way to turn the bytes of an XML text into characters: the media type
/// may say one encoding, a byte order mark another and the XML declaration a third (RFC 7303,
/// section 3), and a reader that believes another one than the gateway sees another text.
final class XmlEncoding {
  /// A declaration is at the very beginning, and short.
  private static final int DECLARATION = 256;

  private XmlEncoding() {}

  /// @param charsets what the message says, any number of times
  static boolean isPlain(byte[] xml, List<String> charsets) {
    String marked = marked(xml);
    if (marked == null && !beginsInAscii(xml)) {
      return false;
    }
    String declared = declared(xml, marked);
    String encoding = marked != null ? marked : declared == null ? "utf-8" : declared;
    return isKnown(encoding)
        && (declared == null || agree(declared, encoding))
        && charsets.stream().allMatch(charset -> agree(lower(charset), encoding));
  }

  /// A reader that guesses, as XML's appendix F allows, would take anything else for UTF-16 without
  /// a mark, for UTF-32 or for EBCDIC.
  private static boolean beginsInAscii(byte[] xml) {
    return xml.length >= 2 && xml[1] != 0 && "< \t\r\n".indexOf(xml[0]) >= 0;
  }

  private static boolean isKnown(String encoding) {
    return switch (encoding) {
      case "utf-8", "utf-16be", "utf-16le", "us-ascii", "iso-8859-1" -> true;
      default -> false;
    };
  }

  /// Both halves of UTF-16 are called by the family's name too, and ASCII is a part of UTF-8.
  private static boolean agree(String named, String encoding) {
    return named.equals(encoding)
        || named.equals("utf8") && encoding.equals("utf-8")
        || named.equals("us-ascii") && encoding.equals("utf-8")
        || named.equals("utf-8") && encoding.equals("us-ascii")
        || named.equals("utf-16") && encoding.startsWith("utf-16");
  }

  /// What a byte order mark says; null where there is none.
  private static @Nullable String marked(byte[] xml) {
    if (xml.length >= 3 && at(xml, 0) == 0xef && at(xml, 1) == 0xbb && at(xml, 2) == 0xbf) {
      return "utf-8";
    }
    int first = xml.length < 2 ? 0 : at(xml, 0) << 8 | at(xml, 1);
    return first == 0xfeff ? "utf-16be" : first == 0xfffe ? "utf-16le" : null;
  }

  private static int at(byte[] xml, int index) {
    return xml[index] & 0xff;
  }

  /// What the XML declaration says; null where there is none. Without a mark only encodings whose
  /// ASCII characters are single bytes are read; in any other the text is no XML as UTF-8 either.
  private static @Nullable String declared(byte[] xml, @Nullable String marked) {
    var charset =
        switch (marked) {
          case "utf-16be" -> StandardCharsets.UTF_16BE;
          case "utf-16le" -> StandardCharsets.UTF_16LE;
          case null, default -> StandardCharsets.ISO_8859_1;
        };
    int skipped = marked == null ? 0 : marked.equals("utf-8") ? 3 : 2;
    int length = Math.max(0, Math.min(xml.length - skipped, DECLARATION));
    String beginning = new String(xml, skipped, length, charset);
    if (!beginning.startsWith("<?xml") || beginning.startsWith("<?xml-")) {
      return null;
    }
    int end = beginning.indexOf("?>");
    int name = beginning.indexOf("encoding");
    if (end < 0) {
      return "";
    }
    if (name < 0 || name > end) {
      return null;
    }
    return lower(quoted(beginning.substring(name + "encoding".length(), end)));
  }

  /// The text between the first two quotes of a kind.
  private static String quoted(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\'') {
        int end = text.indexOf(c, i + 1);
        return end < 0 ? "" : text.substring(i + 1, end);
      }
    }
    return "";
  }

  private static String lower(String charset) {
    return charset.strip().toLowerCase(Locale.ROOT);
  }
}
