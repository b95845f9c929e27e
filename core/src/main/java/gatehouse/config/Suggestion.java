package gatehouse.config;

import java.util.Collection;

/// Finds the name that was probably meant.
final class Suggestion {
  private Suggestion() {}

  /// `; did you mean 'x'?`, or nothing if no name is near.
  static String of(String typed, Collection<String> names) {
    String best = "";
    int bestDistance = Math.min(typed.length(), 40) / 3 + 1;
    for (String name : names) {
      if (typed.length() <= 100 && Math.abs(name.length() - typed.length()) < bestDistance) {
        int distance = distance(typed, name);
        if (distance < bestDistance) {
          bestDistance = distance;
          best = name;
        }
      }
    }
    return best.isEmpty() ? "" : "; did you mean '" + best + "'?";
  }

  /// How many letters to change, add, drop or swap with their neighbour (optimal string alignment).
  private static int distance(String a, String b) {
    int[][] rows = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          rows[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(rows[i - 1][j], rows[i][j - 1]) + 1;
        least = Math.min(least, rows[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          least = Math.min(least, rows[i - 2][j - 2] + 1);
        }
        rows[i][j] = least;
      }
    }
    return rows[a.length()][b.length()];
  }
}
