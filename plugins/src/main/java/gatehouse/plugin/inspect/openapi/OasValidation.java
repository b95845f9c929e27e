package gatehouse.plugin.inspect.openapi;

import gatehouse.plugin.inspect.parameter.Place;
import gatehouse.plugin.inspect.parameter.Sent;
import gatehouse.plugin.inspect.schema.JsonSchema.Way;
import gatehouse.spi.Answer;
import gatehouse.spi.Attribute;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Decision;
import gatehouse.spi.Declaration;
import gatehouse.spi.Exchange;
import gatehouse.spi.OnRequest;
import gatehouse.spi.OnResponseBody;
import gatehouse.spi.Policy;
import gatehouse.spi.Response;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Length;
import gatehouse.spi.schema.Range;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Refuses requests and answers that do not conform to an OpenAPI document.
@Policy(
    name = "oas-validation",
    priority = 840,
    summary = "Refuses requests and answers that do not conform to an OpenAPI document.")
public final class OasValidation implements OnRequest, OnResponseBody {
  private static final Attribute<Operation> OPERATION =
      new Attribute<>(Operation.class, "oas-validation.operation");

  private static final int MOST_BYTES = 8 << 20;
  private static final BodyNeed BODY = BodyNeed.whole(MOST_BYTES, BodyNeed.Overflow.REJECT);

  private static final String BAD_REQUEST = "request doesn't conform to schema";
  private static final String BAD_PARAMETER = "request param doesn't conform to schema";
  private static final String BAD_RESPONSE = "response doesn't conform to schema";
  private static final int NOT_ACCEPTABLE = 406;
  private static final int MOST_ERRORS = 100;

  private final Config config;
  private final Specification specification;
  private final Set<Place> places;
  private final Set<String> allowedHeaders;
  private final Set<String> allowedArguments;
  private final int most;

