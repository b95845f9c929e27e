package gatehouse.seclang.parse;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Cuts a logical line into the directive's name and its arguments: at white space, except inside
/// single or double quotes. Of the escapes only that of the quote itself is undone, so that a
/// regular expression arrives as written; a backslash before a backslash does not escape what
/// follows.
final class Words {
  private final Text line;
  private final Faults faults;
  private int at;

  Words(Text line, Faults faults) {
    this.line = line;
    this.faults = faults;
  }

  /// The words, or null when a quote stays open: then nothing else of the line can be trusted.
  @Nullable List<Text> split() {
    List<Text> words = new ArrayList<>();
    while (true) {
      skipBlanks();
      if (at == line.length()) {
        return words;
      }
      char c = line.at(at);
      Text word = c == '"' || c == '\'' ? quoted(c) : plain();
      if (word == null) {
        return null;
      }
      words.add(word);
    }
  }

  private void skipBlanks() {
    while (at < line.length() && Text.isBlank(line.at(at))) {
      at++;
    }
  }

  private @Nullable Text quoted(char quote) {
    int open = at;
    for (at = open + 1; at < line.length(); at++) {
      if (line.at(at) == '\\') {
        at++;
      } else if (line.at(at) == quote) {
        at++;
        return line.slice(open + 1, at - 1).unescape(quote);
      }
    }
    faults.error(line.position(open), "the quote " + quote + " that opens here is never closed");
    return null;
  }

  /// A word without quotes around it; quotes inside, as in `ARGS:'/a b/'`, keep blanks together.
  private @Nullable Text plain() {
    int from = at;
    while (at < line.length() && !Text.isBlank(line.at(at))) {
      if (line.at(at) == '\'' && line.peek(at - 1) == ':') {
        int close = line.indexOf('\'', at + 1);
        if (close < 0) {
          faults.error(line.position(at), "the quote ' that opens here is never closed");
          return null;
        }
        at = close;
      }
      at++;
    }
    return line.slice(from, at);
  }
}
