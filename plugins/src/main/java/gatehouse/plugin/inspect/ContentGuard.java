package gatehouse.plugin.inspect;

import gatehouse.plugin.inspect.coding.ContentCoding;
import gatehouse.plugin.inspect.coding.ContentCoding.Outcome;
import gatehouse.spi.Answer;
import gatehouse.spi.Attribute;
import gatehouse.spi.BodyFilter;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Declaration;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.OnRequest;
import gatehouse.spi.OnRequestChunk;
import gatehouse.spi.Policy;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.Range;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Refuses bodies of media types, charsets and codings that are not meant, bodies that grow when
/// they are unpacked, and uploads that are not what they say they are.
@Policy(
    name = "content-guard",
    priority = 1007,
    summary = "Refuses bodies of other media types, packed bombs, and uploads in disguise.")
public final class ContentGuard implements OnRequest, OnRequestChunk {
  private static final HeaderName CONTENT_TYPE = HeaderName.of("Content-Type");
  private static final HeaderName CONTENT_ENCODING = HeaderName.of("Content-Encoding");
  private static final Answer UNSUPPORTED = Answer.error(415, "Unsupported media type");
  private static final Answer TOO_LARGE = Answer.error(413, "Payload too large");

  /// What is held of an upload before the service hears of it; of a longer one the rest is judged
  /// on its way. Also what is judged on the event loop at once.
  private static final int HELD = 64 << 10;

  private static final BodyNeed ANY = BodyNeed.whole(1, BodyNeed.Overflow.CUT);
  private static final BodyNeed FIRST_BYTES =
      BodyNeed.whole(FileFormat.LONGEST, BodyNeed.Overflow.CUT);
  private static final BodyNeed BEGINNING = BodyNeed.whole(HELD, BodyNeed.Overflow.CUT);

  private static final Attribute<FieldValue> STREAMING =
      new Attribute<>(FieldValue.class, "content-guard.streaming");

  private final Config config;
  private final List<MediaRange> allowed;
  private final Set<String> charsets;
  private final UploadRules uploads;
  private final BodyNeed packed;
  private final BodyNeed most;

  /// What an instance is told.
  public record Config(
      @Default("[]")
          @Doc("Media types that may come: `application/json`, `image/*`; all when empty.")
          List<String> allowedContentTypes,
      @Default("[]")
          @Doc(
              "Charsets that a media type, also one of an upload's part, may name; all when empty.")
          List<String> charsets,
      @Default("10485760")
          @Range(min = 1, max = 1 << 30)
          @Doc("Bytes of a packed body, before and after it is unpacked.")
          int maxDecompressedSize,
      @Default("100")
          @Range(min = 1, max = 100000)
          @Doc("How many times its size a body may grow when it is unpacked, from 1 MiB on.")
          int maxCompressionRatio,
      @Default("[\"gzip\", \"deflate\", \"br\", \"zstd\", \"identity\"]")
          @Doc("Content codings that may come; without `identity` bodies must be packed.")
          List<@OneOf({"gzip", "deflate", "br", "zstd", "identity"}) String> encodings,
      @Doc("What is expected of uploads: of `multipart/form-data`, and of bodies that are a file.")
          Uploads uploads)
      implements Checked {

    @Override
    public void check(Check check) {
      for (String text : allowedContentTypes) {
        if (MediaRange.parse(text) == null) {
          check.fault("allowed_content_types", "no media type: " + text);
        }
      }
      for (String extension : UploadRules.bad(uploads.allowedExtensions)) {
        check.fault("uploads.allowed_extensions", "letters and digits only: " + extension);
      }
    }
  }

  /// What is expected of uploads.
  public record Uploads(
      @Default("100") @Range(min = 1) @Doc("Parts at most.") int maxParts,
      @Nullable @Range(min = 0) @Doc("Bytes of one part at most.") Long maxFileSize,
      @Default("[]")
          @Doc("Extensions that a file's name may have, without their dots; all when empty.")
          List<String> allowedExtensions,
      @Default("true")
          @Doc(
              "Whether a file must begin as its extension and its media type promise, and must not"
                  + " begin as a program does where they promise nothing.")
          boolean checkMagic) {}

  /// Why a body is refused.
  record Finding(Answer answer, String rule, String reason) {
    static Finding type(String rule, String reason) {
      return new Finding(UNSUPPORTED, rule, reason);
    }

    static Finding size(String rule, String reason) {
      return new Finding(TOO_LARGE, rule, reason);
    }
  }

