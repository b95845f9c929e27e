package gatehouse.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Finds the entries of a list by a text of each, in constant time however many there are. Several
/// may have the same text, and one may have none. It holds positions and no texts, 8 to 12 bytes an
/// entry where a map takes about 50. Immutable, so long as the list is.
public final class TextIndex<E> {
  private static final int NONE = -1;

  private final List<? extends E> entries;
  private final Function<? super E, @Nullable String> textOf;
  private final int[] first;
  private final int[] next;

  /// @param textOf what an entry is found by; null if it is not
  public TextIndex(List<? extends E> entries, Function<? super E, @Nullable String> textOf) {
    this.entries = entries;
    this.textOf = textOf;
    int count = entries.size();
    first = new int[Integer.highestOneBit(Math.max(1, count - 1)) * 2];
    next = new int[count];
    Arrays.fill(first, NONE);
    // The last comes first, so that those which share a text are found in the list's order.
    for (int i = count - 1; i >= 0; i--) {
      String text = textOf.apply(entries.get(i));
      if (text != null) {
        int bucket = bucket(text);
        next[i] = first[bucket];
        first[bucket] = i;
      }
    }
  }

  /// The first entry with that text; null if there is none.
  public @Nullable E find(String text) {
    for (int i = first[bucket(text)]; i != NONE; i = next[i]) {
      E entry = entries.get(i);
      if (text.equals(textOf.apply(entry))) {
        return entry;
      }
    }
    return null;
  }

  /// All entries with that text, in the list's order.
  public List<E> all(String text) {
    List<E> all = new ArrayList<>();
    for (int i = first[bucket(text)]; i != NONE; i = next[i]) {
      E entry = entries.get(i);
      if (text.equals(textOf.apply(entry))) {
        all.add(entry);
      }
    }
    return all;
  }

  private int bucket(String text) {
    int hash = text.hashCode();
    return (hash ^ hash >>> 16) & first.length - 1;
  }
}
