package gatehouse.plugin.inspect;

import gatehouse.plugin.inspect.coding.ContentCoding;
import gatehouse.plugin.inspect.coding.ContentCoding.Outcome;
import gatehouse.spi.Answer;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.OnRequest;
import gatehouse.spi.Policy;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Range;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Refuses XML bodies that are too deep, too wide or too long, that declare entities, or that are
/// no XML.
@Policy(
    name = "xml-threat-protection",
    priority = 1008,
    summary = "Refuses XML bodies that are too deep, too wide or too long, and what is no XML.")
public final class XmlThreatProtection implements OnRequest {
  private static final HeaderName CONTENT_TYPE = HeaderName.of("Content-Type");
  private static final HeaderName CONTENT_LENGTH = HeaderName.of("Content-Length");
  private static final HeaderName CONTENT_ENCODING = HeaderName.of("Content-Encoding");
  private static final Answer REFUSAL = Answer.error(400, "Invalid XML");

  /// What is judged on the event loop; more goes to the processors beside it.
  private static final int ON_THE_LOOP = 64 << 10;

  /// Of a body that is not read, whether there is one.
  private static final BodyNeed ANY = BodyNeed.whole(1, BodyNeed.Overflow.CUT);

  private final Config config;
  private final List<MediaRange> checked;
  private final List<MediaRange> allowed;
  private final BodyNeed body;
  private final XmlBounds bounds;

  /// What an instance is told.
  public record Config(
      @Default("[\"application/xml\"]")
          @Doc("Media types whose bodies are judged: `application/xml`, `*/xml`, `*/*+xml`.")
          List<String> checkedContentTypes,
      @Default("[]")
          @Doc(
              "Media types whose bodies pass unread. A body of any other media type, or of none,"
                  + " is refused.")
          List<String> allowedContentTypes,
      @Default("false")
          @Doc("Whether a document type declaration is allowed. Nothing outside is ever read.")
          boolean allowDtd,
      @Default("true")
          @Doc("Whether prefixes are namespaces; otherwise they are part of the names.")
          boolean namespaceAware,
      @Default("50") @Range(min = 1, max = 10000) @Doc("How deep elements may be nested.")
          int maxDepth,
      @Default("100")
          @Range(min = 1)
          @Doc("Elements, texts, comments and instructions that one element may have.")
          int maxChildren,
      @Default("100") @Range(min = 1) @Doc("Attributes of one element.") int maxAttributes,
      @Nullable @Default("20") @Range(min = 1) @Doc("Namespaces that one element may define.")
          Integer maxNamespaces,
      @Default("10485760")
          @Range(min = 1, max = 1 << 30)
          @Doc("Bytes of the whole document, also when it came compressed.")
          int document,
      @Default("1048576")
          @Range(min = 1)
          @Doc(
              "Bytes of one construct, such as a start tag with all its attributes; exact to a"
                  + " kilobyte.")
          int buffer,
      @Default("1024") @Range(min = 1) @Doc("Bytes of a comment.") int comment,
      @Default("1024") @Range(min = 1) @Doc("Bytes of a name without its prefix.") int localname,
      @Nullable @Default("1024") @Range(min = 1) @Doc("Bytes of a prefix.") Integer prefix,
      @Nullable @Default("1024") @Range(min = 1) @Doc("Bytes of a namespace's URI.")
          Integer namespaceuri,
      @Default("1048576") @Range(min = 1) @Doc("Bytes of an attribute's value.") int attribute,
      @Default("1048576")
          @Range(min = 1)
          @Doc("Bytes of a text, the CDATA sections beside it included.")
          int text,
      @Default("1024") @Range(min = 1) @Doc("Bytes of a processing instruction's target.")
          int pitarget,
      @Default("1024") @Range(min = 1) @Doc("Bytes of a processing instruction's data.") int pidata,
      @Default("1024") @Range(min = 1) @Doc("Bytes of a declared entity's name.") int entityname,
      @Default("1024") @Range(min = 1) @Doc("Bytes of a declared entity's value.") int entity,
      @Default("1024")
          @Range(min = 1)
          @Doc("Bytes of a declared entity's system id, public id or notation.")
          int entityproperty,
      @Default("100")
          @Range(min = 1, minExcluded = true)
          @Doc("How many times its size a document may grow by its entities.")
          double blaMaxAmplification,
      @Default("8388608")
          @Range(min = 1024, minExcluded = true)
          @Doc("Bytes up to which a document may grow whatever the amplification.")
          int blaThreshold)
      implements Checked {

    @Override
    public void check(Check check) {
      ranges(check, "checked_content_types", checkedContentTypes);
      ranges(check, "allowed_content_types", allowedContentTypes);
      if (namespaceAware && maxNamespaces == null) {
        check.required("max_namespaces", "namespace_aware");
      }
      if (namespaceAware && prefix == null) {
        check.required("prefix", "namespace_aware");
      }
      if (namespaceAware && namespaceuri == null) {
        check.required("namespaceuri", "namespace_aware");
      }
      if (allowDtd) {
        check.warn(
            "allow_dtd",
            "the service sees what the declarations say and may read what they point to");
      }
    }

    private static void ranges(Check check, String field, List<String> texts) {
      for (String text : texts) {
        if (MediaRange.parse(text) == null) {
          check.fault(field, "no media type: " + text);
        }
      }
    }
  }

