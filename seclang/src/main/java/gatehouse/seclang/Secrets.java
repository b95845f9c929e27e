package gatehouse.seclang;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Values that logs must not show, to be found in any case: rules see them transformed. A client
/// chooses how many there are and how long the text is, so beyond bounds all of a text is hidden.
final class Secrets {
  static final Secrets NONE = new Secrets(List.of());

  /// Stands for text of which nothing is shown.
  static final Bytes ALL = Bytes.of("********");

  private static final int MOST = 512;

  /// Steps for one text, some milliseconds.
  private static final int MOST_WORK = 2 << 20;

  /// Letters and digits that a secret needs to be known by them alone.
  private static final int LEAST_SKELETON = 4;

  /// The longest first.
  private final List<Needle> needles;

  private Secrets(List<Needle> needles) {
    this.needles = needles;
  }

  static Secrets of(List<Bytes> found) {
    Set<Bytes> distinct = new HashSet<>();
    for (Bytes one : found) {
      if (!one.isEmpty() && distinct.size() <= MOST) {
        distinct.add(one.lower());
      }
    }
    List<Needle> needles = new ArrayList<>(distinct.size());
    for (Bytes one : distinct) {
      needles.add(Needle.of(one));
    }
    needles.sort(Comparator.comparingInt(Needle::length).reversed());
    return needles.isEmpty() ? NONE : new Secrets(needles);
  }

  private boolean isTooMuch(Bytes text) {
    return needles.size() > MOST || (long) needles.size() * text.length() > MOST_WORK;
  }

  /// Whether each of them occurs.
  boolean allIn(Bytes text) {
    if (isTooMuch(text)) {
      return false;
    }
    for (Needle needle : needles) {
      if (needle.find(text, new int[0]) == 0) {
        return false;
      }
    }
    return true;
  }

  /// The text with all of them that have at least so many bytes starred out.
  Bytes hide(Bytes text, int least) {
    if (isTooMuch(text)) {
      return ALL;
    }
    byte[] shown = null;
    int[] places = null;
    long occurring = needles.isEmpty() ? 0 : Needle.occurring(text);
    for (Needle needle : needles) {
      if (needle.length() < least || !needle.mayBeIn(text.length(), occurring)) {
        continue;
      }
      places = places == null ? new int[text.length()] : places;
      int count = needle.find(text, places);
      int hidden = 0;
      for (int i = 0; i < count; i++) {
        shown = shown == null ? text.toArray() : shown;
        int end = places[i] + needle.length();
        Arrays.fill(shown, Math.max(places[i], hidden), end, (byte) '*');
        hidden = end;
      }
    }
    return shown == null ? text : Bytes.of(shown);
  }

  /// The same for a text that rules may have transformed: that changes case, blanks and signs, so
  /// that secrets are known by their letters and digits too.
  Bytes hideTransformed(Bytes text, int least) {
    Bytes shown = hide(text, least);
    if (needles.isEmpty() || shown.length() != text.length()) {
      return shown;
    }
    long occurring = Needle.occurring(text);
    int[] places = null;
    Bytes skeleton = Bytes.EMPTY;
    byte[] copy = null;
    int[] found = null;
    for (Needle needle : needles) {
      Needle part = needle.skeleton;
      if (part == null || !part.mayBeIn(text.length(), occurring)) {
        continue;
      }
      if (places == null || found == null) {
        places = new int[text.length()];
        skeleton = skeleton(text, places);
        found = new int[skeleton.length()];
      }
      int count = part.find(skeleton, found);
      int hidden = 0;
      for (int i = 0; i < count; i++) {
        copy = copy == null ? shown.toArray() : copy;
        int end = places[found[i] + part.length() - 1] + 1;
        Arrays.fill(copy, Math.max(places[found[i]], hidden), end, (byte) '*');
        hidden = end;
      }
    }
    return copy == null ? shown : Bytes.of(copy);
  }

  /// The letters and digits of a text, and where each stands.
  private static Bytes skeleton(Bytes text, int[] places) {
    byte[] letters = new byte[text.length()];
    int size = 0;
    for (int i = 0; i < text.length(); i++) {
      int c = text.at(i);
      if (Ascii.isAlphanumeric(c)) {
        letters[size] = (byte) Ascii.lower(c);
        places[size++] = i;
      }
    }
    return Bytes.of(letters, 0, size);
  }

  /// One secret, made ready to be found in many texts.
  private static final class Needle {
    private final Bytes lower;

    /// For each beginning, how long the longest part is that it begins and ends with.
    private final int[] borders;

    /// Which bytes it has.
    private final long occurring;

    /// Its letters and digits; null when those are too few to know it by.
    private final @Nullable Needle skeleton;

    private Needle(Bytes lower, @Nullable Needle skeleton) {
      this.lower = lower;
      this.borders = borders(lower);
      this.occurring = occurring(lower);
      this.skeleton = skeleton;
    }

    static Needle of(Bytes lower) {
      Bytes letters = Secrets.skeleton(lower, new int[lower.length()]);
      boolean enough = letters.length() >= LEAST_SKELETON;
      return new Needle(lower, enough ? new Needle(letters, null) : null);
    }

    int length() {
      return lower.length();
    }

    /// A bit for each byte that a text has, in lower case; some bytes share one.
    static long occurring(Bytes text) {
      long bits = 0;
      for (int i = text.from(); i < text.to(); i++) {
        bits |= 1L << Ascii.lower(text.array()[i] & 0xff);
      }
      return bits;
    }

    /// Whether a text may have it. Most have not all of its bytes.
    boolean mayBeIn(int length, long occurringThere) {
      return length() <= length && (occurring & ~occurringThere) == 0;
    }

    /// Finds all its places, overlapping ones too, in time linear in the text (Knuth, Morris and
    /// Pratt), and gives their number; without room for places it stops at the first.
    int find(Bytes text, int[] places) {
      int count = 0;
      int matched = 0;
      for (int i = 0; i < text.length(); i++) {
        int c = Ascii.lower(text.at(i));
        while (matched > 0 && (matched == length() || lower.at(matched) != c)) {
          matched = borders[matched - 1];
        }
        if (lower.at(matched) == c) {
          matched++;
        }
        if (matched == length()) {
          if (places.length == 0) {
            return 1;
          }
          places[count++] = i + 1 - matched;
        }
      }
      return count;
    }

    private static int[] borders(Bytes value) {
      int[] borders = new int[value.length()];
      int matched = 0;
      for (int i = 1; i < value.length(); i++) {
        while (matched > 0 && value.at(matched) != value.at(i)) {
          matched = borders[matched - 1];
        }
        if (value.at(matched) == value.at(i)) {
          matched++;
        }
        borders[i] = matched;
      }
      return borders;
    }
  }
}
