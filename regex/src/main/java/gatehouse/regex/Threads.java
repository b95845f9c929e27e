package gatehouse.regex;

import java.util.Arrays;

/// Runs a program thread by thread in order of preference and so finds the leftmost match that a
/// backtracking matcher would find first, with its groups, in time linear in the text. Not
/// thread-safe; kept for the next match.
final class Threads {

  /// The threads waiting at one place, the preferred first, each with its slots.
  private static final class Line {
    int[] instructions = new int[16];
    int[] slots;
    int count;

    Line(int width) {
      slots = new int[16 * width];
    }

    void push(int instruction, int[] values) {
      int width = values.length;
      if (count == instructions.length) {
        instructions = Arrays.copyOf(instructions, 2 * count);
        slots = Arrays.copyOf(slots, 2 * count * width);
      }
      instructions[count] = instruction;
      System.arraycopy(values, 0, slots, count * width, width);
      count++;
    }
  }

  private final Program program;
  private final long[] setBits;
  private final int[] seen;
  private final int[] values;

  /// The bytes that a match can begin with; all of them when it may be empty.
  private final ByteSet firsts;

  private Line current;
  private Line following;
  private int[] stack = new int[32];
  private int stamp;
  private long work;

  Threads(Program program) {
    this.program = program;
    this.setBits = new long[4 * program.sets.length];
    for (int i = 0; i < program.sets.length; i++) {
      ByteSet set = program.sets[i];
      setBits[4 * i] = set.bits0();
      setBits[4 * i + 1] = set.bits1();
      setBits[4 * i + 2] = set.bits2();
      setBits[4 * i + 3] = set.bits3();
    }
    this.seen = new int[program.size()];
    this.values = new int[program.slots];
    this.current = new Line(program.slots);
    this.following = new Line(program.slots);
    this.firsts = firsts();
  }

  private ByteSet firsts() {
    ByteSet found = ByteSet.NONE;
    stamp++;
    int top = push(0, program.start);
    while (top > 0) {
      int instruction = stack[--top];
      if (seen[instruction] == stamp) {
        continue;
      }
      seen[instruction] = stamp;
      switch (program.ops[instruction]) {
        case Program.MATCH -> {
          return ByteSet.ALL;
        }
        case Program.BYTE -> found = found.or(program.sets[program.args[instruction]]);
        case Program.SPLIT -> {
          top = push(top, program.others[instruction]);
          top = push(top, program.nexts[instruction]);
        }
        default -> top = push(top, program.nexts[instruction]);
      }
    }
    return found;
  }

  /// Finds a match that begins at `start` or later (exactly at `start` when `anchored`) in the text
  /// `[from, to)`, is known not to end behind `limit`, and writes its slots to `found`.
  Outcome run(
      byte[] text,
      int from,
      int to,
      int start,
      boolean anchored,
      int limit,
      int[] found,
      Budget budget) {
    boolean matched = false;
    current.count = 0;
    stamp++;
    for (int at = start; at <= limit; at++) {
      if (!matched && (at == start || !anchored) && mayBegin(text, at, to)) {
        Arrays.fill(values, -1);
        add(current, program.start, text, from, to, at);
      }
      if (current.count == 0 && (matched || anchored)) {
        break;
      }
      following.count = 0;
      stamp++;
      matched |= step(text, from, to, at, found);
      long done = work;
      work = 0;
      if (!budget.spend(done)) {
        return Outcome.EXHAUSTED;
      }
      Line spent = current;
      current = following;
      following = spent;
    }
    return matched ? Outcome.MATCH : Outcome.MISS;
  }

  private boolean mayBegin(byte[] text, int at, int to) {
    return at == to || firsts.contains(text[at] & 0xFF);
  }

  /// Moves all threads over the byte at `at`; true when one of them matched, which ends those it is
  /// preferred to.
  private boolean step(byte[] text, int from, int to, int at, int[] found) {
    int width = values.length;
    work += current.count + 1;
    for (int i = 0; i < current.count; i++) {
      int instruction = current.instructions[i];
      if (program.ops[instruction] == Program.MATCH) {
        System.arraycopy(current.slots, i * width, found, 0, width);
        return true;
      }
      if (at < to && accepts(program.args[instruction], text[at] & 0xFF)) {
        System.arraycopy(current.slots, i * width, values, 0, width);
        add(following, program.nexts[instruction], text, from, to, at + 1);
      }
    }
    return false;
  }

  private boolean accepts(int set, int value) {
    return (setBits[4 * set + (value >> 6)] >>> value & 1) != 0;
  }

  /// Adds a thread and all it becomes without consuming, in order of preference. The stack holds
  /// instructions still to follow and, as complements, slots to restore with their values.
  private void add(Line line, int first, byte[] text, int from, int to, int at) {
    int top = push(0, first);
    while (top > 0) {
      int instruction = stack[--top];
      if (instruction < 0) {
        values[~instruction] = stack[--top];
        continue;
      }
      if (seen[instruction] == stamp) {
        continue;
      }
      seen[instruction] = stamp;
      work++;
      switch (program.ops[instruction]) {
        case Program.SPLIT -> {
          top = push(top, program.others[instruction]);
          top = push(top, program.nexts[instruction]);
        }
        case Program.SAVE -> {
          int slot = program.args[instruction];
          top = push(top, values[slot]);
          top = push(top, ~slot);
          values[slot] = at;
          top = push(top, program.nexts[instruction]);
        }
        case Program.LOOK -> {
          if (program.look(instruction).holds(text, from, to, at)) {
            top = push(top, program.nexts[instruction]);
          }
        }
        default -> line.push(instruction, values);
      }
    }
  }

  private int push(int top, int value) {
    if (top == stack.length) {
      stack = Arrays.copyOf(stack, 2 * top);
    }
    stack[top] = value;
    return top + 1;
  }
}
