package gatehouse.seclang.injection;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// What the reading of SQL looks things up in: words and phrases with their types, and the
/// fingerprints of injections. Immutable.
final class SqlTables {
  /// All token types; a type's place here is its code in a packed fingerprint.
  private static final String TYPES = "?KUBETFN1VSO&CA(){}.,:;X\\";

  private static final int BITS = 5;
  static final int MAX_FINGERPRINT = 5;
  private static final int[] CODES = codes();

  private final SortedMap<String, Character> words;
  private final SortedMap<Integer, String> fingerprints;

  private final SqlToken[] entries;
  private final short[] wordSlots;
  private final int[] printSlots;
  private final boolean sparesWords;

  private SqlTables(SortedMap<String, Character> words, SortedMap<Integer, String> fingerprints) {
    this.words = words;
    this.fingerprints = fingerprints;
    this.entries = entries(words);
    this.wordSlots = new short[slots(entries.length)];
    for (int i = 0; i < entries.length; i++) {
      int slot = entries[i].textHash() & (wordSlots.length - 1);
      while (wordSlots[slot] != 0) {
        slot = (slot + 1) & (wordSlots.length - 1);
      }
      wordSlots[slot] = (short) (i + 1);
    }
    this.printSlots = new int[slots(fingerprints.size())];
    for (int packed : fingerprints.keySet()) {
      int slot = printSlot(packed);
      while (printSlots[slot] != 0) {
        slot = (slot + 1) & (printSlots.length - 1);
      }
      printSlots[slot] = packed;
    }
    this.sparesWords = fingerprints.values().stream().allMatch(SqlTables::needsMoreThanWords);
  }

  /// Tables of words and phrases (in upper case, one blank between words) and fingerprints.
  static SqlTables of(Map<String, Character> words, Set<String> fingerprints) {
    SortedMap<Integer, String> packed = new TreeMap<>();
    for (String fingerprint : fingerprints) {
      packed.put(pack(fingerprint), fingerprint);
    }
    return new SqlTables(new TreeMap<>(words), packed);
  }

  /// The tables that the build made.
  static SqlTables built() {
    try (InputStream in = SqlTables.class.getResourceAsStream("sql.tables")) {
      if (in == null) {
        throw new IllegalStateException("sql.tables is missing: the build makes it");
      }
      return read(new DataInputStream(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static SqlTables read(DataInputStream in) throws IOException {
    Map<String, Character> words = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      char type = (char) in.readByte();
      words.put(text(in), type);
    }
    Set<String> fingerprints = new TreeSet<>();
    for (int left = in.readInt(); left > 0; left--) {
      fingerprints.add(text(in));
    }
    return of(words, fingerprints);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(words.size());
    for (Map.Entry<String, Character> word : words.entrySet()) {
      out.writeByte(word.getValue());
      text(out, word.getKey());
    }
    out.writeInt(fingerprints.size());
    for (String fingerprint : fingerprints.values()) {
      text(out, fingerprint);
    }
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII);
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    out.writeByte(text.length());
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /// The type of the token's text, NONE when no word has it; notes whether phrases begin with it.
  int lookUp(SqlToken token) {
    int mask = wordSlots.length - 1;
    for (int slot = token.textHash() & mask; ; slot = (slot + 1) & mask) {
      int number = wordSlots[slot];
      if (number == 0) {
        return SqlToken.NONE;
      }
      SqlToken entry = entries[number - 1];
      if (entry.sameText(token)) {
        token.opensPhrase = entry.opensPhrase;
        return entry.type;
      }
    }
  }

  boolean isInjection(int packed) {
    for (int slot = printSlot(packed); ; slot = (slot + 1) & (printSlots.length - 1)) {
      if (printSlots[slot] == packed) {
        return true;
      }
      if (printSlots[slot] == 0) {
        return false;
      }
    }
  }

  /// Whether no fingerprint is one that [SqlBytes#isNumberAndWord] allows: a single token, a pair
  /// that is not refused for having been just two tokens, or numbers and dots.
  boolean sparesWords() {
    return sparesWords;
  }

  Set<String> fingerprints() {
    return Set.copyOf(fingerprints.values());
  }

  /// A fingerprint with one more token behind it.
  static int pack(int packed, int type) {
    return packed << BITS | CODES[type];
  }

  static int pack(String fingerprint) {
    int packed = 0;
    for (int i = 0; i < fingerprint.length(); i++) {
      packed = pack(packed, fingerprint.charAt(i));
    }
    return packed;
  }

  private static boolean needsMoreThanWords(String fingerprint) {
    boolean numbers = fingerprint.chars().allMatch(type -> type == '1' || type == '.');
    return switch (fingerprint.length()) {
      case 1 -> fingerprint.equals("X");
      case 2 -> "UCc".indexOf(fingerprint.charAt(1)) >= 0;
      default -> !numbers;
    };
  }

  private int printSlot(int packed) {
    return (packed * 0x9e3779b9 >>> 15) & (printSlots.length - 1);
  }

  /// Room so that at least half of the slots stay empty.
  private static int slots(int entries) {
    return Integer.highestOneBit(Math.max(entries, 1) * 2) << 1;
  }

  /// The words, and what phrases begin with, as tokens.
  private static SqlToken[] entries(SortedMap<String, Character> words) {
    SortedMap<String, SqlToken> entries = new TreeMap<>();
    words.forEach((word, type) -> entries.put(word, entry(word, type)));
    for (String phrase : words.keySet()) {
      for (int blank = phrase.indexOf(' '); blank > 0; blank = phrase.indexOf(' ', blank + 1)) {
        String start = phrase.substring(0, blank);
        SqlToken known = entries.get(start);
        if (known == null && start.indexOf(' ') < 0) {
          known = entry(start, 'n');
          entries.put(start, known);
        }
        if (known != null) {
          known.opensPhrase = true;
        }
      }
    }
    return entries.values().toArray(SqlToken[]::new);
  }

  private static SqlToken entry(String word, char type) {
    byte[] bytes = word.getBytes(StandardCharsets.US_ASCII);
    if (bytes.length > SqlToken.MAX_TEXT) {
      throw new IllegalArgumentException("longer than a token keeps: " + word);
    }
    SqlToken entry = new SqlToken();
    entry.set(type, bytes, 0, bytes.length);
    return entry;
  }

  private static int[] codes() {
    int[] codes = new int[128];
    for (int i = 0; i < TYPES.length(); i++) {
      char type = TYPES.charAt(i);
      codes[type] = i + 1;
      codes[Character.toLowerCase(type)] = i + 1;
    }
    return codes;
  }
}
