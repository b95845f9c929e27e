package gatehouse.seclang.transform;

import gatehouse.seclang.text.ByteBuilder;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.text.Traits;

/// Resolves `.`, `..` and doubled slashes of a path, never above its root.
final class NormalisePath {
  private NormalisePath() {}

  static Bytes normaliseWin(Bytes value) {
    if ((value.traits() & Traits.BACKSLASH) == 0) {
      return normalise(value);
    }
    byte[] slashes = value.toArray();
    for (int i = 0; i < slashes.length; i++) {
      if (slashes[i] == '\\') {
        slashes[i] = '/';
      }
    }
    return normalise(Bytes.of(slashes));
  }

  static Bytes normalise(Bytes value) {
    int length = value.length();
    if (length == 0) {
      return value;
    }
    boolean absolute = value.at(0) == '/';
    ByteBuilder out = new ByteBuilder(length);
    if (absolute) {
      out.add('/');
    }
    int at = 0;
    while (at < length) {
      int end = value.indexOf('/', at);
      end = end < 0 ? length : end;
      segment(value, at, end, absolute, out);
      at = end + 1;
    }
    int root = absolute ? 1 : 0;
    if (value.at(length - 1) == '/' && out.length() > root) {
      out.add('/');
    }
    return out.toBytes();
  }

  /// `out` never ends in a slash but the root's.
  private static void segment(Bytes value, int from, int to, boolean absolute, ByteBuilder out) {
    int size = to - from;
    if (size == 0 || (size == 1 && value.at(from) == '.')) {
      return;
    }
    if (size == 2 && value.at(from) == '.' && value.at(from + 1) == '.') {
      int root = absolute ? 1 : 0;
      int start = lastSegment(out, root);
      if (out.length() > root && !isParent(out, start)) {
        out.cut(Math.max(root, start - 1));
        return;
      }
      if (absolute) {
        return;
      }
    }
    if (!out.isEmpty() && out.last() != '/') {
      out.add('/');
    }
    out.add(value.slice(from, to));
  }

  private static int lastSegment(ByteBuilder out, int root) {
    int start = out.length();
    while (start > root && out.at(start - 1) != '/') {
      start--;
    }
    return start;
  }

  private static boolean isParent(ByteBuilder out, int start) {
    return out.length() == start + 2 && out.at(start) == '.' && out.at(start + 1) == '.';
  }
}