  /// Builds an instance.
  public ContentGuard(Config config, Workshop workshop) {
    this.config = config;
    allowed = MediaRange.all(config.allowedContentTypes());
    charsets =
        config.charsets().stream()
            .map(charset -> charset.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    uploads = new UploadRules(config.uploads(), charsets);
    packed = BodyNeed.whole(config.maxDecompressedSize() + 1L, BodyNeed.Overflow.CUT);
    most = BodyNeed.whole(Math.max(HELD, config.maxDecompressedSize() + 1L), BodyNeed.Overflow.CUT);
  }

  @Override
  public Declaration declares() {
    return new Declaration(
        Set.of(), allowed.stream().map(MediaRange::text).collect(Collectors.toSet()));
  }

  @Override
  public BodyNeed requestBody() {
    return most;
  }

  @Override
  public BodyNeed requestBody(Exchange x) {
    FieldValue type = FieldValue.parse(x.request().headers().get(CONTENT_TYPE));
    if (judgeHead(x, type) != null) {
      return ANY;
    }
    if (ContentCoding.isCoded(coding(x))) {
      return packed;
    }
    if (type == null) {
      return ANY;
    }
    return isUpload(type) ? BEGINNING : uploads.wantsBeginning(type) ? FIRST_BYTES : ANY;
  }

  private static @Nullable String coding(Exchange x) {
    return x.request().headers().joined(CONTENT_ENCODING);
  }

  private static boolean isUpload(FieldValue type) {
    return type.value().startsWith("multipart/");
  }

  /// What is wrong with a body by what is said about it; null if nothing is.
  private @Nullable Finding judgeHead(Exchange x, @Nullable FieldValue type) {
    int types = x.request().headers().all(CONTENT_TYPE).size();
    boolean mayCome =
        allowed.isEmpty() || type != null && MediaRange.anyCovers(allowed, type.value());
    if (types > 1 || types == 1 && type == null || !mayCome) {
      return Finding.type("allowed_content_types", "the body has another media type");
    }
    String charset = type == null ? null : type.parameter("charset");
    if (charset != null
        && !charsets.isEmpty()
        && !charsets.contains(charset.toLowerCase(Locale.ROOT))) {
      return Finding.type("charsets", "the body has another charset");
    }
    String encoding = coding(x);
    List<String> codings = encoding == null ? List.of() : ContentCoding.codings(encoding);
    boolean mayBeCoded =
        codings.isEmpty()
            ? config.encodings().contains("identity")
            : config.encodings().containsAll(codings);
    return mayBeCoded ? null : Finding.type("encodings", "the body has another coding");
  }

  @Override
  public Step onRequest(Exchange x) {
    byte[] held = x.request().body();
    if (held == null || held.length == 0) {
      return Step.NEXT;
    }
    FieldValue type = FieldValue.parse(x.request().headers().get(CONTENT_TYPE));
    Finding finding = judgeHead(x, type);
    if (finding != null) {
      return refuse(x, finding);
    }
    String coding = coding(x);
    if (coding != null && ContentCoding.isCoded(coding)) {
      // An empty list is an answer that a null would not be.
      return x.compute(
          () -> {
            Finding found = judgePacked(held, coding, type);
            return found == null ? List.<Finding>of() : List.of(found);
          },
          found -> found.isEmpty() ? Step.NEXT : refuse(x, found.getFirst()));
    }
    if (type == null) {
      return Step.NEXT;
    }
    if (isUpload(type) && held.length >= HELD) {
      x.put(STREAMING, type);
    }
    // Another plugin may have wanted more of it; the filter sees all.
    Finding found = judge(type, held, Math.min(held.length, HELD), held.length < HELD);
    return found == null ? Step.NEXT : refuse(x, found);
  }

  private static Step refuse(Exchange x, Finding finding) {
    return x.deny(finding.answer, finding.rule, finding.reason);
  }

  private @Nullable Finding judgePacked(byte[] held, String coding, @Nullable FieldValue type) {
    int size = config.maxDecompressedSize();
    if (held.length > size) {
      return Finding.size("max_decompressed_size", "the packed body is longer already");
    }
    return switch (ContentCoding.decode(held, coding, size, config.maxCompressionRatio(), true)) {
      case Outcome.Plain(byte[] plain) ->
          type == null ? null : judge(type, plain, plain.length, true);
      case Outcome.TooLarge(byte[] beginning) when beginning.length >= size ->
          Finding.size("max_decompressed_size", "the body is longer when it is unpacked");
      case Outcome.TooLarge _ ->
          Finding.size("max_compression_ratio", "the body grows too much when it is unpacked");
      case Outcome.Malformed _, Outcome.Unknown _ ->
          Finding.type("content-encoding", "the body cannot be unpacked");
    };
  }

  /// @param complete whether nothing follows these bytes
  private @Nullable Finding judge(FieldValue type, byte[] body, int length, boolean complete) {
    if (!isUpload(type)) {
      return uploads.wantsBeginning(type) ? uploads.ofWhole(type, body, length) : null;
    }
    UploadScan scan = scan(type);
    if (scan == null) {
      return Finding.type("multipart", "the parts of the body are not plainly separated");
    }
    scan.feed(body, 0, length);
    if (complete) {
      scan.end();
    }
    return scan.finding();
  }

  private @Nullable UploadScan scan(FieldValue type) {
    return type.value().equals("multipart/form-data") ? UploadScan.of(uploads, type) : null;
  }

  @Override
  public @Nullable BodyFilter filterRequest(Exchange x) {
    FieldValue type = x.get(STREAMING);
    UploadScan scan = type == null ? null : scan(type);
    return scan == null ? null : new Watch(x, scan);
  }

  /// Watches the upload go by.
  private record Watch(Exchange x, UploadScan scan) implements BodyFilter {
    @Override
    public void chunk(byte[] bytes, int from, int to, Output out) {
      scan.feed(bytes, from, to);
      out.write(bytes, from, to);
    }

    @Override
    public void end(Output out) {
      scan.end();
    }

    @Override
    public Step verdict() {
      Finding finding = scan.finding();
      return finding == null ? Step.NEXT : refuse(x, finding);
    }

    @Override
    public boolean keepsLength() {
      return true;
    }
  }
}
