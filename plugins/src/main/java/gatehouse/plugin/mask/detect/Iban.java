package gatehouse.plugin.mask.detect;

import java.util.HashMap;
import java.util.Map;

/// The number of a bank account by ISO 13616: as long as its country's are, with right check
/// digits. Letters in either case; blanks only between groups of four.
public record Iban() implements Detector {
  private static final int LONGEST = 34;
  private static final int GROUP = 4;

  /// How long the numbers of a country are.
  private static final Map<String, Integer> LENGTHS =
      lengths(
          "NO15 BE16 DK18 FI18 FK18 FO18 GL18 NL18 SD18 MK19 SI19 AT20 BA20 EE20 KZ20 LT20 LU20"
              + " MN20 XK20 CH21 HR21 LI21 LV21 BG22 BH22 CR22 DE22 GB22 GE22 IE22 ME22 RS22 VA22"
              + " AE23 GI23 IL23 IQ23 OM23 SO23 TL23 AD24 CZ24 ES24 MD24 PK24 RO24 SA24 SE24 SK24"
              + " TN24 VG24 LY25 PT25 ST25 IS26 TR26 BI27 DJ27 FR27 GR27 IT27 MC27 MR27 SM27 AL28"
              + " AZ28 BY28 CY28 DO28 GT28 HU28 LB28 NI28 PL28 SV28 BR29 EG29 PS29 QA29 UA29 JO30"
              + " KW30 MU30 YE30 MT31 SC32 LC32 RU33 HN28");

  private static Map<String, Integer> lengths(String table) {
    Map<String, Integer> lengths = new HashMap<>();
    for (String entry : table.split(" ", -1)) {
      lengths.put(entry.substring(0, 2), Integer.valueOf(entry.substring(2)));
    }
    return Map.copyOf(lengths);
  }

  @Override
  public boolean mayStart(int b) {
    return Ascii.isLetter(b);
  }

  @Override
  public int reach() {
    return LONGEST + LONGEST / GROUP + 1;
  }

  @Override
  public boolean hasSeparators() {
    return true;
  }

  @Override
  public int match(byte[] text, int start, int at, int to) {
    boolean shaped =
        to - at >= GROUP
            && Ascii.isLetter(text[at + 1])
            && Ascii.isDigit(text[at + 2])
            && Ascii.isDigit(text[at + 3]);
    if (!shaped || !Ascii.isBreak(text, start, to, at - 1)) {
      return NONE;
    }
    String country = "" + (char) (text[at] & 0xdf) + (char) (text[at + 1] & 0xdf);
    Integer length = LENGTHS.get(country);
    return length == null ? NONE : end(text, at, to, length);
  }

  private static int end(byte[] text, int at, int to, int length) {
    byte[] signs = new byte[length];
    int count = 0;
    int i = at;
    while (count < length) {
      if (i >= to) {
        return NONE;
      }
      int b = text[i++];
      if (Ascii.isDigit(b) || Ascii.isLetter(b)) {
        signs[count++] = (byte) b;
      } else if (b != ' ' || count % GROUP != 0 || text[i - 2] == ' ') {
        return NONE;
      }
    }
    return Ascii.isBreak(text, at, to, i) && isSound(signs) ? i : NONE;
  }

  /// ISO/IEC 7064, MOD 97-10: the number with its first four signs last, letters counting 10 to 35,
  /// leaves 1.
  private static boolean isSound(byte[] signs) {
    int rest = 0;
    for (int i = 0; i < signs.length; i++) {
      int sign = signs[(i + GROUP) % signs.length];
      int value = Ascii.isDigit(sign) ? sign - '0' : (sign | 0x20) - 'a' + 10;
      rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
    }
    return rest == 1;
  }
}
