package gatehouse.seclang.parse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One file of rules, read as ISO-8859-1 so that a char is a byte, and cut into logical lines.
public final class Source {
  private final String name;
  private final String chars;
  private final int firstLine;
  private final int[] lineStarts;

  private Source(String name, String chars, int firstLine) {
    this.name = name;
    this.chars = chars;
    this.firstLine = firstLine;
    this.lineStarts = lineStarts(chars);
  }

  public static Source of(String name, byte[] content) {
    return new Source(name, new String(content, StandardCharsets.ISO_8859_1), 1);
  }

  /// Text that stands inside another document, whose line `firstLine` it begins on. Other than
  /// ASCII counts as its UTF-8 bytes.
  public static Source inline(String name, String text, int firstLine) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Source(name, new String(bytes, StandardCharsets.ISO_8859_1), firstLine);
  }

  public String name() {
    return name;
  }

  /// The folder the file lies in, without the last slash; empty when it has none.
  public String folder() {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? "" : name.substring(0, slash);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Source that
        && name.equals(that.name)
        && firstLine == that.firstLine
        && chars.equals(that.chars);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + chars.hashCode();
  }

  Position position(int offset) {
    int at = Arrays.binarySearch(lineStarts, offset);
    int line = at >= 0 ? at : -at - 2;
    return new Position(name, firstLine + line, offset - lineStarts[line] + 1);
  }

  /// The lines with continuations joined, comments and empty ones left out. A comment between the
  /// lines of one directive does not end it.
  List<Text> logicalLines() {
    List<Text> lines = new ArrayList<>();
    StringBuilder joined = new StringBuilder();
    int[] offsets = new int[256];
    boolean continued = false;
    for (int line = 0; line < lineStarts.length; line++) {
      int from = lineStarts[line];
      int to = lineEnd(line);
      int content = skipBlanks(from, to);
      if (content < to && chars.charAt(content) == '#') {
        continue;
      }
      if (continued) {
        from = content;
      }
      continued = to > from && chars.charAt(to - 1) == '\\';
      int end = continued ? to - 1 : to;
      offsets = ensure(offsets, joined.length() + end - from + 1);
      for (int i = from; i < end; i++) {
        offsets[joined.length()] = i;
        joined.append(chars.charAt(i));
      }
      offsets[joined.length()] = end;
      if (!continued) {
        addLine(lines, joined, offsets);
      }
    }
    addLine(lines, joined, offsets);
    return lines;
  }

  private void addLine(List<Text> lines, StringBuilder joined, int[] offsets) {
    if (!joined.isEmpty()) {
      Places own = Places.of(offsets, joined.length() + 1);
      Text line = new Text(this, joined.toString(), own, 0).trim();
      if (!line.isEmpty()) {
        lines.add(line);
      }
      joined.setLength(0);
    }
  }

  private int lineEnd(int line) {
    int to = line + 1 < lineStarts.length ? lineStarts[line + 1] - 1 : chars.length();
    return to > lineStarts[line] && chars.charAt(to - 1) == '\r' ? to - 1 : to;
  }

  private int skipBlanks(int from, int to) {
    int i = from;
    while (i < to && Text.isBlank(chars.charAt(i))) {
      i++;
    }
    return i;
  }

  private static int[] ensure(int[] array, int length) {
    return array.length < length ? Arrays.copyOf(array, Math.max(length, array.length * 2)) : array;
  }

  private static int[] lineStarts(String chars) {
    int[] starts = new int[16];
    int count = 1;
    for (int at = chars.indexOf('\n'); at >= 0; at = chars.indexOf('\n', at + 1)) {
      starts = ensure(starts, count + 1);
      starts[count++] = at + 1;
    }
    return Arrays.copyOf(starts, count);
  }
}
