package gatehouse.seclang.body;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.VariableName;
import gatehouse.seclang.variable.Variables;
import org.jspecify.annotations.Nullable;

/// Reads `multipart/form-data` line by line. It goes on after most errors: what a lenient server
/// would still see is inspected, and the flags say what was wrong (CVE-2022-48279, CVE-2026-33691).
final class MultipartBody {
  private enum State {
    BEFORE,
    HEADERS,
    DATA,
    AFTER
  }

  private static final Bytes BOUNDARY = Bytes.of("boundary");
  private static final Bytes FORM = Bytes.of("multipart/form-data; ");

  private final Bytes body;
  private final Variables variables;
  private final Arguments arguments;
  private final BodyLimits limits;
  private final boolean isCut;
  private final MultipartFlags flags = new MultipartFlags();
  private boolean isForm = true;
  private Bytes delimiter = Bytes.EMPTY;
  private boolean quotedBoundary;
  private State state = State.BEFORE;
  private @Nullable Part part;
  private int dataFrom;
  private int delimiters;
  private int files;
  private long filesSize;
  private long withoutFiles;
  private boolean sawCrlf;
  private boolean sawLf;

  /// `isCut` says that the body goes on: its last line is not known, nor whether it ends.
  MultipartBody(
      Bytes body, Variables variables, Arguments arguments, BodyLimits limits, boolean isCut) {
    this.body = body;
    this.variables = variables;
    this.arguments = arguments;
    this.limits = limits;
    this.isCut = isCut;
  }

  void read(Bytes contentType) throws BodyFault {
    try {
      Boundary boundary = new Boundary(contentType, flags);
      delimiter = Bytes.of("--").plus(boundary.read());
      quotedBoundary = boundary.isQuoted();
      lines();
      if (state != State.AFTER && !isCut) {
        flags.error("Multipart: Final boundary missing.");
      }
    } catch (BodyFault fault) {
      flags.error(fault.message());
    }
    flags.writeTo(variables);
    variables.set(VariableName.FILES_COMBINED_SIZE, Bytes.of(filesSize));
    if (!flags.error().isEmpty()) {
      throw new BodyFault("Multipart parsing error: " + flags.error());
    }
  }

  /// Reads the fields and files of another multipart type than `multipart/form-data`, which some
  /// servers take for a form all the same (Tomcat does). What is wrong with it as a form is no
  /// fault.
  void readLeniently(Bytes contentType) {
    isForm = false;
    int parameter = contentType.lower().indexOf(BOUNDARY, 0);
    if (parameter < 0) {
      return;
    }
    Bytes asForm = FORM.plus(contentType.slice(parameter, contentType.length()));
    try {
      Boundary boundary = new Boundary(asForm, flags);
      delimiter = Bytes.of("--").plus(boundary.read());
      quotedBoundary = boundary.isQuoted();
      lines();
    } catch (BodyFault _) {
      // What was read so far is looked at.
    }
  }

  /// What counts against the limit for bodies without files.
  long bytesWithoutFiles() {
    return withoutFiles;
  }

  private void lines() throws BodyFault {
    int at = 0;
    boolean bare = false;
    while (at < body.length()) {
      int feed = body.indexOf('\n', at);
      int next = feed < 0 ? body.length() : feed + 1;
      int end = feed < 0 ? next : feed > at && body.at(feed - 1) == '\r' ? feed - 1 : feed;
      boolean data = state == State.DATA;
      if (isCut && feed < 0) {
        // Half a line.
      } else if (isDelimiter(at, end)) {
        if (data) {
          lineEnd(bare);
        }
        if (feed >= 0) {
          lineEnd(end == feed);
        }
      } else {
        line(at, end, next);
        // Data has what line ends it likes: a picture is full of them. Only the last one is no
        // data.
        if (!data && feed >= 0) {
          lineEnd(end == feed);
        }
      }
      bare = end == feed;
      at = next;
    }
    if (!isCut || state == State.DATA) {
      endPart(body.length());
    }
  }

  private void lineEnd(boolean bare) {
    if (bare) {
      sawLf = true;
      flags.raise(VariableName.MULTIPART_LF_LINE);
    } else {
      sawCrlf = true;
    }
    if (sawLf && sawCrlf) {
      flags.raise(VariableName.MULTIPART_CRLF_LF_LINES);
    }
  }

