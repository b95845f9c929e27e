package gatehouse.answer;

import gatehouse.spi.Answer;
import java.nio.charset.StandardCharsets;

/// The JSON body of Gatehouse's own answers: `{"message": …, "request_id": …}`.
public final class JsonBody {
  private static final int ESCAPED_BELOW = 0x20;
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private JsonBody() {}

  /// The body of an answer, empty if it has none.
  public static byte[] of(Answer answer, String requestId) {
    if (answer.raw() != null) {
      return answer.raw().body();
    }
    if (answer.message() == null && answer.members().isEmpty()) {
      return new byte[0];
    }
    StringBuilder json = new StringBuilder(128).append('{');
    if (answer.message() != null) {
      member(json, "message", answer.message()).append(',');
    }
    for (Answer.Member member : answer.members()) {
      member(json, member.name(), member.value()).append(',');
    }
    member(json, "request_id", requestId).append('}');
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static StringBuilder member(StringBuilder json, String name, String value) {
    quote(json, name).append(':');
    return quote(json, value);
  }

  private static StringBuilder quote(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ESCAPED_BELOW || c == 0x7F) {
        json.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
      } else {
        json.append(c);
      }
    }
    return json.append('"');
  }
}
