package gatehouse.plugin.log.lua;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a chunk may name. Anything beyond it is found when the configuration is loaded, so that no
/// field is silently missing later. The sandbox does not depend on this: it simply lacks the rest.
final class Vocabulary {
  /// Comments and texts, which may hold any word. Configuration only: the operator's own text.
  private static final Pattern TEXTS =
      Pattern.compile(
          "--\\[\\[.*?]]|--[^\\n]*|\\[\\[.*?]]|\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'",
          Pattern.DOTALL);

  private static final Pattern KONG = Pattern.compile("\\bkong(?:\\s*\\.\\s*\\w+)*");
  private static final Pattern WORD = Pattern.compile("\\w+");

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

  private Vocabulary() {}

  /// What a chunk names that is not there, in words; null if nothing.
  static @Nullable String complaint(String chunk) {
    String code = TEXTS.matcher(chunk).replaceAll(" '' ");
    Matcher kong = KONG.matcher(code);
    while (kong.find()) {
      String name = kong.group().replaceAll("\\s", "");
      if (!Pdk.isKnown(name)) {
        return name + " is not available here";
      }
    }
    Matcher word = WORD.matcher(code);
    while (word.find()) {
      if (ABSENT.contains(word.group())) {
        return word.group() + " is not available here";
      }
    }
    return null;
  }
}
