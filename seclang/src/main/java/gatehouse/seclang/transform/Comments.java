package gatehouse.seclang.transform;

import gatehouse.seclang.text.ByteBuilder;
import gatehouse.seclang.text.Bytes;

/// Comments of SQL, C and HTML.
final class Comments {
  private static final Bytes OPEN = Bytes.of("/*");
  private static final Bytes CLOSE = Bytes.of("*/");
  private static final Bytes MARKUP_OPEN = Bytes.of("<!--");
  private static final Bytes MARKUP_CLOSE = Bytes.of("-->");
  private static final Bytes DASHES = Bytes.of("--");

  private Comments() {}

  /// Each `/* … */` becomes one blank; one without an end takes all the rest with it.
  static Bytes replace(Bytes value) {
    ByteBuilder out = new ByteBuilder(value.length());
    int at = 0;
    while (at < value.length()) {
      int open = value.indexOf(OPEN, at);
      if (open < 0) {
        return out.add(value.slice(at, value.length())).toBytes();
      }
      out.add(value.slice(at, open)).add(' ');
      int close = value.indexOf(CLOSE, open + 2);
      at = close < 0 ? value.length() : close + 2;
    }
    return out.toBytes();
  }

  /// Drops comments. As ModSecurity does it, the byte behind a comment's end is copied without a
  /// look, and is NUL at the end of the text: rules were written against that.
  static Bytes remove(Bytes value) {
    ByteBuilder out = new ByteBuilder(value.length() + 1);
    int i = 0;
    while (i < value.length()) {
      if (!isMark(value.at(i))) {
        out.add(value.at(i++));
      } else if (value.startsWith(OPEN, i) || value.startsWith(MARKUP_OPEN, i)) {
        int close = endOfComment(value, i + (value.at(i) == '/' ? 2 : 4));
        if (close < 0) {
          return out.add(' ').toBytes();
        }
        out.add(close < value.length() ? value.at(close) : 0);
        i = close + 1;
      } else if (value.startsWith(DASHES, i) || value.at(i) == '#') {
        return out.toBytes();
      } else {
        out.add(value.at(i++));
      }
    }
    return out.toBytes();
  }

  /// The index behind the first end mark of either kind, or -1.
  private static int endOfComment(Bytes value, int from) {
    for (int i = from; i < value.length(); i++) {
      if (!isMark(value.at(i))) {
        continue;
      }
      if (value.startsWith(CLOSE, i)) {
        return i + 2;
      }
      if (value.startsWith(MARKUP_CLOSE, i)) {
        return i + 3;
      }
    }
    return -1;
  }

  /// Drops the marks and keeps what they enclose.
  static Bytes removeMarks(Bytes value) {
    ByteBuilder out = new ByteBuilder(value.length());
    int i = 0;
    while (i < value.length()) {
      int mark = isMark(value.at(i)) ? markAt(value, i) : 0;
      if (mark == 0) {
        out.add(value.at(i++));
      } else {
        i += mark;
      }
    }
    return out.toBytes();
  }

  /// Whether a mark may begin with the byte: nearly none of a long text does.
  private static boolean isMark(int c) {
    return c == '/' || c == '*' || c == '<' || c == '-' || c == '#';
  }

  private static int markAt(Bytes value, int at) {
    if (value.startsWith(OPEN, at) || value.startsWith(CLOSE, at)) {
      return 2;
    }
    if (value.startsWith(MARKUP_OPEN, at)) {
      return 4;
    }
    if (value.startsWith(MARKUP_CLOSE, at)) {
      return 3;
    }
    if (value.startsWith(DASHES, at)) {
      return 2;
    }
    return value.at(at) == '#' ? 1 : 0;
  }
}
