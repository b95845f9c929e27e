package gatehouse.plugin.mask;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The objects and arrays that are open, and what is known of each.
final class JsonLevels {
  /// As deep as anything that reads JSON goes.
  static final int DEEPEST = 1000;

  private Level[] levels = new Level[8];
  private int depth;

  /// One open object or array.
  private static final class Level {
    boolean object;
    boolean emitted;
    boolean address;
    long index;
    @Nullable MaskRule inherited;
    int[] places = {};
  }

  int depth() {
    return depth;
  }

  /// Opens one.
  ///
  /// @param inherited the rule that holds for all values inside; null if none
  /// @param places of the rules' paths
  void push(boolean object, @Nullable MaskRule inherited, int[] places, boolean address) {
    if (depth == levels.length) {
      levels = Arrays.copyOf(levels, depth * 2);
    }
    Level level = levels[depth];
    if (level == null) {
      level = new Level();
      levels[depth] = level;
    }
    depth++;
    level.object = object;
    level.emitted = false;
    level.address = address;
    level.index = -1;
    level.inherited = inherited;
    level.places = places.length == 0 ? places : places.clone();
  }

  void pop() {
    depth--;
  }

  private Level top() {
    return levels[depth - 1];
  }

  boolean isObject() {
    return top().object;
  }

  boolean isAddress() {
    return top().address;
  }

  @Nullable MaskRule inherited() {
    return top().inherited;
  }

  int[] places() {
    return top().places;
  }

  /// The next element's index.
  long next() {
    return ++top().index;
  }

  /// Whether something of this one went on already; from now on it has.
  boolean emit() {
    boolean before = top().emitted;
    top().emitted = true;
    return before;
  }
}
