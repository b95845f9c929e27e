package gatehouse.regex;

import java.util.List;

/// A pattern as instructions, each with the one that comes next. Splits prefer their first way, so
/// running the threads in order yields the leftmost match a backtracking matcher would find first.
/// The arrays are never written to once the program stands.
final class Program {

  /// Goes both ways, the one in `nexts` first.
  static final byte SPLIT = 0;

  /// Consumes one byte of its set.
  static final byte BYTE = 1;

  /// Remembers the place in its slot.
  static final byte SAVE = 2;

  /// Goes on only when its condition holds.
  static final byte LOOK = 3;

  /// Ends a match.
  static final byte MATCH = 4;

  private static final List<Look> LOOKS = List.of(Look.values());

  /// What each instruction does.
  final byte[] ops;

  /// The index of its set, its slot, its condition's number, or the number of its rule.
  final int[] args;

  /// Where it goes on.
  final int[] nexts;

  /// A split's second way.
  final int[] others;

  final int start;
  final ByteSet[] sets;

  /// Places to remember: two for the match, two for each group.
  final int slots;

  Program(byte[] ops, int[] args, int[] nexts, int[] others, int start, ByteSet[] sets, int slots) {
    this.ops = ops;
    this.args = args;
    this.nexts = nexts;
    this.others = others;
    this.start = start;
    this.sets = sets;
    this.slots = slots;
  }

  int size() {
    return ops.length;
  }

  Look look(int instruction) {
    return LOOKS.get(args[instruction]);
  }

  /// How a condition stands in `args`.
  static int number(Look look) {
    return LOOKS.indexOf(look);
  }
}
