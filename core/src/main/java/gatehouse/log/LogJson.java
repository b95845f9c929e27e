package gatehouse.log;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/// JSON for log lines: pure printable ASCII, so that nothing a client sends can move a cursor, turn
/// the direction of text, or begin a line of its own (compare CVE-2024-45808 of Envoy).
final class LogJson {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
          .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .characterEscapes(new DeleteToo())
          .build();

  private LogJson() {}

  static JsonGenerator generator(OutputStream out) {
    return FACTORY.createGenerator(ObjectWriteContext.empty(), out);
  }

  /// Text whose characters stand for bytes of the wire: read as UTF-8 if it is, else as ISO-8859-1.
  static String text(String wire) {
    int highest = 0;
    for (int i = 0; i < wire.length(); i++) {
      highest |= wire.charAt(i);
    }
    return highest > 127 && highest <= 255 ? decoded(wire) : wire;
  }

  private static String decoded(String wire) {
    ByteBuffer bytes = ByteBuffer.wrap(wire.getBytes(StandardCharsets.ISO_8859_1));
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      return wire;
    }
  }

  /// Escapes DEL besides what JSON demands.
  private static final class DeleteToo extends CharacterEscapes {
    private final int[] codes = standardAsciiEscapesForJSON();

    DeleteToo() {
      codes[127] = ESCAPE_STANDARD;
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return codes;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int c) {
      return null;
    }
  }
}
