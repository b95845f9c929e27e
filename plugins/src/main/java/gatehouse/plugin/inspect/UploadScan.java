package gatehouse.plugin.inspect;

import gatehouse.plugin.inspect.ContentGuard.Finding;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Judges a `multipart/form-data` body (RFC 7578) as it comes, in constant memory. As strict as
/// [MultipartFields]: what a lenient reader might split in another way is refused.
final class UploadScan {
  private static final int LONGEST_HEAD = 8 << 10;

  private final UploadRules rules;
  private final byte[] delimiter;
  private final ByteArrayOutputStream head = new ByteArrayOutputStream(256);
  private final byte[] beginning = new byte[FileFormat.LONGEST];
  private State state = State.DELIMITER;
  private int matched;
  private int parts;
  private UploadRules.@Nullable Part part;
  private long size;
  private boolean known;
  private @Nullable Finding finding;

  private enum State {
    /// Within the first delimiter.
    DELIMITER,
    /// The two bytes behind a delimiter.
    BEHIND,
    HEAD,
    CONTENT,
    /// Behind the last part, where only a line end may come.
    EPILOGUE
  }

  private UploadScan(UploadRules rules, String boundary) {
    this.rules = rules;
    delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    matched = 2;
  }

  /// The scan of a body; null if its media type does not say plainly where the parts end.
  static @Nullable UploadScan of(UploadRules rules, FieldValue type) {
    String boundary = type.parameter("boundary");
    return boundary != null && isBoundary(boundary) ? new UploadScan(rules, boundary) : null;
  }

  /// RFC 2046, section 5.1.1.
  private static boolean isBoundary(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean alphanumeric = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (!alphanumeric && "'()+_,-./:=? ".indexOf(c) < 0) {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= 70 && !text.endsWith(" ");
  }

  /// What is wrong with what came so far; null if nothing is.
  @Nullable Finding finding() {
    return finding;
  }

  /// A piece of the body.
  void feed(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && finding == null) {
      at = state == State.CONTENT ? content(bytes, at, to) : step(bytes[at], at);
    }
  }

  /// The body is complete.
  void end() {
    if (finding == null && (state != State.EPILOGUE || matched == 1)) {
      finding = malformed("it ends early");
    }
  }

  private static Finding malformed(String how) {
    return Finding.type("multipart", "the multipart body is malformed: " + how);
  }

  private int step(byte b, int at) {
    switch (state) {
      case DELIMITER -> {
        if (b != delimiter[matched]) {
          finding = malformed("it does not begin with its boundary");
        } else if (++matched == delimiter.length) {
          become(State.BEHIND);
        }
      }
      case BEHIND -> behind(b);
      case HEAD -> head(b);
      case EPILOGUE -> {
        if (matched >= 2 || b != delimiter[matched++]) {
          finding = malformed("something follows the last part");
        }
      }
      case CONTENT -> throw new IllegalStateException("contents are not read byte by byte");
    }
    return at + 1;
  }

  private void become(State next) {
    state = next;
    matched = 0;
    head.reset();
  }

  private void behind(byte b) {
    head.write(b);
    if (head.size() < 2) {
      return;
    }
    switch (head.toString(StandardCharsets.ISO_8859_1)) {
      case "--" -> become(State.EPILOGUE);
      case "\r\n" -> {
        parts++;
        finding = rules.ofCount(parts);
        become(State.HEAD);
      }
      default -> finding = malformed("something follows a boundary");
    }
  }

  private void head(byte b) {
    head.write(b);
    String end = "\r\n\r\n";
    matched = b == end.charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
    if (head.size() > LONGEST_HEAD) {
      finding = malformed("the head of a part is too long");
    } else if (matched == end.length()) {
      String fields = head.toString(StandardCharsets.ISO_8859_1);
      if (("\r\n" + fields).contains(new String(delimiter, StandardCharsets.ISO_8859_1))) {
        finding = malformed("a boundary within the head of a part");
        return;
      }
      UploadRules.Outcome outcome = rules.ofHead(fields.substring(0, fields.length() - 4));
      finding = outcome.finding();
      part = outcome.part();
      size = 0;
      known = false;
      become(State.CONTENT);
      // The line end behind the head might be taken for that of a delimiter.
      matched = 2;
    }
  }

  /// The delimiter has its only CR in front, so a failed match can begin anew only there.
  private int content(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      byte b = bytes[at];
      if (size < beginning.length) {
        beginning[(int) size] = b;
      }
      size++;
      matched = b == delimiter[matched] ? matched + 1 : b == '\r' ? 1 : 0;
      if (matched == delimiter.length) {
        size -= delimiter.length;
        finding = size < 0 ? malformed("a boundary right behind a head") : judge(true);
        become(State.BEHIND);
        return at + 1;
      }
    }
    finding = judge(false);
    return to;
  }

  private @Nullable Finding judge(boolean complete) {
    UploadRules.Part judged = part;
    if (judged == null) {
      return null;
    }
    long certain = complete ? size : Math.max(0, size - matched);
    Finding found = rules.ofSize(judged, certain, complete);
    if (found == null && !known && (complete || certain >= beginning.length)) {
      known = true;
      found = rules.ofBeginning(judged, beginning, (int) Math.min(certain, beginning.length));
    }
    return found;
  }
}
