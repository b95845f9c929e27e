package gatehouse.plugin.mask;

import gatehouse.plugin.inspect.Validators;
import gatehouse.plugin.inspect.coding.ContentCoding;
import gatehouse.plugin.inspect.coding.StreamDecoder;
import gatehouse.spi.Answer;
import gatehouse.spi.BodyFilter;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import gatehouse.spi.OnLog;
import gatehouse.spi.OnRequest;
import gatehouse.spi.OnRequestChunk;
import gatehouse.spi.OnResponse;
import gatehouse.spi.OnResponseBody;
import gatehouse.spi.OnResponseChunk;
import gatehouse.spi.Policy;
import gatehouse.spi.Secret;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Length;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.Range;
import gatehouse.spi.schema.Referenceable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Covers sensitive values: in answers, in requests on their way to the service, and in logs.
@Policy(
    name = "data-masking",
    priority = 790,
    summary = "Covers sensitive values in answers, requests and logs, by name or by what they are.")
public final class DataMasking
    implements OnRequest, OnRequestChunk, OnResponse, OnResponseBody, OnResponseChunk, OnLog {
  private static final HeaderName ACCEPT_ENCODING = HeaderName.of("Accept-Encoding");
  private static final HeaderName CONTENT_ENCODING = HeaderName.of("Content-Encoding");
  private static final HeaderName CONTENT_RANGE = HeaderName.of("Content-Range");
  private static final HeaderName CONTENT_TYPE = HeaderName.of("Content-Type");
  private static final HeaderName RANGE = HeaderName.of("Range");
  private static final HeaderName IF_RANGE = HeaderName.of("If-Range");

  /// A document up to this size is judged before anything of it goes on, so that a broken one gets
  /// an answer instead of an abort, and its length is told. Longer ones stream.
  private static final BodyNeed JUDGED = BodyNeed.whole(64 << 10, BodyNeed.Overflow.SKIP);

  /// The members of a log record that are addresses, or headers that hold one.
  private static final Set<String> ADDRESSES =
      Set.of("uri", "url", "upstream_uri", "referer", "location", "content-location");

  private final RuleSet rules;
  private final Callers callers;
  private final List<String> mediaTypes;
  private final boolean responses;
  private final boolean requests;
  private final boolean queries;
  private final boolean logs;
  private final Handling ofResponses;
  private final Handling ofRequests;
  private final Handling ofLogs;

  /// What an instance is told.
  public record Config(
      @Length(min = 1, max = 64)
          @Doc("The rules. Of those that name a value the first one decides about it.")
          List<Rule> rules,
      @Default("[response]")
          @Length(min = 1)
          @OneOf({"response", "request", "logs", "query"})
          @Doc(
              "Where values are covered: in bodies of answers; in bodies of requests and in queries"
                  + " on their way to the service; in what log plugins write.")
          List<String> applyTo,
      @Default(
              "[application/json, application/*+json, application/x-ndjson, text/plain,"
                  + " text/event-stream]")
          @Doc(
              "Media types of the bodies; others pass untouched. A `*` stands for any characters."
                  + " Forms and XML can be named too.")
          List<String> contentTypes,
      @Default("1048576")
          @Range(min = 65536, max = 134217728)
          @Doc(
              "Bytes of one text that are held where it has to be seen whole: a line or a JSON text"
                  + " for `regex`, one event of a stream, one field of a form. Bodies stream and"
                  + " may be of any length.")
          int maxBodySize,
      @Default("block")
          @OneOf({"block", "pass"})
          @Doc("What becomes of a longer one: an end with 502 (of a request 413), or it passes.")
          String onOversize,
      @Default("block")
          @OneOf({"block", "pass"})
          @Doc(
              "What becomes of a body that is not what its media type says: an end with 502 (of a"
                  + " request 400), or its rest is searched as plain text.")
          String onUnparsable,
      @Nullable @Referenceable @Doc("Key of the hashes of rules that have none of their own.")
          Secret hashKey)
      implements Checked {
    @Override
    public void check(Check check) {
      for (Rule rule : rules) {
        if (rule.action.equals("hash") && rule.hashKey == null && hashKey == null) {
          check.fault("hash_key", "required: a rule has the action hash and no key");
          return;
        }
      }
    }
  }

  /// A rule. It names values in one way.
  public record Rule(
      @Default("[]")
          @Doc("Names of members of JSON, at any depth, of arguments and elements; in any case.")
          List<String> fields,
      @Nullable @Doc("Path of values in JSON, e.g. `$.cards[*].number` or `$..iban`.")
          String jsonPath,
      @Nullable
          @OneOf({"credit_card", "iban", "email", "phone", "ssn_us", "jwt", "ipv4", "regex"})
          @Doc("What values look like, wherever they are.")
          String detector,
      @Nullable @Doc("For `regex`: the pattern, of the linear kind.") String pattern,
      @Default("mask")
          @OneOf({"mask", "remove", "replace", "hash"})
          @Doc(
              "`mask` covers characters; `remove` takes the member away, or what a detector found;"
                  + " `replace` puts `replacement` there; `hash` an HMAC-SHA-256 in hexadecimal.")
          String action,
      @Default("0") @Range(min = 0, max = 64) @Doc("How many first characters stay visible.")
          int keepFirst,
      @Default("0")
          @Range(min = 0, max = 64)
          @Doc("How many last ones do. Of a value that would stay visible whole nothing does.")
          int keepLast,
      @Default("*") @Length(min = 1, max = 2) @Doc("What covers a character.") String maskChar,
      @Default("[masked]") @Length(min = 0) @Doc("What takes a value's place.") String replacement,
      @Default("[]")
          @Doc(
              "For callers in one of these groups (`acls`, or of their token) the rule is not"
                  + " there.")
          List<String> unlessGroups,
      @Nullable @Referenceable @Doc("Key of the hash.") Secret hashKey)
      implements Checked {
    @Override
    public void check(Check check) {
      check.onlyOneOf("fields", "json_path", "detector");
      boolean regex = "regex".equals(detector);
      if (regex && pattern == null) {
        check.required("pattern", "detector");
      } else if (!regex && pattern != null) {
        check.fault("pattern", "only the detector regex has one");
      }
      say(check, "pattern", RuleReader.patternComplaint(pattern));
      say(check, "json_path", RuleReader.pathComplaint(jsonPath));
      if (maskChar.codePointCount(0, maskChar.length()) != 1 || maskChar.codePointAt(0) < ' ') {
        check.fault("mask_char", "must be one character");
      }
    }

    private static void say(Check check, String field, @Nullable String complaint) {
      if (complaint != null) {
        check.fault(field, complaint);
      }
    }
  }

  /// Builds an instance.
  public DataMasking(Config config, Workshop workshop) {
    rules = new RuleSet(RuleReader.read(config));
    callers = new Callers(rules, workshop.consumers());
    mediaTypes = List.copyOf(config.contentTypes());
    responses = config.applyTo().contains("response");
    requests = config.applyTo().contains("request");
    queries = config.applyTo().contains("query");
    logs = config.applyTo().contains("logs");
    boolean judges = config.onUnparsable().equals("block");
    boolean bounded = config.onOversize().equals("block");
    int held = config.maxBodySize();
    Answer failed = Answer.error(502, "Response could not be processed");
    ofResponses = new Handling(held, bounded, judges, failed, failed);
    ofRequests =
        new Handling(
            held,
            bounded,
            judges,
            Answer.error(400, "Request could not be processed"),
            Answer.error(413, "Request could not be processed"));
    ofLogs = new Handling(held, true, true, failed, failed);
  }

  @Override
  public BodyNeed requestBody() {
    return requests ? JUDGED : BodyNeed.NONE;
  }

  @Override
  public BodyNeed requestBody(Exchange x) {
    MediaKind kind = kind(x.request().headers());
    return kind != null && kind.isDocument() ? requestBody() : BodyNeed.NONE;
  }

  @Override
  public BodyNeed responseBody() {
    return responses ? JUDGED : BodyNeed.NONE;
  }

  @Override
  public BodyNeed responseBody(Exchange x) {
    MediaKind kind = kind(x.response().headers());
    return kind != null && kind.isDocument() ? responseBody() : BodyNeed.NONE;
  }

  /// What the service sends should be readable, and whole.
  @Override
  public Step onRequest(Exchange x) {
    if (responses) {
      x.request().headers().set(ACCEPT_ENCODING, "identity");
      x.request().headers().remove(RANGE);
      x.request().headers().remove(IF_RANGE);
    }
    String query = x.upstream().query();
    if (queries && query != null) {
      byte[] bytes = query.getBytes(StandardCharsets.ISO_8859_1);
      Bytes covered = new Bytes();
      new ArgumentMasker(rules, callers.rules(x), ofRequests).all(bytes, 0, bytes.length, covered);
      x.upstream().query(new String(covered.copy(), StandardCharsets.ISO_8859_1));
    }
    return requests ? readable(x, x.request().headers(), ofRequests) : Step.NEXT;
  }

  @Override
  public Step onResponse(Exchange x) {
    return responses ? readable(x, x.response().headers(), ofResponses) : Step.NEXT;
  }

  /// What can't be read can't be covered.
  private Step readable(Exchange x, Headers headers, Handling handling) {
    if (kind(headers) == null || callers.rules(x) == 0) {
      return Step.NEXT;
    }
    String coding = headers.joined(CONTENT_ENCODING);
    if (coding != null && !StreamDecoder.knowsAll(coding)) {
      return x.deny(handling.unreadable(), "unparsable", "the content coding is unknown");
    }
    if (headers.has(CONTENT_RANGE)) {
      return x.deny(handling.unreadable(), "unparsable", "a part of a body can't be judged");
    }
    if (handling.blocksUnparsable() && MediaKind.isForeign(headers.joined(CONTENT_TYPE))) {
      return x.deny(handling.unreadable(), "unparsable", "the charset does not extend ASCII");
    }
    return Step.NEXT;
  }

  @Override
  public @Nullable BodyFilter filterRequest(Exchange x) {
    return requests ? filter(x, x.request().headers(), ofRequests) : null;
  }

  /// It was held for its filter to judge it.
  @Override
  public Step onResponseBody(Exchange x) {
    return Step.NEXT;
  }

  @Override
  public @Nullable BodyFilter filterResponse(Exchange x) {
    return responses ? filter(x, x.response().headers(), ofResponses) : null;
  }

  private @Nullable BodyFilter filter(Exchange x, Headers headers, Handling handling) {
    MediaKind kind = kind(headers);
    long active = callers.rules(x);
    if (kind == null || active == 0) {
      return null;
    }
    String coding = headers.joined(CONTENT_ENCODING);
    StreamDecoder decoder =
        coding != null && ContentCoding.isCoded(coding) ? StreamDecoder.of(coding) : null;
    headers.remove(CONTENT_ENCODING);
    Validators.drop(headers);
    return new MaskingFilter(x, decoder, masker(kind, active, handling), handling);
  }

  private BodyFilter masker(MediaKind kind, long active, Handling handling) {
    return switch (kind) {
      case JSON -> new JsonMasker(rules, active, handling, false);
      case JSON_LINES -> new JsonMasker(rules, active, handling, true);
      case EVENTS -> new EventMasker(rules, active, handling);
      case FORM -> new FormMasker(rules, active, handling);
      case XML -> new XmlMasker(rules, active, handling);
      case TEXT -> new LineMasker(rules, active, handling);
      case UNKNOWN -> new UntypedMasker(rules, active, handling);
    };
  }

  /// How the body is read; null if it is none of ours. Of several media types one is enough: nobody
  /// knows which of them a reader believes.
  private @Nullable MediaKind kind(Headers headers) {
    List<String> types = headers.all(CONTENT_TYPE);
    MediaKind kind = types.isEmpty() ? MediaKind.UNKNOWN : null;
    for (int i = 0; i < types.size(); i++) {
      if ((kind == null || kind == MediaKind.TEXT) && MediaKind.isIn(types.get(i), mediaTypes)) {
        kind = MediaKind.of(types.get(i));
      }
    }
    return kind;
  }

  /// Nobody is exempt here: it is not the caller who reads logs.
  @Override
  public void onLog(Exchange x) {
    if (logs) {
      x.accessRecord().edit(this::covered);
    }
  }

  private byte[] covered(byte[] record) {
    Bytes covered = new Bytes();
    AddressMasker addresses = new AddressMasker(ADDRESSES, rules, rules.all(), ofLogs);
    JsonMasker json = new JsonMasker(rules, rules.all(), ofLogs, false, addresses);
    json.chunk(record, 0, record.length, covered);
    json.end(covered);
    return covered.copy();
  }
}
