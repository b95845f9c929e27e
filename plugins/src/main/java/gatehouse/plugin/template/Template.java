package gatehouse.plugin.template;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A text with `$(…)` holes, as Kong's transformers have them. A `$` that no `(` follows is itself.
///
/// Texts are rows of bytes here, as in Lua: one character, 0 to 255, for each byte.
public final class Template {
  private final List<Piece> pieces;
  private final boolean readsCaller;

  private Template(List<Piece> pieces, boolean readsCaller) {
    this.pieces = pieces;
    this.readsCaller = readsCaller;
  }

  private sealed interface Piece {}

  private record Literal(String bytes) implements Piece {}

  private record Hole(Expression expression) implements Piece {}

  /// Reads a template.
  ///
  /// @throws TemplateFault if a hole is no expression
  public static Template parse(String text) throws TemplateFault {
    String bytes = bytes(text);
    List<Piece> pieces = new ArrayList<>();
    boolean readsCaller = false;
    int at = 0;
    while (at < bytes.length()) {
      int open = bytes.indexOf("$(", at);
      if (open < 0) {
        break;
      }
      if (open > at) {
        pieces.add(new Literal(bytes.substring(at, open)));
      }
      Parser parser = new Parser(bytes, open + 2);
      pieces.add(new Hole(parser.hole()));
      readsCaller |= parser.readsCaller();
      at = parser.end();
    }
    if (at < bytes.length()) {
      pieces.add(new Literal(bytes.substring(at)));
    }
    return new Template(List.copyOf(pieces), readsCaller);
  }

  /// The text's UTF-8, one character for each byte.
  public static String bytes(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 127) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
      }
    }
    return text;
  }

  /// The text without holes; null if there is one.
  public @Nullable String constant() {
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      if (!(piece instanceof Literal(String bytes))) {
        return null;
      }
      text.append(bytes);
    }
    return text.toString();
  }

  /// Whether it reads something verified about the caller: a claim, the consumer, the credential.
  public boolean readsCaller() {
    return readsCaller;
  }

  /// The text for one request; nil is empty. Null if a claim or another fact about the caller is
  /// wanted that is not there: whatever would have been made of it must not be made at all.
  ///
  /// @throws RenderFailure if an expression cannot be computed
  public @Nullable String render(Scopes scopes) {
    if (pieces.size() == 1 && pieces.getFirst() instanceof Literal(String bytes)) {
      return bytes;
    }
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      switch (piece) {
        case Literal(String bytes) -> text.append(bytes);
        case Hole(Expression expression) -> {
          Object value = expression.value(scopes);
          if (value == Absent.CLAIM) {
            return null;
          }
          text.append(Values.shown(value));
        }
      }
    }
    return text.toString();
  }
}