  /// Builds an instance.
  public XmlThreatProtection(Config config, Workshop workshop) {
    this.config = config;
    checked = MediaRange.all(config.checkedContentTypes());
    allowed = MediaRange.all(config.allowedContentTypes());
    body = BodyNeed.whole(config.document() + 1L, BodyNeed.Overflow.CUT);
    bounds = XmlBounds.of(config);
  }

  /// What is done with a body.
  private enum Care {
    CHECK,
    ALLOW,
    REFUSE
  }

  /// By all of the media types: nobody knows which of several a service believes.
  private Care care(Exchange x) {
    List<String> types = x.request().headers().all(CONTENT_TYPE);
    Care care = types.isEmpty() ? Care.REFUSE : Care.ALLOW;
    for (int i = 0; i < types.size(); i++) {
      FieldValue type = FieldValue.parse(types.get(i));
      if (type != null && MediaRange.anyCovers(checked, type.value())) {
        care = care == Care.REFUSE ? care : Care.CHECK;
      } else if (type == null || !MediaRange.anyCovers(allowed, type.value())) {
        care = Care.REFUSE;
      }
    }
    return care;
  }

  @Override
  public BodyNeed requestBody() {
    return body;
  }

  @Override
  public BodyNeed requestBody(Exchange x) {
    return switch (care(x)) {
      case CHECK -> announcesTooMuch(x) ? BodyNeed.NONE : body;
      case REFUSE -> ANY;
      case ALLOW -> BodyNeed.NONE;
    };
  }

  @Override
  public Step onRequest(Exchange x) {
    Care care = care(x);
    if (care == Care.ALLOW) {
      return Step.NEXT;
    }
    byte[] held = x.request().body();
    if (care == Care.REFUSE) {
      return held == null || held.length == 0
          ? Step.NEXT
          : x.deny(REFUSAL, "content-type", "the body has another media type");
    }
    if (announcesTooMuch(x) || held != null && held.length > config.document()) {
      return judge(x, "document");
    }
    if (held == null || held.length == 0) {
      return Step.NEXT;
    }
    String coding = x.request().headers().joined(CONTENT_ENCODING);
    List<String> charsets = charsets(x.request().headers().all(CONTENT_TYPE));
    return held.length > ON_THE_LOOP || ContentCoding.isCoded(coding)
        ? x.compute(() -> broken(held, coding, charsets), broken -> judge(x, broken))
        : judge(x, bounds.broken(held, charsets));
  }

  private static List<String> charsets(List<String> types) {
    return types.stream()
        .map(FieldValue::parse)
        .map(type -> type == null ? null : type.parameter("charset"))
        .filter(Objects::nonNull)
        .toList();
  }

  private String broken(byte[] held, @Nullable String coding, List<String> charsets) {
    if (coding == null) {
      return bounds.broken(held, charsets);
    }
    return switch (ContentCoding.decode(held, coding, config.document(), true)) {
      case Outcome.Plain(byte[] plain) -> bounds.broken(plain, charsets);
      case Outcome.TooLarge _ -> "document";
      case Outcome.Malformed _, Outcome.Unknown _ -> "content-encoding";
    };
  }

  private static Step judge(Exchange x, String broken) {
    return broken.isEmpty() ? Step.NEXT : x.deny(REFUSAL, broken, "the body breaks " + broken);
  }

  private boolean announcesTooMuch(Exchange x) {
    String length = x.request().headers().get(CONTENT_LENGTH);
    return length != null && (length.length() > 10 || Long.parseLong(length) > config.document());
  }
}
