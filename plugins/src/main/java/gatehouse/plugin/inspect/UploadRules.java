package gatehouse.plugin.inspect;

import gatehouse.plugin.inspect.ContentGuard.Finding;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the parts of an upload may be.
final class UploadRules {
  private final ContentGuard.Uploads config;
  private final Set<String> extensions;
  private final Set<String> charsets;

  /// @param charsets in lower case; none for all
  UploadRules(ContentGuard.Uploads config, Set<String> charsets) {
    this.config = config;
    this.charsets = charsets;
    extensions =
        config.allowedExtensions().stream()
            .map(extension -> extension.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  /// One part.
  ///
  /// @param file the name of its file, one character for each byte; null if it is no file
  /// @param mediaType in lower case; null if it has none
  record Part(@Nullable String file, @Nullable String mediaType) {
    @Nullable String extension() {
      int dot = file == null ? -1 : file.lastIndexOf('.');
      return file == null || dot < 0 ? null : file.substring(dot + 1).toLowerCase(Locale.ROOT);
    }
  }

  /// What the head of a part says, or what is wrong with it.
  record Outcome(@Nullable Part part, @Nullable Finding finding) {
    static Outcome malformed(String how) {
      return new Outcome(
          null, Finding.type("multipart", "the head of a part is malformed: " + how));
    }
  }

  @Nullable Finding ofCount(int parts) {
    return parts > config.maxParts()
        ? Finding.size("max_parts", "the body has more than " + config.maxParts() + " parts")
        : null;
  }

  Outcome ofHead(String head) {
    FieldValue disposition = null;
    FieldValue type = null;
    for (String line : head.split("\r\n", -1)) {
      int colon = line.indexOf(':');
      if (colon < 1 || !isPlain(line)) {
        return Outcome.malformed("a field");
      }
      String value = line.substring(colon + 1).strip();
      switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
        case "content-disposition" -> {
          boolean repeated = disposition != null;
          disposition = FieldValue.parse(value);
          if (repeated || !isDisposition(disposition, value)) {
            return Outcome.malformed("Content-Disposition");
          }
        }
        case "content-type" -> {
          boolean repeated = type != null;
          type = FieldValue.parse(value);
          if (repeated || !isType(type)) {
            return Outcome.malformed("Content-Type");
          }
        }
        case "content-transfer-encoding" -> {
          if (!Set.of("7bit", "8bit", "binary").contains(value.toLowerCase(Locale.ROOT))) {
            return Outcome.malformed("Content-Transfer-Encoding");
          }
        }
        default -> {}
      }
    }
    return disposition == null
        ? Outcome.malformed("no Content-Disposition")
        : part(disposition.parameter("filename"), type);
  }

  /// Without control characters, and no continuation of the line before it.
  private static boolean isPlain(String line) {
    return line.charAt(0) > ' '
        && line.chars().allMatch(c -> c == '\t' || c >= ' ' && c != 0x7f)
        && line.substring(0, line.indexOf(':')).indexOf(' ') < 0;
  }

  /// RFC 7578, section 4.2: parameters with a star must not be used. Readers differ on what a
  /// backslash means.
  private static boolean isDisposition(@Nullable FieldValue parsed, String value) {
    return parsed != null
        && parsed.value().equals("form-data")
        && parsed.parameter("name") != null
        && value.indexOf('\\') < 0
        && parsed.parameters().keySet().stream().noneMatch(name -> name.endsWith("*"));
  }

  /// Parts within a part are never looked at.
  private static boolean isType(@Nullable FieldValue type) {
    return type != null && !type.value().startsWith("multipart/");
  }

  private Outcome part(@Nullable String file, @Nullable FieldValue type) {
    Part part = new Part(file, type == null ? null : type.value());
    String charset = type == null ? null : type.parameter("charset");
    if (charset != null && !charsets.isEmpty() && !charsets.contains(lower(charset))) {
      return new Outcome(part, Finding.type("charset", "a part has another charset"));
    }
    if (file != null && !file.isEmpty() && !isFileName(file)) {
      return new Outcome(part, Finding.type("filename", "a file's name is none"));
    }
    String extension = part.extension();
    boolean allowed =
        file == null
            || file.isEmpty()
            || extensions.isEmpty()
            || extension != null && extensions.contains(extension);
    return new Outcome(
        part, allowed ? null : Finding.type("allowed_extensions", "a file has another extension"));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /// A path would leave the folder it is meant for, and what some systems cut off the end of a
  /// name, or behind its colon, would change its extension.
  private static boolean isFileName(String name) {
    return name.chars().noneMatch(c -> c < ' ' || c == 0x7f || "/\\:".indexOf(c) >= 0)
        && !name.endsWith(".")
        && !name.endsWith(" ");
  }

  @Nullable Finding ofSize(Part part, long size, boolean complete) {
    Long most = config.maxFileSize();
    if (most != null && size > most) {
      return Finding.size("max_file_size", "a part has more than " + most + " bytes");
    }
    boolean nameless = "".equals(part.file) && size > 0 && complete;
    return nameless ? Finding.type("filename", "a file has no name") : null;
  }

  @Nullable Finding ofBeginning(Part part, byte[] beginning, int length) {
    // Browsers send an empty file without a name where none was chosen.
    boolean none = "".equals(part.file) && length == 0;
    return !config.checkMagic()
            || none
            || FileFormat.keepsPromise(part.extension(), part.mediaType, beginning, length)
        ? null
        : Finding.type("check_magic", "a file is not what it says it is");
  }

  /// What is wrong with a body that is a single file.
  @Nullable Finding ofWhole(FieldValue type, byte[] body, int length) {
    return ofBeginning(new Part(null, type.value()), body, Math.min(length, FileFormat.LONGEST));
  }

  /// Whether such a body says what it begins with.
  boolean wantsBeginning(FieldValue type) {
    return config.checkMagic() && FileFormat.ofMediaType(type.value()) != null;
  }

  /// The extensions of a configuration that are none.
  static List<String> bad(List<String> extensions) {
    return extensions.stream()
        .filter(e -> e.isEmpty() || !e.chars().allMatch(Character::isLetterOrDigit))
        .toList();
  }
}
