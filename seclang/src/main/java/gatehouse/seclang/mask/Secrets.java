package gatehouse.seclang.mask;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.Bytes;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/// Finds known secrets in texts, wherever they stand, and stars them out.
final class Secrets {
  /// Shorter ones stand everywhere by chance; to star them out there would tell them.
  private static final int SHORTEST = 3;

  /// Letters and digits that a secret needs to be found by them alone.
  private static final int SHORTEST_SKELETON = 4;

  /// Transformed texts are searched so far; what lies behind it is starred out.
  private static final int LONGEST_TRANSFORMED = 8 << 10;

  /// Comparisons for one text, about ten milliseconds; a text that needs more is starred out whole.
  private static final long MOST_WORK = 8 << 20;

  private final Set<Bytes> secrets = new LinkedHashSet<>();

  void add(Bytes secret) {
    if (secret.length() >= SHORTEST) {
      secrets.add(secret);
    }
  }

  boolean isEmpty() {
    return secrets.isEmpty();
  }

  static Bytes stars(Bytes value) {
    return Bytes.of("*".repeat(value.length()));
  }

  /// A text as it was sent.
  Bytes masked(Bytes text) {
    if ((long) secrets.size() * text.length() > MOST_WORK) {
      return stars(text);
    }
    byte[] copy = null;
    for (Bytes secret : secrets) {
      int at = text.indexOf(secret, 0);
      while (at >= 0) {
        copy = copy == null ? text.toArray() : copy;
        Arrays.fill(copy, at, at + secret.length(), (byte) '*');
        at = text.indexOf(secret, at + secret.length());
      }
    }
    return copy == null ? text : Bytes.of(copy);
  }

  /// A text that rules may have transformed. Transformations change case, blanks and signs, so that
  /// secrets are also known by their letters and digits.
  Bytes maskedTransformed(Bytes text) {
    if (secrets.isEmpty() || text.isEmpty()) {
      return text;
    }
    int searched = Math.min(text.length(), LONGEST_TRANSFORMED);
    Bytes masked = masked(text.slice(0, searched));
    byte[] skeleton = new byte[searched];
    int[] places = new int[searched];
    int size = skeleton(text.slice(0, searched), skeleton, places);
    byte[] copy = null;
    for (Bytes secret : secrets) {
      byte[] wanted = new byte[secret.length()];
      int length = skeleton(secret, wanted, new int[secret.length()]);
      if (length < SHORTEST_SKELETON || (long) secrets.size() * searched > MOST_WORK) {
        continue;
      }
      Bytes part = Bytes.of(wanted, 0, length);
      Bytes whole = Bytes.of(skeleton, 0, size);
      int at = whole.indexOf(part, 0);
      while (at >= 0) {
        copy = copy == null ? masked.toArray() : copy;
        Arrays.fill(copy, places[at], places[at + length - 1] + 1, (byte) '*');
        at = whole.indexOf(part, at + length);
      }
    }
    Bytes begin = copy == null ? masked : Bytes.of(copy);
    return searched == text.length()
        ? begin
        : begin.plus(stars(text.slice(searched, text.length())));
  }

  /// The letters and digits of a text in lower case, and where each stood.
  private static int skeleton(Bytes text, byte[] letters, int[] places) {
    int size = 0;
    for (int i = 0; i < text.length(); i++) {
      int c = text.at(i);
      if (Ascii.isAlphanumeric(c)) {
        letters[size] = (byte) Ascii.lower(c);
        places[size++] = i;
      }
    }
    return size;
  }
}
