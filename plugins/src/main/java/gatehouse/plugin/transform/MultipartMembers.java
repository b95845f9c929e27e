package gatehouse.plugin.transform;

import gatehouse.plugin.inspect.MultipartFields;
import gatehouse.plugin.template.Template;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The parts of a `multipart/form-data` body. Parts that no rule touches stay as they were sent.
/// Kong has no append for them.
final class MultipartMembers implements Members {
  private final MultipartFields fields;
  private final List<Piece> pieces = new ArrayList<>();

  private MultipartMembers(MultipartFields fields) {
    this.fields = fields;
    for (MultipartFields.Part part : fields.parts()) {
      pieces.add(new Piece(part.name(), fields.raw(part)));
    }
  }

  private record Piece(String name, String raw) {}

  /// Reads a body; an empty one is one without parts.
  ///
  /// @throws IllegalArgumentException if it cannot be read: two readers might split it differently
  static MultipartMembers read(String contentType, byte[] body) {
    MultipartFields fields =
        body.length == 0
            ? MultipartFields.none(contentType)
            : MultipartFields.read(contentType, body);
    if (fields == null) {
      throw new IllegalArgumentException("a multipart body that cannot be read");
    }
    return new MultipartMembers(fields);
  }

  /// The body as it is now.
  byte[] body() {
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      text.append(piece.raw);
    }
    return text.append(fields.closing()).toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public boolean has(String name) {
    return indexOf(name) >= 0;
  }

  private int indexOf(String name) {
    for (int i = 0; i < pieces.size(); i++) {
      if (pieces.get(i).name.equals(name)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public void remove(String name) {
    pieces.removeIf(piece -> piece.name.equals(name));
  }

  /// The part keeps its content; its other headers go, as with Kong.
  @Override
  public void rename(String from, String to) {
    if (!from.equals(to)) {
      remove(to);
      pieces.replaceAll(piece -> piece.name.equals(from) ? piece(to, content(piece.raw)) : piece);
    }
  }

  private static String content(String raw) {
    return raw.substring(raw.indexOf("\r\n\r\n") + 4, raw.length() - 2);
  }

  @Override
  public void set(String name, String value) {
    int at = indexOf(name);
    if (at < 0) {
      pieces.add(piece(name, value));
      return;
    }
    pieces.set(at, piece(name, value));
    pieces.subList(at + 1, pieces.size()).removeIf(piece -> piece.name.equals(name));
  }

  @Override
  public void append(String name, String value) {
    // Kong has nothing here.
  }

  private Piece piece(String name, String value) {
    if (value.contains("--" + fields.boundary())) {
      throw new IllegalArgumentException("a value may not hold the boundary of its parts");
    }
    String raw =
        "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
            .formatted(fields.boundary(), quoted(name), value);
    return new Piece(name, raw);
  }

  /// As browsers write names (RFC 7578, section 2, by way of the HTML standard).
  private static String quoted(String name) {
    return Template.bytes(name).replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
  }
}
