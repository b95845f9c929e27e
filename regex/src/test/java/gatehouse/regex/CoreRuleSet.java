package gatehouse.regex;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The patterns of the OWASP Core Rule Set and the strings of its regression tests, read from
/// `../shared/data` beside the project where that is present.
final class CoreRuleSet {

  private static final Pattern OPERATOR = Pattern.compile("\"!?@rx ((?:[^\"\\\\]|\\\\.)*+)\"");
  private static final Pattern STRING = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*+)\"");
  private static final Pattern PERCENT = Pattern.compile("%([0-9a-fA-F]{2})");

  private CoreRuleSet() {}

  static Path data() {
    Path root = Path.of("").toAbsolutePath();
    while (root.getParent() != null && !Files.exists(root.resolve("CONTRIBUTING.md"))) {
      if (Files.exists(root.resolveSibling("shared/data"))) {
        break;
      }
      root = root.getParent();
    }
    return root.resolveSibling("shared/data");
  }

  /// The distinct `@rx` patterns.
  static List<String> patterns() throws IOException {
    Set<String> patterns = new LinkedHashSet<>();
    for (Path file : files("crs/rules", ".conf")) {
      String rules = Files.readString(file, UTF_8).replaceAll("(?m)^\\s*#.*$", "");
      Matcher matcher = OPERATOR.matcher(rules.replace("\\\n", ""));
      while (matcher.find()) {
        patterns.add(matcher.group(1).replace("\\\"", "\""));
      }
    }
    return List.copyOf(patterns);
  }

  /// The distinct strings of the regression tests, as written and percent-decoded.
  static List<byte[]> texts() throws IOException {
    Set<String> texts = new LinkedHashSet<>();
    for (Path file : files("crs-ftw/tests", ".json")) {
      Matcher matcher = STRING.matcher(Files.readString(file, UTF_8));
      while (matcher.find()) {
        String text = unescape(matcher.group(1));
        texts.add(text);
        texts.add(decode(text.replace('+', ' ')));
      }
    }
    return texts.stream()
        .filter(text -> text.length() < 2_000)
        .map(text -> text.getBytes(UTF_8))
        .toList();
  }

  private static List<Path> files(String folder, String end) throws IOException {
    if (!Files.isDirectory(data().resolve(folder))) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(data().resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
    }
  }

  private static String unescape(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        plain.append(c);
        continue;
      }
      char next = text.charAt(++i);
      switch (next) {
        case 'n' -> plain.append('\n');
        case 'r' -> plain.append('\r');
        case 't' -> plain.append('\t');
        case 'u' -> {
          plain.append((char) Integer.parseInt(text.substring(i + 1, i + 5), 16));
          i += 4;
        }
        default -> plain.append(next);
      }
    }
    return plain.toString();
  }

  private static String decode(String text) {
    return PERCENT
        .matcher(text)
        .replaceAll(hit ->
            Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(hit.group(1), 16))));
  }

  /// Copies of texts with a few bytes changed, dropped or doubled.
  static List<byte[]> mutants(List<byte[]> texts, RandomGenerator random) {
    List<byte[]> mutants = new ArrayList<>();
    for (byte[] text : texts) {
      StringBuilder changed = new StringBuilder(new String(text, ISO_8859_1));
      for (int i = 0; i < 2 && !changed.isEmpty(); i++) {
        int at = random.nextInt(changed.length());
        switch (random.nextInt(4)) {
          case 0 -> changed.setCharAt(at, (char) random.nextInt(256));
          case 1 -> changed.deleteCharAt(at);
          case 2 -> changed.insert(at, changed.charAt(at));
          default -> changed.append('\n');
        }
      }
      mutants.add(changed.toString().getBytes(ISO_8859_1));
    }
    return mutants;
  }
}
