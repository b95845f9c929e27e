package gatehouse.plugin.inspect.openapi;

import gatehouse.plugin.inspect.FieldValue;
import gatehouse.plugin.inspect.MediaRange;
import gatehouse.plugin.inspect.coding.ContentCoding;
import gatehouse.plugin.inspect.schema.JsonSchema.Way;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a body is, before anyone looks into it.
sealed interface BodyFound {
  /// There is nothing to judge.
  enum Nothing implements BodyFound {
    NOTHING
  }

  /// Its media type is not described, or nobody can be sure of it.
  record WrongType(String reason) implements BodyFound {}

  /// It is wrong whatever is in it.
  record Wrong(Problem problem) implements BodyFound {}

  /// It is to be judged; that touches no exchange.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Judged(
      Content.Media media, String type, String contentType, byte[] bytes, @Nullable String coding)
      implements BodyFound {
    private static final int ON_THE_LOOP = 64 << 10;

    /// Whether it takes so long that an event loop should not do it.
    boolean isHeavy() {
      return bytes.length > ON_THE_LOOP || ContentCoding.isCoded(coding);
    }

    /// What is wrong with it.
    ///
    /// @param limit bytes that it may have without its content coding
    List<Problem> problems(Way way, int most, long limit) {
      byte[] plain = bytes;
      if (coding != null && ContentCoding.isCoded(coding)) {
        if (!(ContentCoding.decode(bytes, coding, limit, true)
            instanceof ContentCoding.Outcome.Plain(var decoded))) {
          return List.of(Problem.of("body", "", "cannot be decoded"));
        }
        plain = decoded;
      }
      List<Problem> problems = new ArrayList<>();
      media.judge(plain, type, contentType, way, most, problems);
      return problems;
    }
  }

  HeaderName CONTENT_TYPE = HeaderName.of("Content-Type");
  HeaderName CONTENT_ENCODING = HeaderName.of("Content-Encoding");

  /// The body of a request.
  ///
  /// @param refusesOthers whether a body of which nothing is said is wrong
  static BodyFound ofRequest(
      Headers headers,
      byte @Nullable [] body,
      Operation.@Nullable RequestBody described,
      boolean refusesOthers) {
    if (body == null || body.length == 0) {
      return described != null && described.required()
          ? new Wrong(Problem.of("body", "", "required body not found in request"))
          : Nothing.NOTHING;
    }
    if (described == null) {
      return refusesOthers
          ? new Wrong(Problem.of("body", "", "the specification describes none"))
          : Nothing.NOTHING;
    }
    return of(headers, body, described.content());
  }

  /// The body of either side.
  static BodyFound of(Headers headers, byte[] body, Content content) {
    if (content.isEmpty()) {
      return Nothing.NOTHING;
    }
    List<String> sent = headers.all(CONTENT_TYPE);
    FieldValue field = sent.size() == 1 ? FieldValue.parse(sent.getFirst()) : null;
    if (field == null) {
      return new WrongType(
          sent.isEmpty() ? "there is no media type" : "nobody can be sure of the media type");
    }
    String type = field.value();
    if (MediaRange.parse(type) == null) {
      return new WrongType("nobody can be sure of the media type");
    }
    Content.Media media = content.of(field);
    if (media == null) {
      return new WrongType("the media type is not described");
    }
    String charset = field.parameter("charset");
    boolean isText = Content.Kind.of(type) != Content.Kind.OPAQUE && media.schema() != null;
    if (isText && charset != null && !isUnicode(charset)) {
      return new WrongType("the charset is not UTF-8");
    }
    return new Judged(media, type, sent.getFirst(), body, headers.joined(CONTENT_ENCODING));
  }

  /// A service that believed in another one would read another text.
  private static boolean isUnicode(String charset) {
    return charset.equalsIgnoreCase("utf-8") || charset.equalsIgnoreCase("us-ascii");
  }
}
