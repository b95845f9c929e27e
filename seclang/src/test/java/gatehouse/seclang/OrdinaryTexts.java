package gatehouse.seclang;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Long texts as people and programs send them, each of the asked length, the same every time.
/// Prose, code and markup are this project's own.
final class OrdinaryTexts {

  /// What there is.
  enum Kind {
    PROSE,
    WORDS,
    LETTERS,
    CODE,
    MARKDOWN,
    HTML,
    LOG,
    CSV,
    NUMBERS,
    JSON,
    BASE64,
    HEX
  }

  private static final List<Path> DOCS = files("docs", ".md");
  private static final List<Path> SOURCES = files("seclang/src/main/java", ".java");
  private static final String[] WORDS = words();

  private final Random random = new Random(11);

  private OrdinaryTexts() {}

  static String of(Kind kind, int length) {
    OrdinaryTexts texts = new OrdinaryTexts();
    return switch (kind) {
      case PROSE -> repeated(length, texts::sentence);
      case WORDS -> repeated(length, () -> texts.word() + " ");
      case LETTERS -> repeated(length, () -> texts.letters() + " ");
      case CODE -> shuffled(length, SOURCES, texts.random);
      case MARKDOWN -> shuffled(length, DOCS, texts.random);
      case HTML -> repeated(length, texts::paragraph);
      case LOG -> repeated(length, texts::logLine);
      case CSV -> repeated(length, texts::row);
      case NUMBERS -> repeated(length, () -> texts.random.nextInt(100_000) + ",");
      case JSON -> repeated(length, texts::object);
      case BASE64 -> Base64.getEncoder().encodeToString(texts.bytes(length)).substring(0, length);
      case HEX -> HexFormat.of().formatHex(texts.bytes(length / 2 + 1)).substring(0, length);
    };
  }

  private static String repeated(int length, Supplier<String> part) {
    StringBuilder text = new StringBuilder(length + 1_000);
    while (text.length() < length) {
      text.append(part.get());
    }
    return text.substring(0, length);
  }

  /// Whole files in any order, so that no two stretches are the same for long.
  private static String shuffled(int length, List<Path> files, Random random) {
    return repeated(length, () -> read(files.get(random.nextInt(files.size()))));
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private String word() {
    return WORDS[random.nextInt(WORDS.length)];
  }

  private String letters() {
    StringBuilder text = new StringBuilder();
    for (int i = 2 + random.nextInt(9); i > 0; i--) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  private String sentence() {
    StringBuilder text = new StringBuilder(word());
    text.setCharAt(0, Character.toUpperCase(text.charAt(0)));
    for (int i = 4 + random.nextInt(16); i > 0; i--) {
      text.append(random.nextInt(9) == 0 ? ", " : " ").append(word());
    }
    return text.append(random.nextInt(12) == 0 ? "?\n" : ". ").toString();
  }

  private String paragraph() {
    return "<p class=\"" + word() + "\">" + sentence() + "<b>" + word() + "</b> " + word() + "</p>";
  }

  private String logLine() {
    return "2026-11-27T04:%02d:%02d.%03dZ INFO [worker-%d] %s request=%08x took %d ms\n"
        .formatted(
            random.nextInt(60),
            random.nextInt(60),
            random.nextInt(1_000),
            random.nextInt(16),
            word() + "." + word(),
            random.nextInt(),
            random.nextInt(900));
  }

  private String row() {
    return word()
        + ","
        + random.nextInt(10_000)
        + ",\""
        + word()
        + " "
        + word()
        + "\",2026-11-"
        + (10 + random.nextInt(20))
        + ","
        + random.nextInt(100)
        + "."
        + random.nextInt(100)
        + "\n";
  }

  private String object() {
    return "{\"id\":"
        + random.nextInt(100_000)
        + ",\"name\":\""
        + word()
        + " "
        + word()
        + "\",\"tags\":[\""
        + word()
        + "\",\""
        + word()
        + "\"],\"on\":true}\n";
  }

  private static String[] words() {
    return DOCS.stream()
        .flatMap(file -> Arrays.stream(read(file).split("[^A-Za-z]+")))
        .map(word -> word.toLowerCase(java.util.Locale.ROOT))
        .filter(word -> word.length() > 1)
        .toArray(String[]::new);
  }

  private static String read(Path file) {
    try {
      return new String(Files.readString(file, UTF_8).getBytes(UTF_8), ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(String folder, String ending) {
    try (Stream<Path> found = Files.walk(SharedData.root().resolve(folder))) {
      return found.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