  /// What an instance is told.
  public record Config(
      @Length(min = 1) @Doc("The document: OpenAPI 3.1, 3.0 or Swagger 2.0, in JSON or YAML.")
          String apiSpec,
      @Default("true")
          @Doc("Whether the document may be URI-encoded; one that is not is read as it is.")
          boolean apiSpecEncoded,
      @Default("false") @Doc("Whether the answer says what does not conform; never the value.")
          boolean verboseResponse,
      @Default("true") @Doc("Whether bodies of requests are judged.") boolean validateRequestBody,
      @Default("true") @Doc("Whether header fields and cookies are judged.")
          boolean validateRequestHeaderParams,
      @Default("true") @Doc("Whether arguments of the query are judged.")
          boolean validateRequestQueryParams,
      @Default("true") @Doc("Whether parts of the path are judged.")
          boolean validateRequestUriParams,
      @Default("false") @Doc("Whether bodies of answers are judged, JSON only.")
          boolean validateResponseBody,
      @Default("false") @Doc("Whether header fields that the document does not know are refused.")
          boolean headerParameterCheck,
      @Default("false") @Doc("Whether arguments that the document does not know are refused.")
          boolean queryParameterCheck,
      @Default("Host,Content-Type,User-Agent,Accept,Content-Length")
          @Doc("Header fields that may be there all the same.")
          String allowedHeaderParameters,
      @Default("false") @Doc("Whether the path of the servers is a part of the request's path.")
          boolean includeBasePath,
      @Nullable @Doc("That path, in place of the servers' own; for `include_base_path`.")
          String customBasePath,
      @Default("false") @Doc("Whether requests that do not conform are recorded and pass.")
          boolean notifyOnlyRequestValidationFailure,
      @Default("false") @Doc("Whether answers that do not conform are recorded and pass.")
          boolean notifyOnlyResponseBodyValidationFailure,
      @Default("false") @Doc("Whether a verbose answer tells all that is wrong, not the first.")
          boolean collectAllErrors,
      @Default("false") @Doc("Whether the answer has `errors`, each with its place.")
          boolean structuredErrors,
      @Nullable @Range(min = 1, max = MOST_ERRORS) @Doc("How many `errors` there are at most.")
          Integer maxStructuredErrors)
      implements Checked {
    @Override
    public void check(Check check) {
      for (SpecFault fault : outcome().faults()) {
        check.faultInText("api_spec", fault.line(), fault.column(), fault.message());
      }
    }

    Specification.Outcome outcome() {
      String base = customBasePath == null ? null : customBasePath;
      Specification.Reading reading = new Specification.Reading(includeBasePath ? base : "", null);
      return Specifications.SHARED.get(text(), reading);
    }

    /// Encoded text has neither blanks nor braces, and any document has one or the other.
    private String text() {
      boolean isPlain = apiSpec.chars().anyMatch(c -> c == '{' || Character.isWhitespace(c));
      if (!apiSpecEncoded || isPlain) {
        return apiSpec;
      }
      try {
        return URLDecoder.decode(apiSpec.replace("+", "%2B"), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException _) {
        return apiSpec;
      }
    }
  }

  /// Builds an instance.
  public OasValidation(Config config, Workshop workshop) {
    Specification.Outcome outcome = config.outcome();
    if (outcome.specification() == null) {
      throw new IllegalArgumentException("api_spec: " + outcome.faults().getFirst());
    }
    this.config = config;
    this.specification = outcome.specification();
    this.places = places(config);
    this.allowedHeaders =
        Stream.concat(
                Stream.of(config.allowedHeaderParameters().split(",")),
                specification.credentialHeaders().stream())
            .map(name -> name.strip().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    this.allowedArguments = specification.credentialArguments();
    Integer told = config.maxStructuredErrors();
    boolean tellsAll = config.collectAllErrors() || config.structuredErrors();
    this.most = !tellsAll ? 1 : told == null ? MOST_ERRORS : told;
  }

  private static Set<Place> places(Config config) {
    Set<Place> places = EnumSet.noneOf(Place.class);
    if (config.validateRequestHeaderParams()) {
      places.add(Place.HEADER);
      places.add(Place.COOKIE);
    }
    if (config.validateRequestQueryParams()) {
      places.add(Place.QUERY);
    }
    if (config.validateRequestUriParams()) {
      places.add(Place.PATH);
    }
    return places;
  }

  @Override
  public boolean readsSentHeaders() {
    return config.headerParameterCheck();
  }

  @Override
  public Declaration declares() {
    return specification.declaration();
  }

  @Override
  public BodyNeed requestBody() {
    return config.validateRequestBody() ? BODY : BodyNeed.NONE;
  }

  @Override
  public Step onRequest(Exchange x) {
    PathTree.Hit hit = specification.find(x.request().path(), x.request().method());
    if (hit == null) {
      return unknown(x, "path");
    }
    Operation operation = hit.item().operation(x.request().method());
    if (operation == null) {
      return unknown(x, "method");
    }
    x.put(OPERATION, operation);
    List<Problem> problems = new ArrayList<>();
    Sent sent = Sent.of(x, hit.values());
    Arguments.judge(operation, sent, places, most, problems);
    if (config.queryParameterCheck()) {
      Arguments.others(operation, sent, allowedArguments, most, problems);
    }
    if (config.headerParameterCheck()) {
      Arguments.otherHeaders(operation, x.request().sentHeaders(), allowedHeaders, most, problems);
    }
    if (!problems.isEmpty()) {
      return refuse(x, 400, BAD_PARAMETER, problems);
    }
    return config.validateRequestBody() ? judgeBody(x, operation) : Step.NEXT;
  }

  private Step judgeBody(Exchange x, Operation operation) {
    BodyFound found =
        BodyFound.ofRequest(x.request().headers(), x.request().body(), operation.body(), false);
    return switch (found) {
      case BodyFound.Nothing _ -> Step.NEXT;
      case BodyFound.WrongType(String reason) ->
          refuse(x, 400, BAD_REQUEST, List.of(Problem.of("body", "", reason)));
      case BodyFound.Wrong(Problem problem) -> refuse(x, 400, BAD_REQUEST, List.of(problem));
      case BodyFound.Judged body ->
          body.isHeavy()
              ? x.compute(
                  () -> body.problems(Way.REQUEST, most, MOST_BYTES),
                  problems -> refuse(x, 400, BAD_REQUEST, problems))
              : refuse(x, 400, BAD_REQUEST, body.problems(Way.REQUEST, most, MOST_BYTES));
    };
  }

  private Step unknown(Exchange x, String what) {
    String told = "validation failed, " + what + " not found in api specification";
    if (config.notifyOnlyRequestValidationFailure()) {
      x.record(Decision.Action.WOULD_DENY, what, told);
      return Step.NEXT;
    }
    return x.deny(Answer.error(400, config.verboseResponse() ? told : BAD_REQUEST), what, told);
  }

  private Step refuse(Exchange x, int status, String terse, List<Problem> problems) {
    if (problems.isEmpty()) {
      return Step.NEXT;
    }
    boolean isAnswer = status == NOT_ACCEPTABLE;
    String rule = isAnswer ? "response" : problems.getFirst().in();
    String told = problems.stream().map(OasValidation::told).collect(Collectors.joining(", "));
    if (isAnswer
        ? config.notifyOnlyResponseBodyValidationFailure()
        : config.notifyOnlyRequestValidationFailure()) {
      x.record(Decision.Action.WOULD_DENY, rule, told);
      return Step.NEXT;
    }
    String message = config.verboseResponse() ? told : terse;
    Answer answer =
        config.structuredErrors()
            ? ErrorList.answer(
                x,
                status,
                message,
                problems,
                (error, problem) ->
                    error
                        .put("instanceLocation", problem.instance())
                        .put("keywordLocation", problem.keyword())
                        .put("error", problem.reason()))
            : Answer.error(status, message);
    return x.deny(answer, rule, told);
  }

  private static String told(Problem problem) {
    String name = problem.name().isEmpty() ? "" : " '" + problem.name() + "'";
    return problem.in() + name + " validation failed with error: '" + problem.reason() + "'";
  }

  @Override
  public BodyNeed responseBody() {
    return config.validateResponseBody() ? BODY : BodyNeed.NONE;
  }

  @Override
  public BodyNeed responseBody(Exchange x) {
    Operation operation = x.get(OPERATION);
    boolean isJudged =
        config.validateResponseBody()
            && operation != null
            && x.response().source() == Response.Source.SERVICE
            && operation.responses().of(x.response().status()) != null;
    return isJudged ? BODY : BodyNeed.NONE;
  }

  @Override
  public Step onResponseBody(Exchange x) {
    Operation operation = x.get(OPERATION);
    Content content = operation == null ? null : operation.responses().of(x.response().status());
    byte[] bytes = x.response().body();
    if (content == null || bytes == null || x.request().method().equals("HEAD")) {
      return Step.NEXT;
    }
    return switch (BodyFound.of(x.response().headers(), bytes, content)) {
      case BodyFound.Nothing _ -> Step.NEXT;
      case BodyFound.Wrong(Problem problem) ->
          refuse(x, NOT_ACCEPTABLE, BAD_RESPONSE, List.of(problem));
      case BodyFound.WrongType(String reason) ->
          refuse(x, NOT_ACCEPTABLE, BAD_RESPONSE, List.of(Problem.of("body", "", reason)));
      case BodyFound.Judged body ->
          body.isHeavy()
              ? x.compute(
                  () -> body.problems(Way.ANSWER, most, MOST_BYTES),
                  problems -> refuse(x, NOT_ACCEPTABLE, BAD_RESPONSE, problems))
              : refuse(
                  x, NOT_ACCEPTABLE, BAD_RESPONSE, body.problems(Way.ANSWER, most, MOST_BYTES));
    };
  }
}
