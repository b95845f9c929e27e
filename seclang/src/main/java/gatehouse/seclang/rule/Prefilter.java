package gatehouse.seclang.rule;

import gatehouse.regex.ByteGroups;
import gatehouse.regex.Literals;
import gatehouse.seclang.operator.Operator;
import gatehouse.seclang.operator.Screen;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.Screener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Drops operators that a value proves not to match: by its length, by which bytes occur in it, and
/// by one pass for all words that patterns and phrase lists require. Sets of operators are bit sets
/// over their numbers. Immutable, shared by all threads.
final class Prefilter implements Screener {
  private static final int MAX_LENGTH = 64;

  /// Words drop most; where there are none, the two rarest groups of bytes do. All masks of all
  /// patterns are thousands, and cost more to try than the patterns they spare (measured: double).
  private static final int MAX_MASKS = 2;

  private final int words;
  private final long[] needsLiteral;
  private final Literals literals;

  /// For each length up to the largest, the operators that need more.
  private final long[][] tooShort;

  private final long[] masks;

  /// For each mask, the operators that need a byte of it.
  private final long[][] needsMask;

  /// From the operators in the order of their numbers.
  Prefilter(List<Operator> operators) {
    words = (operators.size() + 63) / 64;
    needsLiteral = new long[words];
    tooShort = new long[MAX_LENGTH + 1][words];
    Map<Long, long[]> byMask = new LinkedHashMap<>();
    List<List<byte[]>> literalsByOperator = new ArrayList<>();
    for (int i = 0; i < operators.size(); i++) {
      Screen screen = operators.get(i).screen();
      literalsByOperator.add(screen == null ? List.of() : screen.literals());
      if (screen != null) {
        add(screen, i, byMask);
      }
    }
    literals = Literals.of(literalsByOperator);
    masks = byMask.keySet().stream().mapToLong(Long::longValue).toArray();
    needsMask = byMask.values().toArray(long[][]::new);
  }

  private void add(Screen screen, int operator, Map<Long, long[]> byMask) {
    if (!screen.literals().isEmpty()) {
      set(needsLiteral, operator);
    }
    for (int length = 0; length < Math.min(screen.minLength(), MAX_LENGTH + 1); length++) {
      set(tooShort[length], operator);
    }
    if (screen.literals().isEmpty()) {
      screen.masks().stream()
          .sorted(Comparator.comparingInt(Long::bitCount))
          .limit(MAX_MASKS)
          .forEach(mask -> set(byMask.computeIfAbsent(mask, _ -> new long[words]), operator));
    }
  }

  private static void set(long[] bits, int index) {
    bits[index >> 6] |= 1L << index;
  }

  @Override
  public void decide(Bytes value, long[] decided, long[] scratch) {
    Arrays.fill(scratch, 0);
    literals.scan(value.array(), value.from(), value.to(), scratch);
    long[] shorter = tooShort[Math.min(value.length(), MAX_LENGTH)];
    for (int i = 0; i < words; i++) {
      decided[i] |= (needsLiteral[i] & ~scratch[i]) | shorter[i];
    }
    long presence = ByteGroups.presence(value.array(), value.from(), value.to());
    for (int i = 0; i < masks.length; i++) {
      if ((presence & masks[i]) == 0) {
        long[] needing = needsMask[i];
        for (int j = 0; j < words; j++) {
          decided[j] |= needing[j];
        }
      }
    }
  }
}
