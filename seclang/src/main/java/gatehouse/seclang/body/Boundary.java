package gatehouse.seclang.body;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.VariableName;

/// The `boundary` parameter of a `multipart/form-data` content type, read as strictly as the
/// strictest server would, with flags for what a lenient one would accept.
final class Boundary {
  private static final int MAX_HEADER = 1_024;
  private static final Bytes NAME = Bytes.of("boundary");
  private static final Bytes MEDIA_TYPE = Bytes.of("multipart/form-data");
  private static final String SPECIAL = "'()+_,-./:=? ";

  private final Bytes header;
  private final MultipartFlags flags;
  private boolean quoted;

  Boundary(Bytes header, MultipartFlags flags) {
    this.header = header;
    this.flags = flags;
  }

  boolean isQuoted() {
    return quoted;
  }

  /// The boundary, or a fault when there is none to be relied on.
  Bytes read() throws BodyFault {
    if (header.length() > MAX_HEADER) {
      throw fault("Invalid boundary in C-T (length).");
    }
    Bytes lower = header.lower();
    int name = lower.indexOf(NAME, 0);
    if (name < 0) {
      throw fault("Boundary not found in C-T.");
    }
    if (!header.startsWith(NAME, name)) {
      throw fault("Invalid boundary in C-T (case sensitivity).");
    }
    if (hasSecond(lower, name + NAME.length())) {
      throw fault("Multiple boundary parameters in C-T.");
    }
    checkSeparator(header.slice(MEDIA_TYPE.length(), name));
    return value(name + NAME.length());
  }

  /// Whether `boundary=` follows once more, be it a parameter or inside the value: a server that
  /// takes the last one would split the body elsewhere.
  private static boolean hasSecond(Bytes lower, int from) {
    for (int at = lower.indexOf(NAME, from); at >= 0; at = lower.indexOf(NAME, at + 1)) {
      int next = at + NAME.length();
      while (next < lower.length() && Ascii.isSpace(lower.at(next))) {
        next++;
      }
      if (next < lower.length() && lower.at(next) == '=') {
        return true;
      }
    }
    return false;
  }

  private void checkSeparator(Bytes between) throws BodyFault {
    int semicolons = 0;
    for (int i = 0; i < between.length(); i++) {
      int c = between.at(i);
      if (c == ';') {
        semicolons++;
      } else if (!Ascii.isSpace(c)) {
        throw fault("Invalid boundary in C-T (malformed).");
      }
    }
    if (semicolons == 0) {
      flags.raise(VariableName.MULTIPART_MISSING_SEMICOLON);
    } else if (semicolons > 1) {
      throw fault("Invalid boundary in C-T (malformed).");
    }
  }

  private Bytes value(int behindName) throws BodyFault {
    int equals = header.indexOf('=', behindName);
    if (equals < 0 || !header.slice(behindName, equals).trim().isEmpty()) {
      throw fault("Invalid boundary in C-T (parameter name).");
    }
    Bytes raw = header.slice(equals + 1, header.length());
    boolean spaced = equals > behindName || (!raw.isEmpty() && Ascii.isSpace(raw.at(0)));
    if (spaced) {
      flags.raise(VariableName.MULTIPART_BOUNDARY_WHITESPACE);
    }
    Bytes boundary = unquoted(raw.trim());
    if (!hasOnlyAllowed(boundary)) {
      int semicolon = boundary.indexOf(';', 0);
      boundary = semicolon < 0 ? boundary : boundary.slice(0, semicolon).trim();
      if (semicolon < 0 || !hasOnlyAllowed(boundary)) {
        throw fault("Invalid boundary in C-T (characters).");
      }
    }
    if (boundary.isEmpty()) {
      throw fault("Invalid boundary in C-T (empty).");
    }
    return boundary;
  }

  private Bytes unquoted(Bytes raw) throws BodyFault {
    if (raw.isEmpty() || raw.at(0) != '"') {
      if (!raw.isEmpty() && raw.at(raw.length() - 1) == '"') {
        throw fault("Invalid boundary in C-T (quote).");
      }
      return raw;
    }
    int close = raw.indexOf('"', 1);
    if (close < 0) {
      throw fault("Invalid boundary in C-T (quote).");
    }
    Bytes behind = raw.slice(close + 1, raw.length()).trim();
    if (!behind.isEmpty() && behind.at(0) != ';') {
      throw fault("Invalid boundary in C-T (quote).");
    }
    flags.raise(VariableName.MULTIPART_BOUNDARY_QUOTED);
    quoted = true;
    return raw.slice(1, close);
  }

  private static boolean hasOnlyAllowed(Bytes boundary) {
    for (int i = 0; i < boundary.length(); i++) {
      int c = boundary.at(i);
      boolean lastBlank = c == ' ' && i == boundary.length() - 1;
      if (lastBlank || (!Ascii.isAlphanumeric(c) && SPECIAL.indexOf(c) < 0)) {
        return false;
      }
    }
    return true;
  }

  private static BodyFault fault(String message) {
    return new BodyFault("Multipart: " + message);
  }
}
