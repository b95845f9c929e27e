package gatehouse.seclang;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.ByteBuilder;
import gatehouse.seclang.text.Bytes;
import java.util.ArrayList;
import java.util.List;

/// Finds the values of hidden names in a text, whatever it is: arguments of a query or form,
/// members of JSON, elements and attributes of XML, parts of a multipart body. Reads leniently,
/// since a body that is broken is logged all the same, and each kind by itself, since nobody knows
/// how a service reads the text.
final class NamedValues {
  /// Longer ones are no names of members, elements or attributes.
  private static final int LONGEST_NAME = 256;

  /// Addresses in addresses are looked into so far.
  private static final int DEEPEST = 3;

  private static final Bytes DISPOSITION = Bytes.of("content-disposition:");
  private static final Bytes BLANK_LINE = Bytes.of("\r\n\r\n");
  private static final Bytes BOUNDARY = Bytes.of("\r\n--");

  /// Where a value stands.
  ///
  /// @param to where it ends as the thing it is read as
  /// @param last where it ends for who wants to be sure: only at an `&`, since a secret may have
  ///   anything else in it
  record Range(int from, int to, int last) {}

  /// Whether the values of a name are hidden.
  @FunctionalInterface
  interface Judge {
    boolean hides(String name);

    /// As it stands in a message.
    default boolean hides(Bytes name) {
      return hides(name.toString());
    }
  }

  private final Bytes text;
  private final Judge judge;
  private final int depth;
  private final List<Range> found = new ArrayList<>(0);

  /// The `&` that the last hidden argument was said to end at.
  private int ampersand = -1;

  private NamedValues(Bytes text, Judge judge, int depth) {
    this.text = text;
    this.judge = judge;
    this.depth = depth;
  }

  /// The places, in no order; some may overlap.
  static List<Range> in(Bytes text, Judge judge) {
    NamedValues values = new NamedValues(text, judge, 0);
    if (text.indexOf('=', 0) >= 0) {
      values.arguments();
      values.parts();
    }
    if (text.indexOf(':', 0) >= 0) {
      values.members();
    }
    if (text.indexOf('<', 0) >= 0) {
      values.elements();
    }
    return values.found;
  }

  private void add(int from, int to) {
    add(from, to, to);
  }

  private void add(int from, int to, int last) {
    if (from < last) {
      found.add(new Range(from, to, last));
    }
  }

  // ---- name=value&name=value

  private void arguments() {
    int from = 0;
    while (from < text.length()) {
      int end = from;
      while (end < text.length() && "&#\r\n".indexOf(text.at(end)) < 0) {
        end++;
      }
      argument(from, end);
      from = end + 1;
    }
  }

  /// What stands before any `=` may be a name, with or without what stands in front of a quote;
  /// what follows the first hidden one belongs to it.
  private void argument(int from, int end) {
    int name = from;
    int unquoted = from;
    int value = -1;
    for (int at = from; at < end; at++) {
      int c = text.at(at);
      if (c == '=') {
        if (hidesName(name, at)) {
          addArgument(at + 1, end);
          return;
        }
        if (unquoted != name && hidesName(unquoted, at)) {
          addArgument(at + 1, at + 1);
        }
        value = value < 0 ? at + 1 : value;
        name = at + 1;
        unquoted = at + 1;
      } else if (c == ';' || c == '?' || c == ' ') {
        name = at + 1;
        unquoted = at + 1;
      } else if (c < ' ') {
        name = at + 1;
      } else if (c == '"' || c == '\'') {
        unquoted = at + 1;
      }
    }
    if (value >= 0 && holdsSecret(text.slice(value, end))) {
      add(value, end);
    }
  }

  /// A long text may have many, and no `&` between them: only the first goes on to its end.
  private void addArgument(int from, int to) {
    if (ampersand < to) {
      int next = text.indexOf('&', to);
      ampersand = next < 0 ? text.length() : next;
      add(from, to, ampersand);
    } else {
      add(from, to);
    }
  }

  private boolean hidesName(int from, int to) {
    return judge.hides(percentDecoded(text.slice(from, to)));
  }

  /// An argument may be an address with arguments of its own.
  private boolean holdsSecret(Bytes value) {
    if (depth == DEEPEST || value.indexOf('%', 0) < 0) {
      return false;
    }
    NamedValues inner = new NamedValues(percentDecoded(value), judge, depth + 1);
    inner.arguments();
    return !inner.found.isEmpty();
  }

