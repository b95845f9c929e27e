package gatehouse.seclang.injection;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The few words that folding knows by name.
final class SqlWords {
  private static final SqlToken NOT = word("NOT");
  private static final SqlToken IN = word("IN");
  private static final SqlToken NOT_IN = word("NOT IN");
  private static final SqlToken LIKE = word("LIKE");
  private static final SqlToken NOT_LIKE = word("NOT LIKE");
  private static final SqlToken USER = word("USER");

  /// Values in some dialects, functions in others.
  private static final SqlToken[] CALLED_LIKE_NAMES =
      words(
          "CURRENT_DATE",
          "CURRENT_TIME",
          "CURRENT_TIMESTAMP",
          "CURRENT_USER",
          "DATABASE",
          "LOCALTIME",
          "LOCALTIMESTAMP",
          "PASSWORD",
          "USER",
          "USER_ID",
          "USER_NAME");

  private SqlWords() {}

  static boolean isNot(SqlToken token) {
    return token.sameText(NOT);
  }

  static boolean isIn(SqlToken token) {
    return token.sameText(IN) || token.sameText(NOT_IN);
  }

  static boolean isLike(SqlToken token) {
    return token.sameText(LIKE) || token.sameText(NOT_LIKE);
  }

  static boolean isUser(SqlToken token) {
    return token.sameText(USER);
  }

  static boolean isCalledLikeAName(SqlToken token) {
    if (token.length < 4 || token.length > 17) {
      return false;
    }
    for (SqlToken word : CALLED_LIKE_NAMES) {
      if (word.sameText(token)) {
        return true;
      }
    }
    return false;
  }

  /// INTO OUTFILE and INTO DUMPFILE write files.
  static boolean beginsWithInto(SqlToken token) {
    return token.length >= 5
        && token.startsWith('I', 'N')
        && token.at(2) == 'T'
        && token.at(3) == 'O';
  }

  private static SqlToken[] words(String... words) {
    return Arrays.stream(words).map(SqlWords::word).toArray(SqlToken[]::new);
  }

  private static SqlToken word(String word) {
    SqlToken token = new SqlToken();
    byte[] bytes = word.getBytes(StandardCharsets.US_ASCII);
    token.set('n', bytes, 0, bytes.length);
    return token;
  }
}
