package gatehouse.seclang.transform;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.ByteBuilder;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.text.Traits;

/// Transformations that drop, replace or fold single bytes.
final class Whitespace {
  static final long CMD_LINE_TRIGGERS =
      Traits.BACKSLASH
          | Traits.SHELL_NOISE
          | Traits.COMMA_OR_SEMICOLON
          | Traits.UPPER
          | Traits.CONTROL_SPACE
          | Traits.SPACE_SPACE
          | Traits.SPACE_BEFORE_PATH;

  private Whitespace() {}

  static Bytes compress(Bytes value) {
    ByteBuilder out = new ByteBuilder(value.length());
    boolean inSpace = false;
    for (int i = 0; i < value.length(); i++) {
      int c = value.at(i);
      boolean space = Ascii.isSpace(c);
      if (!space || !inSpace) {
        out.add(space ? ' ' : c);
      }
      inSpace = space;
    }
    return out.toBytes();
  }

  /// Bytes A0 and C2 go too: the no-break space in ISO-8859-1 and in UTF-8.
  static Bytes remove(Bytes value) {
    ByteBuilder out = new ByteBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      int c = value.at(i);
      if (!Ascii.isSpace(c) && c != 0xa0 && c != 0xc2) {
        out.add(c);
      }
    }
    return out.toBytes();
  }

  static Bytes removeNulls(Bytes value) {
    ByteBuilder out = new ByteBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      if (value.at(i) != 0) {
        out.add(value.at(i));
      }
    }
    return out.toBytes();
  }

  static Bytes replaceNulls(Bytes value) {
    ByteBuilder out = new ByteBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      out.add(value.at(i) == 0 ? ' ' : value.at(i));
    }
    return out.toBytes();
  }

  static Bytes trimLeft(Bytes value) {
    int from = 0;
    while (from < value.length() && Ascii.isSpace(value.at(from))) {
      from++;
    }
    return value.slice(from, value.length());
  }

  static Bytes trimRight(Bytes value) {
    int to = value.length();
    while (to > 0 && Ascii.isSpace(value.at(to - 1))) {
      to--;
    }
    return value.slice(0, to);
  }

  static Bytes upper(Bytes value) {
    ByteBuilder out = new ByteBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      out.add(Ascii.upper(value.at(i)));
    }
    return out.toBytes();
  }

  /// What a shell would read: quoting without effect is gone, separators are one blank, and there
  /// is none before a path or a bracket.
  static Bytes cmdLine(Bytes value) {
    return cmdLine(value, true);
  }

  static Bytes cmdLine(Bytes value, boolean lower) {
    ByteBuilder out = new ByteBuilder(value.length());
    boolean space = false;
    for (int i = 0; i < value.length(); i++) {
      int c = value.at(i);
      switch (c) {
        case '"', '\'', '\\', '^' -> {}
        case ' ', ',', ';', '\t', '\r', '\n' -> {
          if (!space) {
            out.add(' ');
            space = true;
          }
        }
        default -> {
          if (space && (c == '/' || c == '(')) {
            out.cut(out.length() - 1);
          }
          out.add(lower ? Ascii.lower(c) : c);
          space = false;
        }
      }
    }
    return out.toBytes();
  }
}
