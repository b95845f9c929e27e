package gatehouse.plugin.inspect;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The parts of a `multipart/form-data` body (RFC 7578), read strictly: a body that a lenient
/// reader might split in another way cannot be read.
public final class MultipartFields implements Fields {
  private static final int LONGEST_BOUNDARY = 70;

  /// The body, one character for each byte.
  private final String text;

  private final String boundary;
  private final List<Part> parts;

  private MultipartFields(String text, String boundary, List<Part> parts) {
    this.text = text;
    this.boundary = boundary;
    this.parts = List.copyOf(parts);
  }

  /// One part.
  ///
  /// @param value its content, read as UTF-8
  /// @param start where the part's delimiter begins
  /// @param end where the next delimiter begins
  public record Part(String name, String value, int start, int end) {}

  /// A body without parts; null if the boundary is none.
  ///
  /// @param contentType the value of Content-Type, which names the boundary
  public static @Nullable MultipartFields none(String contentType) {
    FieldValue type = FieldValue.parse(contentType);
    String closing = type == null ? "" : "--" + type.parameter("boundary") + "--\r\n";
    return read(contentType, closing.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Reads a body; null if it cannot be read.
  ///
  /// @param contentType the value of Content-Type, which names the boundary
  public static @Nullable MultipartFields read(String contentType, byte[] body) {
    FieldValue type = FieldValue.parse(contentType);
    String boundary = type == null ? null : type.parameter("boundary");
    if (boundary == null || boundary.isEmpty() || boundary.length() > LONGEST_BOUNDARY) {
      return null;
    }
    String text = new String(body, StandardCharsets.ISO_8859_1);
    String delimiter = "--" + boundary;
    if (!text.startsWith(delimiter)) {
      return null;
    }
    List<Part> parts = new ArrayList<>();
    int start = 0;
    while (text.startsWith("\r\n", start + delimiter.length())) {
      int head = start + delimiter.length() + 2;
      int end = text.indexOf("\r\n" + delimiter, head);
      Part part = end < 0 ? null : part(text, start, head, end);
      if (part == null || parts.size() == MOST) {
        return null;
      }
      parts.add(part);
      start = end + 2;
    }
    boolean closed = text.startsWith("--", start + delimiter.length());
    return closed ? new MultipartFields(text, boundary, parts) : null;
  }

  /// What separates the parts.
  public String boundary() {
    return boundary;
  }

  /// The parts in order.
  public List<Part> parts() {
    return parts;
  }

  /// A part as it was sent, its delimiter first, one character for each byte.
  public String raw(Part part) {
    return text.substring(part.start, part.end);
  }

  /// What comes behind the last part, one character for each byte.
  public String closing() {
    return text.substring(parts.isEmpty() ? 0 : parts.getLast().end);
  }

  private static @Nullable Part part(String text, int start, int head, int end) {
    int blank = text.indexOf("\r\n\r\n", head);
    if (blank < 0 || blank + 4 > end) {
      return null;
    }
    String name = name(text.substring(head, blank));
    return name == null
        ? null
        : new Part(name, utf8(text.substring(blank + 4, end)), start, end + 2);
  }

  private static @Nullable String name(String head) {
    String disposition = null;
    for (String line : head.split("\r\n")) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).equalsIgnoreCase("Content-Disposition")) {
        if (disposition != null) {
          return null;
        }
        disposition = line.substring(colon + 1).strip();
      }
    }
    FieldValue value = FieldValue.parse(disposition);
    String name =
        value != null && value.value().equals("form-data") ? value.parameter("name") : null;
    return name == null ? null : utf8(name);
  }

  private static String utf8(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  @Override
  public int count(String name) {
    int count = 0;
    for (Part part : parts) {
      if (part.name.equals(name)) {
        count++;
      }
    }
    return count;
  }

  @Override
  public @Nullable String text(String name) {
    for (Part part : parts) {
      if (part.name.equals(name)) {
        return part.value;
      }
    }
    return null;
  }

  @Override
  public byte[] without(String name) {
    ByteArrayOutputStream rest = new ByteArrayOutputStream(text.length());
    int from = 0;
    for (Part part : parts) {
      if (part.name.equals(name)) {
        rest.writeBytes(slice(from, part.start));
        from = part.end;
      }
    }
    rest.writeBytes(slice(from, text.length()));
    return rest.toByteArray();
  }

  private byte[] slice(int from, int to) {
    return text.substring(from, to).getBytes(StandardCharsets.ISO_8859_1);
  }
}
