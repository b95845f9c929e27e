package gatehouse.seclang.rule;

import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.text.KeyedHash;
import org.jspecify.annotations.Nullable;

/// Remembers which tests came out true for a byte string. Names, headers and enumerations come with
/// every request; the same texts need not be looked at again. A text is known by all its bytes, or
/// by its [KeyedHash], which nobody can make another text of and which keeps no secret. A fixed
/// number of places, two for each text, where the newest wins; threads share them without a lock,
/// since an entry is immutable.
final class Verdicts {
  private static final int PLACES = 1 << 14;

  /// Longer texts seldom come again.
  private static final int MAX_LENGTH = 128;

  /// But a client sends its cookies, tokens and names with each request.
  private static final int MAX_FIELD_LENGTH = 2_048;

  /// What is known of one text.
  static final class Entry {
    private final int hash;
    private final Object text;

    /// The tests whose outcome is known. Never written to.
    final long[] known;

    /// Those of them that are true, null when none is. Never written to.
    final long @Nullable [] hits;

    Entry(int hash, Object text, long[] known, long @Nullable [] hits) {
      this.hash = hash;
      this.text = text;
      this.known = known;
      this.hits = hits;
    }

    private boolean isOf(int wanted, Object name) {
      return hash == wanted && text.equals(name);
    }
  }

  private final @Nullable Entry[] entries = new Entry[PLACES];

  /// What was seen once: only a text that comes again is worth keeping.
  private final int[] seen = new int[PLACES];

  /// What a text is known by; null when it is not to be remembered.
  static @Nullable Object name(Bytes text, boolean isField) {
    if (isField) {
      return text.length() > MAX_FIELD_LENGTH ? null : KeyedHash.of(text);
    }
    return text.length() > MAX_LENGTH ? null : text;
  }

  /// What is known of a text by its name, null when nothing is.
  @Nullable Entry find(Object name) {
    int hash = name.hashCode();
    int place = place(hash) & ~1;
    Entry newer = entries[place];
    if (newer == null || newer.isOf(hash, name)) {
      return newer;
    }
    Entry older = entries[place + 1];
    return older != null && older.isOf(hash, name) ? older : null;
  }

  void add(Object name, long[] known, long @Nullable [] hits) {
    int hash = name.hashCode();
    int place = place(hash);
    if (seen[place] != hash) {
      seen[place] = hash;
      return;
    }
    place &= ~1;
    Entry newer = entries[place];
    if (newer != null && !newer.isOf(hash, name)) {
      entries[place + 1] = newer;
    }
    Object text = name instanceof Bytes bytes ? bytes.compact() : name;
    entries[place] = new Entry(hash, text, known, hits);
  }

  private static int place(int hash) {
    int mixed = hash * 0x85EB_CA6B;
    return (mixed ^ mixed >>> 15) & PLACES - 1;
  }
}
