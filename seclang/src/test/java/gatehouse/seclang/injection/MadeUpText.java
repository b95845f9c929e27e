package gatehouse.seclang.injection;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes texts up by a grammar, at random: one rule a line, `name = this ¦ that`, with `{name}` for
/// what another rule makes. A text too deep ends with each rule's first alternative.
final class MadeUpText {
  private static final Pattern REFERENCE = Pattern.compile("\\{([A-Za-z]+)\\}");
  private static final int DEEP = 9;

  /// What an alternative consists of: texts at even places, names of rules at odd ones.
  private record Alternative(List<String> pieces) {}

  private final Map<String, List<Alternative>> rules = new HashMap<>();
  private final Random random;

  /// Reads the grammar of that name beside this class.
  MadeUpText(String name, long seed) throws IOException {
    random = new Random(seed);
    try (InputStream in = Objects.requireNonNull(MadeUpText.class.getResourceAsStream(name))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().filter(l -> !l.isEmpty() && !l.startsWith("#")).toList()) {
        int equals = line.indexOf(" = ");
        List<Alternative> alternatives = new ArrayList<>();
        for (String alternative : line.substring(equals + 3).split("¦", -1)) {
          alternatives.add(alternative(alternative.strip()));
        }
        rules.put(line.substring(0, equals), alternatives);
      }
    }
  }

  /// A backslash makes the character behind it stand for itself, or for a control character.
  private static Alternative alternative(String text) {
    List<String> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    Matcher reference = REFERENCE.matcher(text);
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
        piece.append(escaped(text.charAt(i)));
      } else if (reference.region(i, text.length()).lookingAt()) {
        pieces.add(piece.toString());
        pieces.add(reference.group(1));
        piece.setLength(0);
        i = reference.end() - 1;
      } else {
        piece.append(text.charAt(i));
      }
    }
    pieces.add(piece.toString());
    return new Alternative(pieces);
  }

  private static char escaped(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case '0' -> '\0';
      case '1' -> '\1';
      default -> c;
    };
  }

  Random random() {
    return random;
  }

  /// A text of the rule `sample`.
  String next() {
    StringBuilder out = new StringBuilder();
    add("sample", out, 0);
    return out.toString();
  }

  private void add(String name, StringBuilder out, int depth) {
    List<Alternative> rule =
        Objects.requireNonNull(rules.get(name), () -> "the grammar has no rule " + name);
    List<String> pieces = rule.get(depth > DEEP ? 0 : random.nextInt(rule.size())).pieces;
    for (int i = 0; i < pieces.size(); i++) {
      if (i % 2 == 0) {
        out.append(pieces.get(i));
      } else {
        add(pieces.get(i), out, depth + 1);
      }
    }
  }

  /// One of several.
  String oneOf(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
