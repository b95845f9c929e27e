package gatehouse.plugin.log.lua;

import com.sun.management.ThreadMXBean;
import java.io.Serial;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.Lua;
import org.luaj.vm2.LuaClosure;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.DebugLib;

/// Counts what a chunk uses and ends it when that is too much. The interpreter calls this before
/// each instruction; what it throws is no Lua error, so that no chunk can catch it.
final class Limits extends DebugLib {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final int INSTRUCTIONS = 1_000_000;
  private static final int DEPTH = 100;
  private static final long NANOS = Duration.ofMillis(100).toNanos();
  private static final long BYTES = 10L << 20;
  private static final long LONGEST_TEXT = 1 << 20;
  private static final int CLOCK_EVERY = 0xff;

  private final long cpuAtStart = THREADS.getCurrentThreadCpuTime();
  private final long allocatedAtStart = THREADS.getCurrentThreadAllocatedBytes();
  private final ArrayDeque<Frame> frames = new ArrayDeque<>();
  private int instructions;

  /// A call under way; functions that are not Lua have neither code nor registers.
  @SuppressWarnings("ArrayRecordComponent") // never compared; the interpreter's own registers
  private record Frame(@Nullable Prototype code, LuaValue[] registers) {}

  /// A chunk used more than it may.
  static final class Exhausted extends Error {
    @Serial private static final long serialVersionUID = 1;

    Exhausted(String what) {
      super(what, null, false, false);
    }
  }

  @Override
  public void onInstruction(int pc, Varargs v, int top) {
    if (++instructions > INSTRUCTIONS) {
      throw new Exhausted("too many instructions");
    }
    boundConcatenation(pc);
    if (THREADS.getCurrentThreadAllocatedBytes() - allocatedAtStart > BYTES) {
      throw new Exhausted("more than 10 MiB of memory");
    }
    if ((instructions & CLOCK_EVERY) == 0
        && THREADS.getCurrentThreadCpuTime() - cpuAtStart > NANOS) {
      throw new Exhausted("more than 100 ms of CPU time");
    }
  }

  /// One instruction can join hundreds of texts, too many bytes to look at only afterwards.
  private void boundConcatenation(int pc) {
    Frame frame = frames.peek();
    if (frame == null || frame.code == null) {
      return;
    }
    int instruction = frame.code.code[pc];
    if (Lua.GET_OPCODE(instruction) != Lua.OP_CONCAT) {
      return;
    }
    long bytes = 0;
    for (int i = Lua.GETARG_B(instruction); i <= Lua.GETARG_C(instruction); i++) {
      bytes += length(frame.registers[i]);
    }
    bound(bytes);
  }

  /// How long a value is as a text; numbers are short.
  static long length(LuaValue value) {
    return value.type() == LuaValue.TSTRING ? value.rawlen() : 0;
  }

  /// @throws Exhausted if a text of that many bytes must not be made
  static void bound(long bytes) {
    if (bytes > LONGEST_TEXT) {
      throw new Exhausted("a text longer than 1 MiB");
    }
  }

  @Override
  public void onCall(LuaFunction f) {
    enter(new Frame(null, new LuaValue[0]));
  }

  @Override
  public void onCall(LuaClosure c, Varargs varargs, LuaValue[] stack) {
    enter(new Frame(c.p, stack));
  }

  private void enter(Frame frame) {
    if (frames.size() >= DEPTH) {
      throw new Exhausted("calls nested too deep");
    }
    frames.push(frame);
  }

  @Override
  public void onReturn() {
    frames.pop();
  }

  @Override
  public String traceback(int level) {
    return "";
  }
}
