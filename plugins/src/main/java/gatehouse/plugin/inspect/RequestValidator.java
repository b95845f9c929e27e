package gatehouse.plugin.inspect;

import gatehouse.plugin.inspect.coding.ContentCoding;
import gatehouse.plugin.inspect.coding.ContentCoding.Outcome;
import gatehouse.plugin.inspect.parameter.Parameter;
import gatehouse.plugin.inspect.parameter.Place;
import gatehouse.plugin.inspect.parameter.Sent;
import gatehouse.plugin.inspect.parameter.Style;
import gatehouse.plugin.inspect.schema.Draft;
import gatehouse.plugin.inspect.schema.JsonSchema;
import gatehouse.plugin.inspect.schema.JsonSchema.Violation;
import gatehouse.plugin.inspect.schema.SchemaFault;
import gatehouse.spi.Answer;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Declaration;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import gatehouse.spi.OnRequest;
import gatehouse.spi.Policy;
import gatehouse.spi.Request;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.OneOf;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Refuses requests whose body or parameters do not conform to schemas.
@Policy(
    name = "request-validator",
    priority = 999,
    summary = "Refuses requests whose body or parameters do not conform to schemas.")
public final class RequestValidator implements OnRequest {
  private static final HeaderName CONTENT_TYPE = HeaderName.of("Content-Type");
  private static final HeaderName CONTENT_ENCODING = HeaderName.of("Content-Encoding");