  /// Handles the line `[at, end)` if it is a delimiter.
  private boolean isDelimiter(int at, int end) throws BodyFault {
    if (end - at < 2 || body.at(at) != '-' || body.at(at + 1) != '-') {
      if (body.slice(at, end).indexOf(delimiter, 0) > 0) {
        flags.unmatched();
      }
      return false;
    }
    if (!body.slice(at, end).startsWith(delimiter, 0)) {
      lookalike(body.slice(at + 2, end));
      return false;
    }
    Bytes rest = body.slice(at + delimiter.length(), end);
    boolean isFinal = rest.length() == 2 && rest.at(0) == '-' && rest.at(1) == '-';
    if (!rest.isEmpty() && !isFinal) {
      throw new BodyFault("Multipart: Invalid boundary.");
    }
    if (state == State.DATA && dataFrom == at) {
      flags.raise(VariableName.MULTIPART_INVALID_PART);
      return false;
    }
    delimiter(at, isFinal);
    return true;
  }

  private void lookalike(Bytes text) throws BodyFault {
    flags.unmatched();
    Bytes boundary = delimiter.slice(2, delimiter.length());
    boolean blanks = !text.isEmpty() && Ascii.isSpace(text.at(0));
    boolean quote = quotedBoundary && !text.isEmpty() && text.at(0) == '"';
    if (blanks && text.trim().startsWith(boundary, 0)) {
      throw new BodyFault("Multipart: Boundary whitespace in body.");
    }
    if (quote && text.startsWith(boundary, 1)) {
      throw new BodyFault("Multipart: Invalid boundary (quotes).");
    }
  }

  private void delimiter(int at, boolean isFinal) throws BodyFault {
    if (state == State.AFTER) {
      if (isFinal) {
        throw new BodyFault("Multipart: Final boundary duplicated.");
      }
      flags.raise(VariableName.MULTIPART_DATA_AFTER);
      return;
    }
    endPart(at);
    if (++delimiters > 1) {
      flags.matched();
    }
    if (isFinal) {
      state = State.AFTER;
      return;
    }
    state = State.HEADERS;
    part = new Part(flags);
  }

  private void line(int at, int end, int next) {
    switch (state) {
      case BEFORE -> flags.raise(VariableName.MULTIPART_DATA_BEFORE);
      case AFTER -> flags.raise(VariableName.MULTIPART_DATA_AFTER);
      case HEADERS -> {
        if (at == end) {
          state = State.DATA;
          dataFrom = next;
        } else if (part != null) {
          part.addLine(body.slice(at, end));
        }
      }
      case DATA -> {}
    }
  }

  /// Files away the part whose data ends where the delimiter line begins.
  private void endPart(int at) {
    Part ended = part;
    part = null;
    if (ended == null) {
      return;
    }
    withoutFiles += ended.headerBytes();
    Bytes data = state == State.DATA ? body.slice(dataFrom, dataEnd(at)) : Bytes.EMPTY;
    Disposition disposition = ended.disposition();
    Bytes name = disposition == null ? Bytes.EMPTY : disposition.name();
    for (Bytes line : ended.lines()) {
      variables.add(VariableName.MULTIPART_PART_HEADERS, name, line);
    }
    if (disposition != null) {
      variables.add(VariableName.MULTIPART_NAME, name, name);
      Bytes fileName = disposition.fileName();
      if (fileName != null) {
        file(name, fileName, data);
        Bytes other = disposition.otherFileName();
        if (other != null) {
          variables.add(VariableName.MULTIPART_FILENAME, name, other);
          variables.add(VariableName.FILES, name, other);
        }
        if (!fileName.isEmpty() || data.isEmpty()) {
          return;
        }
        // Some servers take a part with an empty file name for a plain field (Go's
        // ParseMultipartForm
        // does), so its content is looked at like one.
      }
    }
    withoutFiles += data.length();
    if (isForm || !name.isEmpty()) {
      arguments.addPost(name, data);
    }
  }

  private int dataEnd(int delimiterAt) {
    int end = delimiterAt;
    if (end > dataFrom && body.at(end - 1) == '\n') {
      end--;
      if (end > dataFrom && body.at(end - 1) == '\r') {
        end--;
      }
    }
    return end;
  }

  private void file(Bytes name, Bytes fileName, Bytes data) {
    if (++files > limits.files()) {
      flags.raise(VariableName.MULTIPART_FILE_LIMIT_EXCEEDED);
      return;
    }
    filesSize += data.length();
    variables.add(VariableName.MULTIPART_FILENAME, name, fileName);
    variables.add(VariableName.FILES, name, fileName);
    variables.add(VariableName.FILES_NAMES, name, name);
    variables.add(VariableName.FILES_SIZES, name, Bytes.of(data.length()));
    if (limits.keepsFileContent()) {
      variables.add(VariableName.FILES_TMP_CONTENT, name, data);
    }
  }
}
