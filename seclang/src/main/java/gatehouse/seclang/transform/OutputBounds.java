package gatehouse.seclang.transform;

import gatehouse.regex.ByteGroups;
import gatehouse.seclang.text.Bytes;

/// What is known of a step's result before it runs. Necessary conditions of the tests behind it can
/// be held against that, and mostly prove that it need not run.
final class OutputBounds {
  private static final long BLANK = ByteGroups.bit((byte) ' ');
  private static final long PATH = ByteGroups.bit((byte) '/') | ByteGroups.bit((byte) '.');

  private OutputBounds() {}

  /// The groups ([ByteGroups]) that the result may have beyond those of the value.
  static long addedGroups(TransformationName name) {
    return switch (name) {
      case CMD_LINE, CMD_LINE_KEEPING_CASE, COMPRESS_WHITESPACE, REPLACE_COMMENTS, REPLACE_NULLS ->
          BLANK;
      case NORMALISE_PATH, NORMALISE_PATH_WIN -> PATH;
      case LOWERCASE, UPPERCASE, REMOVE_NULLS, REMOVE_WHITESPACE, TRIM, TRIM_LEFT, TRIM_RIGHT -> 0;
      default -> -1L;
    };
  }

  /// Whether the result may be longer than the value.
  static boolean mayGrow(TransformationName name) {
    return switch (name) {
      case BASE64_ENCODE,
          HEX_ENCODE,
          LENGTH,
          MD5,
          PHP_ARGS_NAMES,
          REMOVE_COMMENTS,
          SHA1,
          URL_ENCODE,
          UTF8_TO_UNICODE ->
          true;
      default -> false;
    };
  }

  /// A length that the result does not exceed.
  static int mostBytes(TransformationName name, Bytes value) {
    if (name == TransformationName.BASE64_DECODE) {
      return Base64.decodedLength(value);
    }
    return mayGrow(name) ? Integer.MAX_VALUE : value.length();
  }
}
