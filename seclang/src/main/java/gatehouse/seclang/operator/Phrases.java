package gatehouse.seclang.operator;

import gatehouse.regex.WordList;
import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.ByteBuilder;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.transform.TransformationName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `@pm` and `@pmFromFile`: one of many phrases occurs in the value, in any case. One pass over the
/// value however many phrases there are.
final class Phrases implements Operator {
  /// Longer words make the shared automaton larger and hardly rarer.
  private static final int MAX_HEAD = 6;

  private final List<Bytes> phrases;
  private final WordList list;

  private Phrases(List<Bytes> phrases) {
    this.phrases = List.copyOf(phrases);
    this.list = WordList.of(phrases.stream().map(Bytes::toArray).toList(), true);
  }

  static Phrases of(List<Bytes> phrases) {
    return new Phrases(phrases);
  }

  @Override
  public boolean matches(Bytes value, Probe probe) {
    if (!probe.isCapturing()) {
      return list.find(value.array(), value.from(), value.to());
    }
    WordList.Hit hit = list.first(value.array(), value.from(), value.to());
    return hit != null && probe.capture(phrases.get(hit.word()));
  }

  /// The beginnings of the phrases; with a phrase of a single byte there is nothing to go by.
  @Override
  public @Nullable Screen screen() {
    List<byte[]> heads = new ArrayList<>(phrases.size());
    int least = Integer.MAX_VALUE;
    for (Bytes phrase : phrases) {
      if (phrase.length() < 2) {
        return null;
      }
      least = Math.min(least, phrase.length());
      heads.add(phrase.slice(0, Math.min(phrase.length(), MAX_HEAD)).toArray());
    }
    return phrases.isEmpty() ? null : new Screen(least, List.of(), heads);
  }

  @Override
  public @Nullable Operator behind(TransformationName step) {
    boolean onlyCase = step == TransformationName.LOWERCASE || step == TransformationName.UPPERCASE;
    return onlyCase ? this : null;
  }

  /// The words of a `@pm` parameter: split at white space, `|41 42|` for bytes in hexadecimal.
  static List<Bytes> split(Bytes parameter) throws OperatorFault {
    List<Bytes> words = new ArrayList<>();
    ByteBuilder word = new ByteBuilder(16);
    int i = 0;
    while (i < parameter.length()) {
      int c = parameter.at(i);
      if (Ascii.isSpace(c)) {
        addWord(words, word);
        i++;
      } else if (c == '|') {
        i = hexBytes(parameter, i, word);
      } else {
        word.add(c);
        i++;
      }
    }
    addWord(words, word);
    return words;
  }

  private static void addWord(List<Bytes> words, ByteBuilder word) {
    if (!word.isEmpty()) {
      words.add(word.copy());
      word.cut(0);
    }
  }

  /// Reads `|41 42|` at an index, or takes the `|` for itself when no bytes follow.
  private static int hexBytes(Bytes parameter, int open, ByteBuilder word) throws OperatorFault {
    int close = parameter.indexOf('|', open + 1);
    if (close < 0) {
      word.add('|');
      return open + 1;
    }
    String digits = parameter.slice(open + 1, close).toString().replace(" ", "");
    if (digits.isEmpty() || digits.length() % 2 != 0 || !digits.matches("[0-9A-Fa-f]+")) {
      throw new OperatorFault(open, "bytes between | and | are pairs of hexadecimal digits");
    }
    for (int i = 0; i < digits.length(); i += 2) {
      word.add(Integer.parseInt(digits.substring(i, i + 2), 16));
    }
    return close + 1;
  }

  /// The phrases of a file: a line each; blank lines and comments are none.
  static List<Bytes> lines(Bytes file) {
    List<Bytes> lines = new ArrayList<>();
    int from = 0;
    while (from < file.length()) {
      int end = file.indexOf('\n', from);
      end = end < 0 ? file.length() : end;
      int to = end > from && file.at(end - 1) == '\r' ? end - 1 : end;
      Bytes line = file.slice(from, to);
      if (!line.trim().isEmpty() && line.at(0) != '#') {
        lines.add(line.compact());
      }
      from = end + 1;
    }
    return lines;
  }
}
