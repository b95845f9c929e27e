package gatehouse.seclang.transform;

import java.text.Normalizer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Which byte stands for a code point when text is squeezed into ASCII, as Windows does it («best
/// fit»): attackers write `<` as U+FF1C and let the server fold it. Immutable.
public final class UnicodeMap {
  /// Pairs of a character and its best fit, where Unicode's compatibility decomposition has none.
  private static final String TYPOGRAPHY =
      "ĐDđdĦHħhıiŁLłlŒOœoŦTŧtƀbƉDƑFƒfƗIƚlƟOƫtƮTƶzǤGǥgɡgǀ|ǃ!"
          + "ʹ'ʺ\"ʼ'˄^ˆ^ˈ'ˋ`ˍ_˜~\u0300`\u0302^\u0303~\u030e\"\u0331_\u0332_һh։:٪%"
          + "‐-‑-–-—-‘'’'‚,“\"”\"„\"•.….′'‵`‹<›>⁄/™T℮e−-∕/∖\\∗*∣|∶:∼~⌃^〈<〉>"
          + "│|─-❘|。.〈<〉>〚[〛]｡.､,、,";

  private static final UnicodeMap BUILT_IN = new UnicodeMap(bestFit());

  /// One byte a code point below 10000, 0 where there is none.
  private final byte[] bytes;

  private UnicodeMap(byte[] bytes) {
    this.bytes = bytes;
  }

  /// The map for ASCII (code page 20127), made from Unicode's own decompositions. Codes below 100
  /// are left to themselves: they are bytes already, and engines without a map file keep them.
  public static UnicodeMap builtIn() {
    return BUILT_IN;
  }

  /// Reads a map file: a line that starts with the code page's number, then lines of `HHHH:hh`
  /// entries up to the next blank line. Null when it has no such page.
  public static @Nullable UnicodeMap parse(String file, String codePage) {
    byte[] bytes = new byte[0x10000];
    boolean inside = false;
    boolean found = false;
    for (String line : file.split("\n")) {
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        inside = inside && !found;
      } else if (text.indexOf(':') < 0 || text.indexOf('(') >= 0) {
        inside = text.equals(codePage) || text.startsWith(codePage + " ");
      } else if (inside) {
        found |= addEntries(bytes, text);
      }
    }
    return found ? new UnicodeMap(bytes) : null;
  }

  private static boolean addEntries(byte[] bytes, String line) {
    boolean any = false;
    for (String entry : line.split("\\s+")) {
      if (entry.matches("[0-9A-Fa-f]{4}:[0-9A-Fa-f]{2}")) {
        bytes[Integer.parseInt(entry.substring(0, 4), 16)] =
            (byte) Integer.parseInt(entry.substring(5), 16);
        any = true;
      }
    }
    return any;
  }

  /// The byte for a code unit: the mapped one, else the low byte, folded down from the full-width
  /// block.
  int byteFor(int code) {
    int mapped = bytes[code] & 0xff;
    return mapped != 0 ? mapped : lowByte(code);
  }

  /// The low byte; full-width forms (FF01 to FF5E) become the ASCII they look like.
  static int lowByte(int code) {
    int low = code & 0xff;
    return (code & 0xff00) == 0xff00 && low >= 0x01 && low <= 0x5e ? low + 0x20 : low;
  }

  private static byte[] bestFit() {
    byte[] bytes = new byte[0x10000];
    for (int code = 0x100; code < 0x10000; code++) {
      if (code < 0xd800 || code >= 0xf900) {
        bytes[code] = decomposed(code);
      }
    }
    for (int i = 0; i + 1 < TYPOGRAPHY.length(); i += 2) {
      bytes[TYPOGRAPHY.charAt(i)] = (byte) TYPOGRAPHY.charAt(i + 1);
    }
    return bytes;
  }

  private static byte decomposed(int code) {
    String plain = Normalizer.normalize(Character.toString(code), Normalizer.Form.NFKD);
    if (plain.charAt(0) == code || !endsInMarks(plain)) {
      return 0;
    }
    // An accent that stands alone decomposes to a blank and itself: that is no fit.
    char first = plain.charAt(0);
    boolean fits = first < 0x80 && (first != ' ' || plain.length() == 1);
    return fits ? (byte) first : 0;
  }

  private static boolean endsInMarks(String text) {
    for (int i = 1; i < text.length(); i++) {
      if (Character.getType(text.charAt(i)) != Character.NON_SPACING_MARK) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UnicodeMap that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
