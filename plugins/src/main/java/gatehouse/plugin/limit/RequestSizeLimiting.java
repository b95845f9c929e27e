package gatehouse.plugin.limit;

import gatehouse.spi.Answer;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import gatehouse.spi.OnRequest;
import gatehouse.spi.Policy;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.Range;
import org.jspecify.annotations.Nullable;

/// Refuses requests with too large a body.
@Policy(
    name = "request-size-limiting",
    priority = 951,
    summary = "Refuses requests with too large a body.")
public final class RequestSizeLimiting implements OnRequest {
  private static final HeaderName CONTENT_LENGTH = HeaderName.of("Content-Length");
  private static final HeaderName TRANSFER_ENCODING = HeaderName.of("Transfer-Encoding");
  private static final HeaderName EXPECT = HeaderName.of("Expect");
  private static final String TOO_LARGE = "Request size limit exceeded";
  private static final Answer REFUSAL = Answer.error(413, TOO_LARGE);
  private static final Answer UNEXPECTED = Answer.error(417, TOO_LARGE);
  private static final Answer LENGTH_REQUIRED =
      Answer.error(411, "A valid Content-Length header is required");

  private final long limit;
  private final boolean requiresLength;

  /// What an instance is told.
  public record Config(
      @Default("128") @Range(min = 0) @Doc("The largest body that passes, in `size_unit`.")
          int allowedPayloadSize,
      @Default("megabytes")
          @OneOf({"megabytes", "kilobytes", "bytes"})
          @Doc("The unit of the size; a kilobyte has 1024 bytes, a megabyte 1024 kilobytes.")
          String sizeUnit,
      @Default("false")
          @Doc(
              "Whether a request must have Content-Length or come in chunks. Requests without a"
                  + " body, such as most GET requests, are refused then too.")
          boolean requireContentLength) {}

  /// Builds an instance.
  public RequestSizeLimiting(Config config, Workshop workshop) {
    int shift =
        switch (config.sizeUnit()) {
          case "megabytes" -> 20;
          case "kilobytes" -> 10;
          default -> 0;
        };
    limit = (long) config.allowedPayloadSize() << shift;
    requiresLength = config.requireContentLength();
  }

  @Override
  public Step onRequest(Exchange x) {
    Headers headers = x.request().headers();
    Long length = length(headers.get(CONTENT_LENGTH));
    if (requiresLength && length == null && !isChunked(headers)) {
      return x.deny(LENGTH_REQUIRED, "length", "no Content-Length");
    }
    if (length != null && length > limit) {
      // RFC 9110, section 10.1.1: the client has not sent the body yet and learns not to.
      String expected = headers.get(EXPECT);
      boolean waits = expected != null && expected.equalsIgnoreCase("100-continue");
      return exceeded(x, waits ? UNEXPECTED : REFUSAL);
    }
    if (length == null) {
      x.limitRequestBody(limit, () -> exceeded(x, REFUSAL));
    }
    return Step.NEXT;
  }

  private Step exceeded(Exchange x, Answer answer) {
    return x.deny(answer, "size", "the body has more than " + limit + " bytes");
  }

  private static boolean isChunked(Headers headers) {
    String coding = headers.joined(TRANSFER_ENCODING);
    return coding != null && coding.equalsIgnoreCase("chunked");
  }

  /// The decoder has let only numbers pass; anything longer than a long is too large anyway.
  private static @Nullable Long length(@Nullable String told) {
    if (told == null || told.isEmpty()) {
      return null;
    }
    return told.length() > 18 ? Long.MAX_VALUE : Long.valueOf(told);
  }
}
