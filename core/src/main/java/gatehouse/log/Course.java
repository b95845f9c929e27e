package gatehouse.log;

import gatehouse.spi.Timeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The timeline of one exchange while it is under way: marks are noted into arrays, and made into
/// records when a tracer reads them. Takes readings of `System.nanoTime()`. Lives on one event
/// loop.
public final class Course implements Timeline {
  private static final int FIRST_TURNS = 8;

  private final Traffic traffic;
  private final EnumMap<Mark, Long> marks = new EnumMap<>(Mark.class);
  private @Nullable String[] plugins = new String[FIRST_TURNS];
  private @Nullable Phase[] phases = new Phase[FIRST_TURNS];
  private long[] times = new long[2 * FIRST_TURNS];
  private int turns;
  private boolean open;

  /// The course of an exchange whose facts are these.
  public Course(Traffic traffic) {
    this.traffic = traffic;
  }

  /// Notes that the exchange comes past a mark; only the first time counts.
  public void mark(Mark mark, long nanos) {
    marks.putIfAbsent(mark, nanos);
  }

  /// A plugin's turn begins, and with it ends the one before.
  public void begin(String plugin, Phase phase, long nanos) {
    end(nanos);
    if (turns == plugins.length) {
      plugins = Arrays.copyOf(plugins, 2 * turns);
      phases = Arrays.copyOf(phases, 2 * turns);
      times = Arrays.copyOf(times, 4 * turns);
    }
    plugins[turns] = plugin;
    phases[turns] = phase;
    times[2 * turns] = nanos;
    turns++;
    open = true;
  }

  /// The turn under way ends, if there is one.
  public void end(long nanos) {
    if (open) {
      open = false;
      times[2 * turns - 1] = nanos;
    }
  }

  @Override
  public long start() {
    return traffic.epochNanos(traffic.startMark());
  }

  @Override
  public long end() {
    return traffic.epochNanos(traffic.endMark());
  }

  @Override
  public long at(Mark mark) {
    Long nanos = marks.get(mark);
    return nanos == null ? 0 : traffic.epochNanos(nanos);
  }

  @Override
  public List<Turn> turns() {
    end(traffic.endMark());
    List<Turn> all = new ArrayList<>(turns);
    for (int i = 0; i < turns; i++) {
      String plugin = plugins[i];
      Phase phase = phases[i];
      if (plugin != null && phase != null) {
        long from = traffic.epochNanos(times[2 * i]);
        all.add(new Turn(plugin, phase, from, traffic.epochNanos(times[2 * i + 1])));
      }
    }
    return all;
  }

  @Override
  public List<Attempt> attempts() {
    List<Attempt> all = new ArrayList<>(traffic.tries().size());
    for (Traffic.Try one : traffic.tries()) {
      all.add(one.attempt(traffic));
    }
    return all;
  }
}
