package gatehouse.seclang.operator;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.Bytes;
import java.util.Arrays;
import java.util.List;

/// Builds the automaton of [Phrases]: a trie whose missing edges are filled from the longest suffix
/// that is also a prefix, breadth first.
final class PhraseBuilder {
  private final List<Bytes> phrases;
  private final byte[] classes = new byte[256];
  private final int width;
  private int[] next;
  private int[] ends;
  private int states = 1;

  PhraseBuilder(List<Bytes> phrases) {
    this.phrases = phrases;
    this.width = assignClasses();
    this.next = new int[width * 64];
    this.ends = new int[64];
    Arrays.fill(ends, -1);
  }

  byte[] classes() {
    return classes;
  }

  int width() {
    return width;
  }

  int[] next() {
    return next;
  }

  int[] ends() {
    return ends;
  }

  Phrases build() {
    for (int i = 0; i < phrases.size(); i++) {
      insert(phrases.get(i), i);
    }
    connect();
    next = Arrays.copyOf(next, states * width);
    ends = Arrays.copyOf(ends, states);
    return Phrases.of(phrases, this);
  }

  /// Bytes that no phrase holds share class 0; both cases of a letter are one class. At most 231,
  /// so that a class fits an unsigned byte.
  private int assignClasses() {
    int count = 1;
    for (Bytes phrase : phrases) {
      for (int i = 0; i < phrase.length(); i++) {
        int c = Ascii.lower(phrase.at(i));
        if (classes[c] == 0) {
          classes[c] = (byte) count;
          classes[Ascii.upper(c)] = (byte) count;
          count++;
        }
      }
    }
    return count;
  }

  private void insert(Bytes phrase, int index) {
    int state = 0;
    for (int i = 0; i < phrase.length(); i++) {
      int edge = state * width + (classes[phrase.at(i)] & 0xff);
      if (next[edge] == 0) {
        addState();
        next[edge] = states - 1;
      }
      state = next[edge];
    }
    if (state != 0 && ends[state] < 0) {
      ends[state] = index;
    }
  }

  private void addState() {
    states++;
    if (states > ends.length) {
      int old = ends.length;
      ends = Arrays.copyOf(ends, old * 2);
      Arrays.fill(ends, old, ends.length, -1);
      next = Arrays.copyOf(next, ends.length * width);
    }
  }

  private void connect() {
    int[] suffix = new int[states];
    int[] queue = new int[states];
    int head = 0;
    int tail = 0;
    for (int c = 0; c < width; c++) {
      if (next[c] != 0) {
        queue[tail++] = next[c];
      }
    }
    while (head < tail) {
      int state = queue[head++];
      if (ends[state] < 0) {
        ends[state] = ends[suffix[state]];
      }
      for (int c = 0; c < width; c++) {
        int edge = state * width + c;
        int fallback = next[suffix[state] * width + c];
        if (next[edge] == 0) {
          next[edge] = fallback;
        } else {
          suffix[next[edge]] = fallback;
          queue[tail++] = next[edge];
        }
      }
    }
  }
}
