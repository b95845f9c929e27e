package gatehouse.regex;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A list of words or phrases to look for in a text in one pass, however many they are (the
/// firewall's `@pm`, `@pmFromFile`). Immutable, shared by all threads.
public final class WordList {

  /// The lists of a rule set have a hundred thousand nodes together, nearly all far from the root.
  private static final int MAX_CELLS = 1 << 15;

  /// A word found.
  ///
  /// @param word its place in the list
  /// @param start offset of its first byte in the array
  /// @param end offset behind its last byte
  public record Hit(int word, int start, int end) {}

  private final WordAutomaton automaton;
  private final int[] lengths;

  private WordList(WordAutomaton automaton, int[] lengths) {
    this.automaton = automaton;
    this.lengths = lengths;
  }

  /// Compiles the words; none may be empty. With `ignoreCase` ASCII letters match both cases.
  public static WordList of(List<byte[]> words, boolean ignoreCase) {
    int[] lengths = words.stream().mapToInt(word -> word.length).toArray();
    return new WordList(new WordAutomaton(words, ignoreCase, MAX_CELLS), lengths);
  }

  /// True when one of the words occurs.
  public boolean find(byte[] text, int from, int to) {
    long place = automaton.advance(text, from, to, 0);
    return WordAutomaton.node(place) >= automaton.trie.accepting;
  }

  /// The word that ends first, the longest if several end there; null when none occurs.
  public @Nullable Hit first(byte[] text, int from, int to) {
    WordTrie trie = automaton.trie;
    long place = automaton.advance(text, from, to, 0);
    int node = WordAutomaton.node(place);
    if (node < trie.accepting) {
      return null;
    }
    int word = trie.words[node - trie.accepting];
    if (word < 0) {
      word = trie.words[trie.shorter[node - trie.accepting] - trie.accepting];
    }
    int end = WordAutomaton.at(place);
    return new Hit(word, end - lengths[word], end);
  }

  /// Memory in bytes, about.
  public long bytes() {
    return automaton.bytes() + 4L * lengths.length;
  }
}
