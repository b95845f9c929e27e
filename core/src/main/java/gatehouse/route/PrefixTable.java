package gatehouse.route;

import java.util.List;

/// The path prefixes of a host, none of them empty, numbered in the order of their best candidate.
/// Hosts with the same prefixes share one.
final class PrefixTable {
  private final int[] lengths;
  private final TextTable table;

  PrefixTable(List<String> prefixes) {
    lengths = prefixes.stream().mapToInt(String::length).distinct().sorted().toArray();
    table = new TextTable(prefixes, false);
  }

  /// How many lengths the prefixes have.
  int lengths() {
    return lengths.length;
  }

  /// One of the lengths, in ascending order.
  int length(int index) {
    return lengths[index];
  }

  /// The number of the prefix of a path that has a length, or [TextTable#ABSENT].
  ///
  /// @param hash of that many characters of the path
  int find(String path, int length, int hash) {
    return table.find(hash, path, 0, length);
  }

  /// The lowest number of all prefixes of a path, or [TextTable#ABSENT] if there is none or it
  /// takes a closer look to say.
  ///
  /// Of prefixes with one hash the table gives the lowest number. So no prefix of the path has a
  /// lower number than the guess; if the guess is none, that is seen in the end.
  int lowest(String path) {
    int lowest = TextTable.ABSENT;
    int hash = 0;
    int fed = 0;
    for (int length : lengths) {
      if (length > path.length()) {
        break;
      }
      while (fed < length) {
        hash = TextTable.feed(hash, path.charAt(fed++));
      }
      int guess = table.guess(hash);
      lowest = lowest < 0 || guess >= 0 && guess < lowest ? guess : lowest;
    }
    return lowest >= 0 && table.stands(lowest, path, 0) ? lowest : TextTable.ABSENT;
  }
}
