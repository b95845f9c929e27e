package gatehouse.regex;

/// The symbols an automaton tells apart: classes of bytes no part of the program distinguishes,
/// then, where a condition needs it, the `\n` that is the text's last byte as a symbol of its own,
/// and the end of the text. With the last `\n` as a symbol every condition needs one symbol before
/// and one behind at most.
final class Alphabet {

  private final byte[] classes = new byte[256];
  private final int classCount;
  private final int lastNewline;
  private final int end;
  private final int newline;
  private final boolean[] wordClass;

  Alphabet(Program program) {
    int count = 1;
    boolean last = false;
    for (ByteSet set : program.sets) {
      count = split(set, count);
    }
    for (int pc = 0; pc < program.size(); pc++) {
      if (program.ops[pc] == Program.LOOK) {
        Look look = program.look(pc);
        boolean word = look == Look.WORD_EDGE || look == Look.NOT_WORD_EDGE;
        count = split(word ? ByteSet.WORD : ByteSet.NEWLINE, count);
        last |= look == Look.LINE_START || look == Look.FINAL_END;
      }
    }
    this.classCount = count;
    this.newline = of((byte) '\n');
    this.lastNewline = last ? count : newline;
    this.end = last ? count + 1 : count;
    this.wordClass = new boolean[count];
    for (int value = 0; value < 256; value++) {
      wordClass[of((byte) value)] = ByteSet.WORD.contains(value);
    }
  }

  /// Splits every class that lies partly in `set`; returns the new number of classes.
  private int split(ByteSet set, int count) {
    int[] inside = new int[count];
    boolean[] hasOutside = new boolean[count];
    for (int value = 0; value < 256; value++) {
      if (!set.contains(value)) {
        hasOutside[classes[value] & 0xFF] = true;
      }
    }
    int next = count;
    for (int value = 0; value < 256; value++) {
      int old = classes[value] & 0xFF;
      if (set.contains(value) && hasOutside[old]) {
        if (inside[old] == 0) {
          inside[old] = next++;
        }
        classes[value] = (byte) inside[old];
      }
    }
    return next;
  }

  int of(byte value) {
    return classes[value & 0xFF] & 0xFF;
  }

  /// The class of every byte, unsigned.
  byte[] classes() {
    return classes;
  }

  /// Number of symbols, the end included.
  int size() {
    return end + 1;
  }

  int end() {
    return end;
  }

  /// The symbol at a place of a text whose last byte is at `last`; the end behind it.
  int symbol(byte[] text, int at, int last) {
    if (at > last) {
      return end;
    }
    return at == last && text[at] == '\n' ? lastNewline : of(text[at]);
  }

  /// The byte class a symbol consumes as; -1 for the end.
  int consumed(int symbol) {
    if (symbol == end) {
      return -1;
    }
    return symbol >= classCount ? newline : symbol;
  }

  boolean isWord(int symbol) {
    return symbol < classCount && wordClass[symbol];
  }

  /// True for a `\n` after which a line begins.
  boolean beginsLine(int symbol) {
    return symbol == newline;
  }

  /// True when the condition `look`, one of the three on the text's or a line's end, holds before
  /// `symbol`.
  boolean endsBefore(Look look, int symbol) {
    return switch (look) {
      case TEXT_END -> symbol == end;
      case FINAL_END -> symbol == end || symbol == lastNewline;
      case LINE_END -> symbol == end || symbol == lastNewline || symbol == newline;
      case TEXT_START, LINE_START, WORD_EDGE, NOT_WORD_EDGE ->
          throw new IllegalArgumentException(look.name());
    };
  }
}