  private static Bytes percentDecoded(Bytes name) {
    if (name.indexOf('%', 0) < 0 && name.indexOf('+', 0) < 0) {
      return name.trim();
    }
    ByteBuilder out = new ByteBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      int c = name.at(i);
      boolean coded =
          c == '%'
              && i + 2 < name.length()
              && Ascii.isHex(name.at(i + 1))
              && Ascii.isHex(name.at(i + 2));
      if (coded) {
        out.add(Ascii.hex(name.at(i + 1)) << 4 | Ascii.hex(name.at(i + 2)));
        i += 2;
      } else {
        out.add(c == '+' ? ' ' : c);
      }
    }
    return out.toBytes().trim();
  }

  // ---- {"name": value}

  private void members() {
    int at = text.indexOf('"', 0);
    while (at >= 0) {
      int end = stringEnd(at + 1);
      int after = blanks(end + 1);
      if (after < text.length() && text.at(after) == ':') {
        boolean hidden =
            end - at <= LONGEST_NAME && judge.hides(unescaped(text.slice(at + 1, end)));
        int value = blanks(after + 1);
        int valueEnd = hidden ? valueEnd(value) : value;
        add(value, valueEnd);
        at = text.indexOf('"', valueEnd);
      } else {
        at = text.indexOf('"', Math.min(end + 1, text.length()));
      }
    }
  }

  /// The index of the closing quote, or the text's end.
  private int stringEnd(int from) {
    int at = from;
    while (at < text.length() && text.at(at) != '"') {
      at += text.at(at) == '\\' ? 2 : 1;
    }
    return Math.min(at, text.length());
  }

  private int blanks(int from) {
    int at = Math.min(from, text.length());
    while (at < text.length() && Ascii.isSpace(text.at(at))) {
      at++;
    }
    return at;
  }

  /// Behind a string, a word, or a whole object or array.
  private int valueEnd(int from) {
    int at = from;
    int depth = 0;
    while (at < text.length()) {
      int c = text.at(at);
      if (c == '"') {
        at = stringEnd(at + 1);
      } else if (c == '{' || c == '[') {
        depth++;
      } else if (c == '}' || c == ']') {
        depth--;
      }
      boolean ends = depth == 0 && (c == '"' || c == '}' || c == ']');
      if (depth < 0 || depth == 0 && c == ',') {
        return at;
      } else if (ends) {
        return Math.min(at + 1, text.length());
      }
      at++;
    }
    return text.length();
  }

  private static String unescaped(Bytes name) {
    if (name.indexOf('\\', 0) < 0) {
      return name.toString();
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      int c = name.at(i);
      if (c == '\\' && i + 5 < name.length() && name.at(i + 1) == 'u') {
        int code = 0;
        for (int digit = i + 2; digit < i + 6; digit++) {
          code = code << 4 | Math.max(Ascii.hex(name.at(digit)), 0);
        }
        out.append((char) code);
        i += 5;
      } else if (c != '\\') {
        out.append((char) c);
      }
    }
    return out.toString();
  }

  // ---- <name attribute="value">value</name>

  private void elements() {
    int open = text.indexOf('<', 0);
    while (open >= 0) {
      int nameEnd = open + 1;
      while (nameEnd < text.length() && !isTagDelimiter(text.at(nameEnd))) {
        nameEnd++;
      }
      int close = attributes(nameEnd);
      Bytes name = text.slice(open + 1, nameEnd);
      boolean empty = close > 0 && close <= text.length() && text.at(close - 1) == '/';
      int next = close < text.length() && text.at(close) == '>' ? close + 1 : close;
      if (!name.isEmpty() && !empty && name.length() <= LONGEST_NAME && judge.hides(local(name))) {
        int end = text.indexOf(Bytes.of("</").plus(name), next);
        add(next, end < 0 ? text.length() : end);
        next = end < 0 ? text.length() : end;
      }
      open = text.indexOf('<', next);
    }
  }

  private static boolean isTagDelimiter(int c) {
    return c <= ' ' || c == '>' || c == '/';
  }

  private static String local(Bytes name) {
    return name.slice(name.indexOf(':', 0) + 1, name.length()).toString();
  }

  /// Reads to the end of a tag and gives its index.
  private int attributes(int from) {
    int at = from;
    int name = from;
    while (at < text.length() && text.at(at) != '>' && text.at(at) != '<') {
      int c = text.at(at);
      if (isTagDelimiter(c)) {
        name = at + 1;
      } else if (c == '"' || c == '\'') {
        int end = text.indexOf(c, at + 1);
        end = end < 0 ? text.length() : end;
        boolean named = at > name && at - name <= LONGEST_NAME && text.at(at - 1) == '=';
        if (named && judge.hides(local(text.slice(name, at - 1)))) {
          add(at + 1, end);
        }
        at = end;
        name = end + 1;
      }
      at++;
    }
    return Math.min(at, text.length());
  }

  // ---- Content-Disposition: form-data; name="name"

  private void parts() {
    Bytes lower = text.indexOf(BOUNDARY, 0) < 0 ? Bytes.EMPTY : text.lower();
    int at = lower.indexOf(DISPOSITION, 0);
    while (at >= 0) {
      int lineEnd = text.indexOf('\r', at);
      int begin = text.indexOf(BLANK_LINE, at);
      if (lineEnd < 0 || begin < 0) {
        return;
      }
      int end = text.indexOf(BOUNDARY, begin + 2);
      end = end < 0 ? text.length() : end;
      if (namesHidden(text.slice(at, lineEnd))) {
        add(begin + BLANK_LINE.length(), end);
      }
      at = lower.indexOf(DISPOSITION, Math.min(end, text.length()));
    }
  }

  private boolean namesHidden(Bytes disposition) {
    for (String parameter : disposition.toString().split(";")) {
      String[] pair = parameter.strip().split("=", 2);
      if (pair.length == 2 && pair[0].strip().equalsIgnoreCase("name")) {
        return judge.hides(pair[1].replace("\"", "").strip());
      }
    }
    return false;
  }
}
