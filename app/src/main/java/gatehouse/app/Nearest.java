package gatehouse.app;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Finds the name that a mistyped one was meant to be.
final class Nearest {
  private Nearest() {}

  /// `; did you mean 'NAME'?` for the candidate closest to the name, or nothing if none is close.
  static String hint(String name, Collection<String> candidates) {
    String nearest = of(name, candidates);
    return nearest == null ? "" : "; did you mean '" + nearest + "'?";
  }

  /// The candidate with the fewest changed letters, if they are no more than a third of the name.
  static @Nullable String of(String name, Collection<String> candidates) {
    String best = null;
    int least = Math.max(2, name.length() / 3) + 1;
    for (String candidate : candidates) {
      int distance = distance(name, candidate);
      if (distance < least) {
        best = candidate;
        least = distance;
      }
    }
    return best;
  }

  /// Letters inserted, deleted, replaced, or swapped with their neighbour.
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(a, b, i, j, cost);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int cheapest(String a, String b, int i, int j, int[][] cost) {
    int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int least = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
  }
}
