package gatehouse.plugin.inspect.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Ranges of code points as a pattern over the bytes of their UTF-8 form.
final class Utf8Ranges {
  private static final int LAST = 0x10FFFF;

  /// The last code points that need one, two, three and four bytes.
  private static final int[] LAST_OF_LENGTH = {0x7F, 0x7FF, 0xFFFF, LAST};

  private record Range(int from, int to) {}

  private final List<Range> ranges = new ArrayList<>();

  Utf8Ranges add(int from, int to) {
    ranges.add(new Range(from, to));
    return this;
  }

  Utf8Ranges addAll(Utf8Ranges others) {
    ranges.addAll(others.ranges);
    return this;
  }

  /// All code points that these ranges leave out.
  Utf8Ranges others() {
    Utf8Ranges others = new Utf8Ranges();
    int next = 0;
    for (Range range : sorted()) {
      if (range.from > next) {
        others.add(next, range.from - 1);
      }
      next = range.to + 1;
    }
    return next <= LAST ? others.add(next, LAST) : others;
  }

  private List<Range> sorted() {
    ranges.sort((a, b) -> Integer.compare(a.from, b.from));
    List<Range> merged = new ArrayList<>();
    for (Range range : ranges) {
      int last = merged.size() - 1;
      if (last >= 0 && range.from <= merged.get(last).to + 1) {
        Range before = merged.get(last);
        merged.set(last, new Range(before.from, Math.max(before.to, range.to)));
      } else {
        merged.add(range);
      }
    }
    return merged;
  }

  /// One item of a pattern that matches each of the code points; one that matches nothing if there
  /// are none.
  String pattern() {
    StringBuilder single = new StringBuilder();
    List<List<String>> longer = new ArrayList<>();
    for (Range range : sorted()) {
      if (range.from <= 0x7F) {
        single.append(bytes(range.from, Math.min(range.to, 0x7F)));
      }
      split(Math.max(range.from, 0x80), range.to, longer);
    }
    List<String> branches = new ArrayList<>();
    if (!single.isEmpty()) {
      branches.add("[" + single + "]");
    }
    if (!longer.isEmpty()) {
      branches.add(tree(longer, 0));
    }
    return branches.isEmpty() ? "[^\\x00-\\xFF]" : "(?:" + String.join("|", branches) + ")";
  }

  /// Sequences that begin alike share their beginning, and those that end at the same place become
  /// one class: the letters of all languages fit in a tenth of the space.
  private static String tree(List<List<String>> sequences, int depth) {
    Map<String, List<List<String>>> byFirst = new LinkedHashMap<>();
    StringBuilder last = new StringBuilder();
    for (List<String> sequence : sequences) {
      if (depth == sequence.size() - 1) {
        last.append(sequence.get(depth));
      } else {
        byFirst.computeIfAbsent(sequence.get(depth), _ -> new ArrayList<>()).add(sequence);
      }
    }
    Map<String, String> byRest = new LinkedHashMap<>();
    byFirst.forEach((first, rest) -> byRest.merge(tree(rest, depth + 1), first, String::concat));
    List<String> branches = new ArrayList<>();
    if (!last.isEmpty()) {
      branches.add("[" + last + "]");
    }
    byRest.forEach((rest, first) -> branches.add("[" + first + "]" + rest));
    return branches.size() == 1 ? branches.getFirst() : "(?:" + String.join("|", branches) + ")";
  }

  /// Cuts a range until each part is one range of bytes at each place.
  private static void split(int from, int to, List<List<String>> parts) {
    if (from > to) {
      return;
    }
    for (int last : LAST_OF_LENGTH) {
      if (from <= last && last < to) {
        split(from, last, parts);
        split(last + 1, to, parts);
        return;
      }
    }
    for (int shift = 6; shift < 24; shift += 6) {
      int mask = (1 << shift) - 1;
      if ((from | mask) != (to | mask)) {
        if ((from & mask) != 0) {
          split(from, from | mask, parts);
          split((from | mask) + 1, to, parts);
          return;
        }
        if ((to & mask) != mask) {
          split(from, (to & ~mask) - 1, parts);
          split(to & ~mask, to, parts);
          return;
        }
      }
    }
    parts.add(sequence(from, to));
  }

  /// The members of a class for each byte.
  private static List<String> sequence(int from, int to) {
    int length = 1;
    while (from > LAST_OF_LENGTH[length - 1]) {
      length++;
    }
    List<String> sequence = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      sequence.add(bytes(octet(from, length, i), octet(to, length, i)));
    }
    return sequence;
  }

  /// The byte at an index of a code point's UTF-8 form of a length (RFC 3629, section 3).
  private static int octet(int point, int length, int index) {
    int bits = point >>> (6 * (length - 1 - index));
    if (index > 0) {
      return 0x80 | bits & 0x3F;
    }
    return length == 1 ? bits : (0xF00 >>> length & 0xFF) | bits;
  }

  private static String bytes(int low, int high) {
    return low == high ? hex(low) : hex(low) + "-" + hex(high);
  }

  private static String hex(int octet) {
    return String.format("\\x%02X", octet);
  }
}
