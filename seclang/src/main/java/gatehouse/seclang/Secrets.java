package gatehouse.seclang;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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

  /// In lower case, the longest first.
  private final List<Bytes> values;

  private Secrets(List<Bytes> values) {
    this.values = values;
  }

  static Secrets of(List<Bytes> found) {
    Set<Bytes> distinct = new HashSet<>();
    for (Bytes one : found) {
      if (!one.isEmpty() && distinct.size() <= MOST) {
        distinct.add(one.lower());
      }
    }
    List<Bytes> sorted = new ArrayList<>(distinct);
    sorted.sort(Comparator.comparingInt(Bytes::length).reversed());
    return distinct.isEmpty() ? NONE : new Secrets(sorted);
  }

  private boolean isTooMuch(Bytes text) {
    return values.size() > MOST || (long) values.size() * text.length() > MOST_WORK;
  }

  /// Whether each of them occurs.
  boolean allIn(Bytes text) {
    if (isTooMuch(text)) {
      return false;
    }
    for (Bytes value : values) {
      if (find(text, value, new int[0]) == 0) {
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
    int[] places = new int[text.length()];
    for (Bytes value : values) {
      int count = value.length() < least ? 0 : find(text, value, places);
      int hidden = 0;
      for (int i = 0; i < count; i++) {
        shown = shown == null ? text.toArray() : shown;
        int end = places[i] + value.length();
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
    if (values.isEmpty() || shown.length() != text.length()) {
      return shown;
    }
    int[] places = new int[text.length()];
    Bytes skeleton = skeleton(text, places);
    byte[] copy = null;
    int[] found = new int[skeleton.length()];
    for (Bytes value : values) {
      Bytes part = skeleton(value, new int[value.length()]);
      int count = part.length() < LEAST_SKELETON ? 0 : find(skeleton, part, found);
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

  /// Finds all places of a value, overlapping ones too, in time linear in the text (Knuth, Morris
  /// and Pratt), and gives their number; without room for places it stops at the first.
  private static int find(Bytes text, Bytes value, int[] places) {
    if (value.length() > text.length()) {
      return 0;
    }
    int[] borders = borders(value);
    int count = 0;
    int matched = 0;
    for (int i = 0; i < text.length(); i++) {
      int c = Ascii.lower(text.at(i));
      while (matched > 0 && (matched == value.length() || value.at(matched) != c)) {
        matched = borders[matched - 1];
      }
      if (value.at(matched) == c) {
        matched++;
      }
      if (matched == value.length()) {
        if (places.length == 0) {
          return 1;
        }
        places[count++] = i + 1 - matched;
      }
    }
    return count;
  }

  /// For each beginning of a value, how long the longest part is that it begins and ends with.
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
