package gatehouse.plugin.log.lua;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a chunk may name. Anything beyond it is found when the configuration is loaded, so that no
/// field is silently missing later. The sandbox does not depend on this: it simply lacks the rest.
final class Vocabulary {
  private static final Set<String> ABSENT =
      Set.of(
          "ngx",
          "require",
          "os",
          "io",
          "package",
          "debug",
          "coroutine",
          "load",
          "loadstring",
          "loadfile",
          "dofile",
          "getmetatable",
          "setmetatable",
          "rawget",
          "rawset",
          "collectgarbage",
          "pcall",
          "xpcall",
          "print",
          "dump",
          "find",
          "match",
          "gmatch",
          "gsub");

  private final String chunk;
  private int at;

  private Vocabulary(String chunk) {
    this.chunk = chunk;
  }

  /// What a chunk names that is not there, in words; null if nothing.
  static @Nullable String complaint(String chunk) {
    List<String> names = new Vocabulary(chunk).names();
    for (String name : names) {
      if (name.equals("kong") || name.startsWith("kong.")) {
        if (!Pdk.isKnown(name)) {
          return name + " is not available here";
        }
        continue;
      }
      for (String word : name.split("\\.")) {
        if (ABSENT.contains(word)) {
          return word + " is not available here";
        }
      }
    }
    return null;
  }

  /// The dotted names of a chunk, texts and comments left out.
  private List<String> names() {
    List<String> names = new ArrayList<>();
    StringBuilder name = new StringBuilder();
    while (at < chunk.length()) {
      char c = chunk.charAt(at);
      if (isWord(c)) {
        int from = at;
        while (at < chunk.length() && isWord(chunk.charAt(at))) {
          at++;
        }
        if (!name.isEmpty() && name.charAt(name.length() - 1) != '.') {
          names.add(name.toString());
          name.setLength(0);
        }
        name.append(chunk, from, at);
      } else if (Character.isWhitespace(c)) {
        at++;
      } else if (c == '.' && !name.isEmpty()) {
        name.append('.');
        at++;
      } else {
        names.add(name.toString());
        name.setLength(0);
        skip(c);
      }
    }
    names.add(name.toString());
    return names;
  }

  private static boolean isWord(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  private void skip(char c) {
    if (chunk.startsWith("--[[", at)) {
      skipTo("]]", at + 4);
    } else if (chunk.startsWith("--", at)) {
      skipTo("\n", at + 2);
    } else if (chunk.startsWith("[[", at)) {
      skipTo("]]", at + 2);
    } else if (c == '"' || c == '\'') {
      skipText(c);
    } else {
      at++;
    }
  }

  private void skipTo(String end, int from) {
    int found = chunk.indexOf(end, from);
    at = found < 0 ? chunk.length() : found + end.length();
  }

  private void skipText(char quote) {
    at++;
    while (at < chunk.length() && chunk.charAt(at) != quote) {
      at += chunk.charAt(at) == '\\' ? 2 : 1;
    }
    at++;
  }
}
