package gatehouse.spi;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A response that Gatehouse makes itself.
///
/// @param status 100 to 599
/// @param message text of the JSON body `{"message", "request_id"}`; null when there is none
/// @param members further members of that JSON body, in order
/// @param headers fields to send besides those every answer has
/// @param raw a body that is sent as it is, in place of the JSON one
public record Answer(
    int status,
    @Nullable String message,
    List<Member> members,
    List<Field> headers,
    @Nullable Raw raw) {

  /// A refusal with the JSON body that every client knows.
  public static Answer error(int status, String message) {
    return new Answer(status, message, List.of(), List.of(), null);
  }

  /// An answer without a body.
  public static Answer empty(int status) {
    return new Answer(status, null, List.of(), List.of(), null);
  }

  /// An answer with a body of its own.
  ///
  /// @param contentType null sends no Content-Type
  public static Answer of(int status, @Nullable String contentType, byte[] body) {
    return new Answer(status, null, List.of(), List.of(), new Raw(contentType, body));
  }

  /// An answer with a text for a body, in UTF-8.
  public static Answer text(int status, @Nullable String contentType, String body) {
    return of(status, contentType, body.getBytes(StandardCharsets.UTF_8));
  }

  /// The same answer with one more header field.
  public Answer with(HeaderName name, String value) {
    return new Answer(status, message, members, plus(headers, new Field(name, value)), raw);
  }

  /// The same answer with one more member in its JSON body.
  public Answer withMember(String name, String value) {
    return new Answer(status, message, plus(members, new Member(name, value)), headers, raw);
  }

  private static <T> List<T> plus(List<T> list, T last) {
    var longer = new java.util.ArrayList<T>(list);
    longer.add(last);
    return List.copyOf(longer);
  }

  /// One header field of an answer.
  public record Field(HeaderName name, String value) {}

  /// One member of an answer's JSON body besides `message` and `request_id`.
  public record Member(String name, String value) {}

  /// A body that is sent as it is; the array must not be changed afterwards.
  @SuppressWarnings("ArrayRecordComponent") // never compared; a copy per answer would cost
  public record Raw(@Nullable String contentType, byte[] body) {}
}
