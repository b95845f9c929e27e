package gatehouse.model;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// The documents that a configuration was made from, as the user wrote them; kept compressed, since
/// they are read back only when somebody asks for them.
public final class SourceText {
  private static final byte[] SEPARATOR = "\n---\n".getBytes(StandardCharsets.UTF_8);

  private final byte[] compressed;

  private SourceText(byte[] compressed) {
    this.compressed = compressed;
  }

  /// Keeps these documents, in UTF-8.
  public static SourceText of(List<byte[]> documents) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      for (int i = 0; i < documents.size(); i++) {
        out.write(i == 0 ? new byte[0] : SEPARATOR);
        out.write(documents.get(i));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SourceText(bytes.toByteArray());
  }

  /// One text; several documents are separated by `---`, so that it loads again as it is.
  public String text() {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
