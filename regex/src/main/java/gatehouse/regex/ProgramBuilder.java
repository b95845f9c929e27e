package gatehouse.regex;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Turns trees into one program. It works from the end to the start, so each instruction knows its
/// successor when it is written and nothing has to be patched but loops. Whoever builds asks for
/// the [#size] first.
final class ProgramBuilder {

  private static final long MANY = 1L << 40;

  private final Map<ByteSet, Integer> sets = new LinkedHashMap<>();
  private byte[] ops = new byte[32];
  private int[] args = new int[32];
  private int[] nexts = new int[32];
  private int[] others = new int[32];
  private int size;

  /// One pattern's program with slots for its match and groups.
  static Program withSlots(Node tree, int groups) {
    ProgramBuilder builder = new ProgramBuilder();
    int end = builder.emit(Program.SAVE, 1, builder.emit(Program.MATCH, 0, -1));
    int start = builder.emit(Program.SAVE, 0, builder.compile(tree, end));
    return builder.program(start, 2 * groups + 2);
  }

  /// Several trees side by side; the match instruction of tree `i` carries the number `i`.
  static Program sideBySide(List<Node> trees) {
    ProgramBuilder builder = new ProgramBuilder();
    int start = -1;
    for (int rule = trees.size() - 1; rule >= 0; rule--) {
      int entry = builder.compile(trees.get(rule), builder.emit(Program.MATCH, rule, -1));
      start = start < 0 ? entry : builder.split(entry, start);
    }
    return builder.program(start, 0);
  }

  /// How many instructions a tree becomes, without writing them; a great number stays a great
  /// number.
  static long size(Node tree) {
    return switch (tree) {
      case Node.Empty _ -> 0;
      case Node.Bytes _, Node.Assertion _ -> 1;
      case Node.Group group -> 2 + size(group.body());
      case Node.Concat concat -> sizes(concat.parts());
      case Node.Either either -> either.branches().size() - 1 + sizes(either.branches());
      case Node.Repeat repeat -> {
        long body = size(repeat.body());
        boolean loop = repeat.max() == Node.UNBOUNDED;
        long copies = loop ? Math.max(repeat.min(), 1) : repeat.max();
        long choices = loop ? 2 : repeat.max() - repeat.min();
        yield Math.min(body * copies + choices, MANY);
      }
    };
  }

  private static long sizes(List<Node> parts) {
    long sum = 0;
    for (Node part : parts) {
      sum = Math.min(sum + size(part), MANY);
    }
    return sum;
  }

  private Program program(int start, int slots) {
    return new Program(
        Arrays.copyOf(ops, size),
        Arrays.copyOf(args, size),
        Arrays.copyOf(nexts, size),
        Arrays.copyOf(others, size),
        start,
        sets.keySet().toArray(ByteSet[]::new),
        slots);
  }

  private int emit(byte op, int arg, int next) {
    if (size == ops.length) {
      ops = Arrays.copyOf(ops, 2 * size);
      args = Arrays.copyOf(args, 2 * size);
      nexts = Arrays.copyOf(nexts, 2 * size);
      others = Arrays.copyOf(others, 2 * size);
    }
    ops[size] = op;
    args[size] = arg;
    nexts[size] = next;
    others[size] = -1;
    return size++;
  }

  private int split(int first, int second) {
    int split = emit(Program.SPLIT, 0, first);
    others[split] = second;
    return split;
  }

  private int choice(int body, int past, boolean greedy) {
    return greedy ? split(body, past) : split(past, body);
  }

  /// Writes `node` so that it goes on at `next`; returns its first instruction.
  private int compile(Node node, int next) {
    return switch (node) {
      case Node.Empty _ -> next;
      case Node.Bytes bytes -> emit(Program.BYTE, setIndex(bytes.set()), next);
      case Node.Assertion assertion -> emit(Program.LOOK, Program.number(assertion.look()), next);
      case Node.Group group -> {
        int close = emit(Program.SAVE, 2 * group.index() + 1, next);
        yield emit(Program.SAVE, 2 * group.index(), compile(group.body(), close));
      }
      case Node.Concat concat -> {
        int entry = next;
        for (int i = concat.parts().size() - 1; i >= 0; i--) {
          entry = compile(concat.parts().get(i), entry);
        }
        yield entry;
      }
      case Node.Either either -> {
        int entry = compile(either.branches().getLast(), next);
        for (int i = either.branches().size() - 2; i >= 0; i--) {
          entry = split(compile(either.branches().get(i), next), entry);
        }
        yield entry;
      }
      case Node.Repeat repeat -> repeat(repeat, next);
    };
  }

  private int setIndex(ByteSet set) {
    Integer known = sets.putIfAbsent(set, sets.size());
    return known == null ? sets.size() - 1 : known;
  }

  private int repeat(Node.Repeat repeat, int next) {
    int entry = next;
    int copies = repeat.min();
    if (repeat.max() == Node.UNBOUNDED) {
      entry = loop(repeat, next);
      copies--;
      if (repeat.min() == 0 && Node.isNullable(repeat.body())) {
        // As (x+)?: a body that may be empty gets its first turn before the loop is left, as in
        // Perl.
        entry = choice(entry, next, repeat.greedy());
      }
    } else {
      for (int i = repeat.min(); i < repeat.max(); i++) {
        entry = choice(compile(repeat.body(), entry), next, repeat.greedy());
      }
    }
    for (int i = 0; i < copies; i++) {
      entry = compile(repeat.body(), entry);
    }
    return entry;
  }

  /// A loop entered at its body (`x+`), or at its choice for a plain `x*`.
  private int loop(Node.Repeat repeat, int next) {
    int choice = emit(Program.SPLIT, 0, next);
    int body = compile(repeat.body(), choice);
    nexts[choice] = repeat.greedy() ? body : next;
    others[choice] = repeat.greedy() ? next : body;
    return repeat.min() == 0 && !Node.isNullable(repeat.body()) ? choice : body;
  }
}
