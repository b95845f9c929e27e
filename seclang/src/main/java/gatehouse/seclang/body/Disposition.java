package gatehouse.seclang.body;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.ByteBuilder;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.VariableName;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A part's Content-Disposition: its field's name and, for a file, the file's name.
final class Disposition {
  private static final Bytes FORM_DATA = Bytes.of("form-data");

  private final Bytes text;
  private final MultipartFlags flags;
  private int at;
  private @Nullable Bytes name;
  private @Nullable Bytes fileName;
  private @Nullable Bytes extendedName;

  private Disposition(Bytes text, MultipartFlags flags) {
    this.text = text;
    this.flags = flags;
  }

  static Disposition read(Bytes text, MultipartFlags flags) throws BodyFault {
    Disposition disposition = new Disposition(text, flags);
    disposition.read();
    return disposition;
  }

  Bytes name() {
    return name == null ? Bytes.EMPTY : name;
  }

  /// The file's name, or null when the part is no file.
  @Nullable Bytes fileName() {
    return fileName;
  }

  /// The file's other name, which some servers prefer (RFC 6266, section 4.3); null when there is
  /// none, or none that differs.
  @Nullable Bytes otherFileName() {
    Bytes other = extendedName;
    return other == null || Objects.equals(other, fileName) ? null : other;
  }

  private void read() throws BodyFault {
    if (!text.startsWith(FORM_DATA, 0)) {
      throw invalid(1);
    }
    at = FORM_DATA.length();
    skipBlanks();
    while (at < text.length()) {
      if (text.at(at) != ';') {
        throw invalid(2);
      }
      at++;
      skipBlanks();
      if (at < text.length()) {
        parameter();
        skipBlanks();
      }
    }
    if (name == null) {
      throw new BodyFault("Multipart: Content-Disposition header missing name field.");
    }
    if (extendedName != null && fileName == null) {
      throw new BodyFault("Multipart: filename* without filename.");
    }
  }

  private void parameter() throws BodyFault {
    int from = at;
    while (at < text.length() && text.at(at) != '=' && !Ascii.isSpace(text.at(at))) {
      at++;
    }
    String parameter = text.slice(from, at).lower().toString();
    skipBlanks();
    if (at >= text.length() || text.at(at) != '=') {
      throw invalid(4);
    }
    at++;
    skipBlanks();
    Bytes value = value();
    switch (parameter) {
      case "name" -> name = once(name, value, "name");
      case "filename" -> fileName = once(fileName, value, "filename");
      case "filename*" -> extendedName = once(extendedName, extended(value), "filename*");
      default -> throw invalid(11);
    }
  }

  private static Bytes once(@Nullable Bytes known, Bytes value, String parameter) throws BodyFault {
    if (known != null) {
      throw new BodyFault("Multipart: Duplicate Content-Disposition " + parameter + ".");
    }
    return value;
  }

  private Bytes value() throws BodyFault {
    int c = at < text.length() ? text.at(at) : ';';
    if (c == '"' || c == '\'') {
      if (c == '\'') {
        flags.raise(VariableName.MULTIPART_INVALID_QUOTING);
      }
      return quoted(c);
    }
    int from = at;
    while (at < text.length() && text.at(at) != ';' && !Ascii.isSpace(text.at(at))) {
      if (text.at(at) == '\'' && !isExtended(from)) {
        flags.raise(VariableName.MULTIPART_INVALID_QUOTING);
      }
      at++;
    }
    return text.slice(from, at);
  }

  /// Whether the value at `from` belongs to `filename*`, whose quotes are part of its form.
  private boolean isExtended(int from) {
    int i = from - 1;
    while (i > 0 && (text.at(i) == '=' || Ascii.isSpace(text.at(i)))) {
      i--;
    }
    return text.at(i) == '*';
  }

  private Bytes quoted(int quote) throws BodyFault {
    ByteBuilder value = new ByteBuilder(32);
    for (at++; at < text.length(); at++) {
      int c = text.at(at);
      boolean escapes = c == '\\' && at + 1 < text.length();
      if (escapes && (text.at(at + 1) == quote || text.at(at + 1) == '\\')) {
        value.add(text.at(++at));
      } else if (c == quote) {
        at++;
        checkBehindQuote();
        return value.toBytes();
      } else {
        value.add(c);
      }
    }
    throw invalid(8);
  }

  private void checkBehindQuote() throws BodyFault {
    skipBlanks();
    if (at < text.length() && text.at(at) != ';') {
      if (text.at(at) == '"' || text.at(at) == '\'') {
        flags.raise(VariableName.MULTIPART_INVALID_QUOTING);
      }
      throw invalid(9);
    }
  }

  /// RFC 8187: `charset'language'value`, the value percent-encoded.
  private static Bytes extended(Bytes value) throws BodyFault {
    int first = value.indexOf('\'', 0);
    int second = first < 0 ? -1 : value.indexOf('\'', first + 1);
    if (first <= 0 || second < 0) {
      throw invalid(12);
    }
    PercentDecoder decoder = new PercentDecoder(false);
    Bytes decoded = decoder.decode(value.slice(second + 1, value.length()));
    if (decoder.sawError()) {
      throw invalid(13);
    }
    return decoded;
  }

  private void skipBlanks() {
    while (at < text.length() && Ascii.isSpace(text.at(at))) {
      at++;
    }
  }

  private static BodyFault invalid(int code) {
    return new BodyFault("Multipart: Invalid Content-Disposition header (" + code + ").");
  }
}
