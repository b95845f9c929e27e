package gatehouse.seclang.injection;

import gatehouse.seclang.injection.MarkupLexer.State;
import gatehouse.seclang.injection.MarkupNames.Kind;
import gatehouse.seclang.operator.InjectionDetector;
import gatehouse.seclang.text.Bytes;
import org.jspecify.annotations.Nullable;

/// Recognises markup that runs scripts: a value is read as HTML from each of five places where a
/// page may put it (text, inside a tag, inside a value in any of three quotes), and judged by its
/// tags, attributes and comments. What is found is the value itself.
public final class MarkupInjection implements InjectionDetector {
  private final ThreadLocal<MarkupLexer> lexers = ThreadLocal.withInitial(MarkupLexer::new);

  @Override
  public @Nullable Bytes detect(Bytes value) {
    int marks = marks(value);
    if ((marks & (OPEN | EQUALS)) == 0) {
      return null;
    }
    MarkupLexer lexer = lexers.get();
    boolean found =
        ((marks & OPEN) != 0 && runsScripts(lexer, value, State.DATA))
            || runsScripts(lexer, value, State.BEFORE_NAME)
            || ((marks & SINGLE) != 0 && runsScripts(lexer, value, State.SINGLE_QUOTED))
            || ((marks & DOUBLE) != 0 && runsScripts(lexer, value, State.DOUBLE_QUOTED))
            || ((marks & BACK) != 0 && runsScripts(lexer, value, State.BACK_QUOTED));
    lexer.end();
    return found ? value : null;
  }

  private static final int OPEN = 1;
  private static final int EQUALS = 1 << 1;
  private static final int SINGLE = 1 << 2;
  private static final int DOUBLE = 1 << 3;
  private static final int BACK = 1 << 4;
  private static final byte[] MARKS = marks();

  /// Which bytes of significance occur. Without `<` there is no tag, comment or doctype, and
  /// without `=` no attribute has a value, so a text with neither is harmless wherever it lands;
  /// and one without a certain quote stays inside a value that this quote encloses.
  private static int marks(Bytes value) {
    byte[] bytes = value.array();
    int seen = 0;
    for (int i = value.from(); i < value.to(); i++) {
      seen |= MARKS[bytes[i] & 0xff];
    }
    return seen;
  }

  private static byte[] marks() {
    byte[] table = new byte[256];
    table['<'] = OPEN;
    table['='] = EQUALS;
    table['\''] = SINGLE;
    table['"'] = DOUBLE;
    table['`'] = BACK;
    return table;
  }

  static boolean runsScripts(MarkupLexer lexer, Bytes value, State start) {
    Kind kind = Kind.NONE;
    lexer.begin(value, start);
    while (lexer.next()) {
      byte[] bytes = lexer.bytes();
      int from = lexer.from();
      int to = lexer.to();
      switch (lexer.token()) {
        case DOCTYPE -> {
          return true;
        }
        case TAG_OPEN -> {
          if (MarkupNames.isActiveTag(bytes, from, to)) {
            return true;
          }
          kind = Kind.NONE;
        }
        case NAME -> kind = MarkupNames.kind(bytes, from, to);
        case VALUE -> {
          if (runsScripts(kind, bytes, from, to)) {
            return true;
          }
          kind = Kind.NONE;
        }
        case COMMENT -> {
          if (isActiveComment(bytes, from, to)) {
            return true;
          }
          kind = Kind.NONE;
        }
        case TEXT, TAG_CLOSE, TAG_END, SELF_CLOSE -> kind = Kind.NONE;
      }
    }
    return false;
  }

  private static boolean runsScripts(Kind kind, byte[] bytes, int from, int to) {
    return switch (kind) {
      case NONE -> false;
      case ALWAYS -> true;
      case URL -> ScriptUrl.is(bytes, from, to);
      case NAME -> MarkupNames.kind(bytes, from, to) != Kind.NONE;
    };
  }

  /// Internet Explorer ends tags at a backtick, runs conditional comments and `<?import`; XML has
  /// entities.
  private static boolean isActiveComment(byte[] bytes, int from, int to) {
    if (SqlBytes.find(bytes, from, to, '`') < to) {
      return true;
    }
    int length = to - from;
    return (length > 3
            && (MarkupNames.startsWith(bytes, from, to, "[if")
                || MarkupNames.startsWith(bytes, from, to, "xml")))
        || (length > 5
            && (MarkupNames.is(bytes, from, Math.min(from + 6, to), "import")
                || MarkupNames.is(bytes, from, Math.min(from + 6, to), "entity")));
  }
}