  /// Their content has no meaning (RFC 9110, section 9.3), so there need not be one.
  private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "DELETE", "OPTIONS");

  private static final int MOST_BYTES = 8 << 20;
  private static final BodyNeed BODY = BodyNeed.whole(MOST_BYTES, BodyNeed.Overflow.REJECT);

  /// Of a body that nobody said anything about, whether there is one.
  private static final BodyNeed ANY = BodyNeed.whole(1, BodyNeed.Overflow.CUT);

  /// What is judged on the event loop; more goes to the processors beside it.
  private static final int ON_THE_LOOP = 64 << 10;

  private static final String BAD_TYPE = "specified Content-Type is not allowed";
  private static final String BAD_BODY = "request body doesn't conform to schema";
  private static final String BAD_PARAMETER = "request param doesn't conform to schema";

  private static final Answer TYPE_REFUSAL = Answer.error(400, BAD_TYPE);
  private static final Answer BODY_REFUSAL = Answer.error(400, BAD_BODY);
  private static final Answer PARAMETER_REFUSAL = Answer.error(400, BAD_PARAMETER);

  private final @Nullable JsonSchema body;
  private final List<ParameterRule> parameters;
  private final AllowedTypes types;
  private final boolean verbose;

  /// What an instance is told.
  public record Config(
      @Default("kong")
          @OneOf({"kong", "draft4", "draft6", "draft7", "draft201909", "draft202012"})
          @Doc(
              "What `body_schema` is written in. With `kong`, an array is Kong's own form, and an"
                  + " object is JSON Schema of the draft that its `$schema` names, else of"
                  + " 2020-12.")
          String version,
      @Nullable @Doc("The schema of the body, as YAML or as JSON text.") Object bodySchema,
      @Nullable @Doc("Parameters and what they must be.") List<Parameters> parameterSchema,
      @Default("[\"application/json\"]")
          @Doc(
              "Media types that the body may have, looked at if there is a `body_schema`. Only JSON"
                  + " is validated; others pass unread.")
          List<String> allowedContentTypes,
      @Default("true")
          @Doc(
              "Whether a media type's parameters have to agree too: `application/json;"
                  + " charset=utf-8` is then not `application/json`.")
          boolean contentTypeParameterValidation,
      @Default("false") @Doc("Whether the answer says what does not conform; never the value.")
          boolean verboseResponse)
      implements Checked {

    /// One parameter.
    public record Parameters(
        @OneOf({"query", "header", "path"})
            @Doc("Where it is; in the path it is a named group of the route's regular expression.")
            String in,
        @Doc("Its name.") String name,
        @Default("false") @Doc("Whether it has to be there.") boolean required,
        @Nullable @Doc("What it must be, in JSON Schema draft 4, as YAML or as JSON text.")
            Object schema,
        @Nullable
            @OneOf({
              "label",
              "form",
              "matrix",
              "simple",
              "spaceDelimited",
              "pipeDelimited",
              "deepObject"
            })
            @Doc(
                "How arrays and objects are written; `form` in a query and else `simple` if unset.")
            String style,
        @Nullable @Doc("Whether each element stands by itself; only `form` does if unset.")
            Boolean explode) {}

    @Override
    public void check(Check check) {
      // `{}` is a schema.
      if (bodySchema == null) {
        check.atLeastOneOf("body_schema", "parameter_schema");
      }
      if (bodySchema != null) {
        try {
          BodySchemas.compile(bodySchema, version);
        } catch (SchemaFault fault) {
          check.fault("body_schema", BodySchemas.told(fault));
        }
      }
      try {
        AllowedTypes.of(allowedContentTypes, contentTypeParameterValidation);
      } catch (IllegalArgumentException fault) {
        check.fault("allowed_content_types", String.valueOf(fault.getMessage()));
      }
      List<Parameters> all = parameterSchema == null ? List.of() : parameterSchema;
      for (int i = 0; i < all.size(); i++) {
        try {
          rule(all.get(i));
        } catch (SchemaFault fault) {
          check.fault("parameter_schema[" + i + "].schema", BodySchemas.told(fault));
        } catch (IllegalArgumentException fault) {
          check.fault("parameter_schema[" + i + "].style", String.valueOf(fault.getMessage()));
        }
      }
    }
  }

  /// Builds an instance.
  public RequestValidator(Config config, Workshop workshop) throws SchemaFault {
    Object schema = config.bodySchema();
    body = schema == null ? null : BodySchemas.compile(schema, config.version());
    List<ParameterRule> rules = new ArrayList<>();
    if (config.parameterSchema() != null) {
      for (Config.Parameters parameter : config.parameterSchema()) {
        rules.add(rule(parameter));
      }
    }
    parameters = List.copyOf(rules);
    types = AllowedTypes.of(config.allowedContentTypes(), config.contentTypeParameterValidation());
    verbose = config.verboseResponse();
  }

  private static ParameterRule rule(Config.Parameters config) throws SchemaFault {
    Place place = Place.valueOf(config.in().toUpperCase(Locale.ROOT));
    Style style =
        config.style() == null ? Style.usual(place) : Style.named(config.style()).orElseThrow();
    if (!style.fits(place)) {
      throw new IllegalArgumentException(
          "a parameter in " + config.in() + " cannot be " + config.style());
    }
    boolean explode = config.explode() == null ? style.explodesUsually() : config.explode();
    JsonNode schema =
        config.schema() == null ? BodySchemas.nothing() : BodySchemas.json(config.schema());
    Parameter parameter =
        new Parameter(
            place, config.name(), style, explode, schema, ref -> BodySchemas.local(schema, ref));
    boolean judged = config.schema() != null;
    return new ParameterRule(
        parameter, config.required(), judged ? JsonSchema.compile(schema, Draft.DRAFT_4) : null);
  }

  @Override
  public Declaration declares() {
    return body == null ? Declaration.NONE : new Declaration(Set.of(), types.texts());
  }

  @Override
  public BodyNeed requestBody() {
    return body == null ? BodyNeed.NONE : BODY;
  }

  @Override
  public BodyNeed requestBody(Exchange x) {
    if (body == null || !x.request().hasBody()) {
      return BodyNeed.NONE;
    }
    return isJson(x) ? BODY : mayComeWithout(x) ? ANY : BodyNeed.NONE;
  }

  @Override
  public Step onRequest(Exchange x) {
    if (!parameters.isEmpty()) {
      Sent sent = Sent.of(x, x.captures().named());
      for (int i = 0; i < parameters.size(); i++) {
        String complaint = parameters.get(i).complaint(sent);
        if (complaint != null) {
          return refuseParameter(x, parameters.get(i), complaint);
        }
      }
    }
    return body == null ? Step.NEXT : onBody(x, body);
  }

  private Step onBody(Exchange x, JsonSchema schema) {
    Headers headers = x.request().headers();
    List<String> sent = headers.all(CONTENT_TYPE);
    if (mayComeWithout(x) && isEmpty(x)) {
      return Step.NEXT;
    }
    // Two media types are two opinions about the same bytes.
    if (sent.size() != 1 || !types.include(FieldValue.parse(sent.getFirst()))) {
      return x.deny(TYPE_REFUSAL, "content_type", BAD_TYPE);
    }
    if (!isJson(x)) {
      return Step.NEXT;
    }
    byte[] held = x.request().body();
    byte[] bytes = held == null ? new byte[0] : held;
    String coding = headers.joined(CONTENT_ENCODING);
    return bytes.length > ON_THE_LOOP || ContentCoding.isCoded(coding)
        ? x.compute(() -> complaint(schema, bytes, coding), complaint -> judge(x, complaint))
        : judge(x, complaint(schema, bytes, coding));
  }

  /// What is wrong with a body; empty if nothing is.
  private static String complaint(JsonSchema schema, byte[] sent, @Nullable String coding) {
    byte[] plain = sent;
    if (coding != null && ContentCoding.isCoded(coding)) {
      if (!(ContentCoding.decode(sent, coding, MOST_BYTES, true)
          instanceof Outcome.Plain(var decoded))) {
        return "cannot be decoded";
      }
      plain = decoded;
    }
    JsonNode value = StrictJson.read(plain);
    if (value == null) {
      return "is not one JSON value";
    }
    List<Violation> violations = schema.violations(value, 1);
    if (violations.isEmpty()) {
      return "";
    }
    Violation first = violations.getFirst();
    return (first.instanceLocation().isEmpty() ? "body" : first.instanceLocation())
        + ": "
        + first.message();
  }

  private Step judge(Exchange x, String complaint) {
    if (complaint.isEmpty()) {
      return Step.NEXT;
    }
    Answer answer = verbose ? Answer.error(400, BAD_BODY + ": " + complaint) : BODY_REFUSAL;
    return x.deny(answer, "body", complaint);
  }

  private Step refuseParameter(Exchange x, ParameterRule rule, String complaint) {
    String told = rule.title() + " validation failed, [error] " + complaint;
    return x.deny(verbose ? Answer.error(400, told) : PARAMETER_REFUSAL, "parameter", told);
  }

  private static boolean mayComeWithout(Exchange x) {
    Request request = x.request();
    return WITHOUT_BODY.contains(request.method()) && !request.headers().has(CONTENT_TYPE);
  }

  private static boolean isEmpty(Exchange x) {
    byte[] held = x.request().body();
    return !x.request().hasBody() || held != null && held.length == 0;
  }

  private static boolean isJson(Exchange x) {
    FieldValue type = FieldValue.parse(x.request().headers().get(CONTENT_TYPE));
    return type != null
        && (type.value().equals("application/json") || type.value().endsWith("+json"));
  }
}
