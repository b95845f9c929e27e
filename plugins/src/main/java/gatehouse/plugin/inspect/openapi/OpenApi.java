package gatehouse.plugin.inspect.openapi;

import gatehouse.plugin.inspect.parameter.Place;
import gatehouse.plugin.inspect.parameter.Sent;
import gatehouse.plugin.inspect.schema.JsonSchema.Way;
import gatehouse.spi.AdminPaths;
import gatehouse.spi.Answer;
import gatehouse.spi.Attribute;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Decision;
import gatehouse.spi.Declaration;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.OnRequest;
import gatehouse.spi.OnResponse;
import gatehouse.spi.OnResponseBody;
import gatehouse.spi.Policy;
import gatehouse.spi.Response;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.Range;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Serves only what an OpenAPI document describes, and reports where traffic differs from it.
@Policy(
    name = "openapi",
    priority = 1000,
    scopes = {Policy.Scope.GLOBAL, Policy.Scope.SERVICE, Policy.Scope.ROUTE},
    summary = "Serves only what an OpenAPI document describes, and reports drift.")
public final class OpenApi implements OnRequest, OnResponse, OnResponseBody, AdminPaths {
  private static final Attribute<Seen> SEEN = new Attribute<>(Seen.class, "openapi.seen");

  private static final HeaderName ALLOW = HeaderName.of("Allow");
  private static final List<HeaderName> OVERRIDES =
      List.of(
          HeaderName.of("X-HTTP-Method-Override"),
          HeaderName.of("X-HTTP-Method"),
          HeaderName.of("X-Method-Override"));

  private static final String MISMATCH = "Request does not match the specification";
  private static final Answer UPSTREAM_MISMATCH =
      Answer.error(502, "Upstream answer does not match the specification");
  private static final int MOST_ERRORS = 20;
  private static final int MOST_ANSWER = 8 << 20;
  private static final BodyNeed ANSWER = BodyNeed.whole(MOST_ANSWER, BodyNeed.Overflow.REJECT);
  private static final Set<Place> EVERYWHERE = EnumSet.allOf(Place.class);

  private final Config config;
  private final Specification specification;
  private final Set<String> knownHeaders;
  private final Observed observed;

  /// What a request was found to be.
  ///
  /// @param operation null if it is not described
  /// @param drift how it differs; null if it does not
  private record Seen(@Nullable Operation operation, Drift.@Nullable Kind drift) {}

  /// What an instance is told.
  public record Config(
      @Nullable @Doc("The document: OpenAPI 3.1, 3.0 or Swagger 2.0, in YAML or JSON.") String spec,
      @Nullable
          @Match(Match.Form.FILE_PATH)
          @Doc("A file with it; references to files within its folder are followed.")
          String specFile,
      @Nullable
          @Match(Match.Form.URL)
          @Doc("Where it is fetched from whenever the configuration is loaded.")
          String specUrl,
      @Nullable @Doc("The path that all paths are under, in place of the paths of the servers.")
          String basePath,
      @Default("true") @Doc("Whether parameters are judged.") boolean validateParameters,
      @Default("true") @Doc("Whether bodies of requests are judged.") boolean validateBody,
      @Default("false") @Doc("Whether bodies of answers are judged.") boolean validateResponse,
      @Default("deny")
          @OneOf({"deny", "allow"})
          @Doc("What becomes of arguments of the query that are not described.")
          String additionalQuery,
      @Default("allow")
          @OneOf({"deny", "allow"})
          @Doc("What becomes of header fields that are neither described nor usual.")
          String additionalHeaders,
      @Default("1048576")
          @Range(min = 1, max = 1 << 30)
          @Doc("Bytes of a request's body; a longer one is answered with 413.")
          int maxBodySize,
      @Default("404") @Range(min = 400, max = 599) @Doc("Status for a path that is not described.")
          int unknownPath,
      @Default("405")
          @Range(min = 400, max = 599)
          @Doc("Status for a method that is not described.")
          int unknownMethod,
      @Default("415")
          @Range(min = 400, max = 599)
          @Doc("Status for a media type that is not described.")
          int unknownContentType,
      @Default("502")
          @Doc(
              "What becomes of an answer that does not conform, with `validate_response`: `502`, or"
                  + " `report`, which records it and lets it pass.")
          Object onResponseError,
      @Default("false")
          @Doc(
              "Whether the caller must have proven itself as the operation's `security` asks for,"
                  + " scopes included.")
          boolean enforceSecurity,
      @Doc("What is remembered of the differences.") DriftConfig drift)
      implements Checked {

    @Override
    public void check(Check check) {
      check.onlyOneOf("spec", "spec_file", "spec_url");
      if (!isRefusal() && !onResponseError.equals("report")) {
        check.fault("on_response_error", "expected 502 or report");
      }
      if (basePath != null && !basePath.startsWith("/")) {
        check.fault("base_path", "expected a path that starts with a slash");
      }
      SpecSource.check(this, check);
    }

    boolean isRefusal() {
      return String.valueOf(onResponseError).equals("502");
    }
  }

  /// What is remembered of the differences.
  public record DriftConfig(
      @Default("true") @Doc("Whether anything is.") boolean enabled,
      @Default("1.0") @Range(min = 0, max = 1) @Doc("Which part of the requests is looked at.")
          double sample,
      @Default("1000") @Range(min = 1, max = 100_000) @Doc("How many differences are kept.")
          int maxEntries) {}

  /// Builds an instance.
  public OpenApi(Config config, Workshop workshop) {
    this.config = config;
    this.specification = SpecSource.load(config, workshop);
    this.knownHeaders = UsualHeaders.and(specification.credentialHeaders());
    this.observed = new Observed(workshop, specification, config.drift());
  }

  @Override
  public boolean readsSentHeaders() {
    return true;
  }

  @Override
  public Declaration declares() {
    return specification.declaration();
  }

  @Override
  public BodyNeed requestBody() {
    return config.validateBody()
        ? BodyNeed.whole(config.maxBodySize(), BodyNeed.Overflow.REJECT)
        : BodyNeed.NONE;
  }

  // ---- requests

  @Override
  public Step onRequest(Exchange x) {
    PathTree.Hit hit = specification.find(x.request().path(), x.request().method());
    if (hit == null) {
      x.put(SEEN, new Seen(null, Drift.Kind.UNDOCUMENTED_PATH));
      observed.violation("unknown_path");
      Answer answer = Answer.error(config.unknownPath(), "no Route matched with those values");
      return x.deny(answer, "unknown_path", "the specification has no such path");
    }
    Operation operation = hit.item().operation(x.request().method());
    if (operation == null) {
      x.put(SEEN, new Seen(null, Drift.Kind.UNDOCUMENTED_METHOD));
      observed.violation("unknown_method");
      Answer answer =
          Answer.error(config.unknownMethod(), "Method not allowed")
              .with(ALLOW, hit.item().allow());
      return x.deny(
          answer,
          "unknown_method",
          "the specification has no such method of " + operationPath(hit));
    }
    x.put(SEEN, new Seen(operation, null));
    observed.used(operation);
    if (isOverridden(x, operation)) {
      return refuse(x, operation, List.of(Problem.of("header", "", "asks for another method")));
    }
    Step refusal = config.enforceSecurity() ? proven(x, operation) : Step.NEXT;
    return refusal.equals(Step.NEXT) ? judged(x, operation, hit) : refusal;
  }

  private static String operationPath(PathTree.Hit hit) {
    return hit.item().path();
  }

  /// A service that obeys such a field would do what nobody has judged.
  private static boolean isOverridden(Exchange x, Operation operation) {
    for (HeaderName name : OVERRIDES) {
      for (String method : x.request().headers().all(name)) {
        boolean isOther = !method.strip().equalsIgnoreCase(x.request().method());
        if (isOther && !Arguments.isHeader(operation, name.lower())) {
          return true;
        }
      }
    }
    return false;
  }

  private Step proven(Exchange x, Operation operation) {
    return switch (SecurityCheck.of(x, operation)) {
      case COVERED -> Step.NEXT;
      case UNPROVEN -> {
        observed.violation("security");
        yield x.deny(
            Answer.error(401, "Unauthorized"),
            "security",
            "no credential that the operation asks for");
      }
      case LACKS_SCOPE -> {
        observed.violation("security");
        yield x.deny(
            Answer.error(403, "You are not allowed to perform this operation"),
            "security",
            "lacks a scope that the operation asks for");
      }
    };
  }

  private Step judged(Exchange x, Operation operation, PathTree.Hit hit) {
    List<Problem> problems = new ArrayList<>();
    Sent sent = Sent.of(x, hit.values());
    if (config.validateParameters()) {
      Arguments.judge(operation, sent, EVERYWHERE, MOST_ERRORS, problems);
    }
    if (config.additionalQuery().equals("deny")) {
      Set<String> credentials = specification.credentialArguments();
      Arguments.others(operation, sent, credentials, MOST_ERRORS, problems);
    }
    if (config.additionalHeaders().equals("deny")) {
      Arguments.otherHeaders(
          operation, x.request().sentHeaders(), knownHeaders, MOST_ERRORS, problems);
    }
    if (!config.validateBody()) {
      return refuse(x, operation, problems);
    }
    BodyFound found =
        BodyFound.ofRequest(x.request().headers(), x.request().body(), operation.body(), true);
    return switch (found) {
      case BodyFound.Nothing _ -> refuse(x, operation, problems);
      case BodyFound.Wrong(Problem problem) -> {
        problems.add(problem);
        yield refuse(x, operation, problems);
      }
      case BodyFound.WrongType(String reason) ->
          problems.isEmpty() ? wrongType(x, reason) : refuse(x, operation, problems);
      case BodyFound.Judged body -> judged(x, operation, body, problems);
    };
  }

  private Step judged(
      Exchange x, Operation operation, BodyFound.Judged body, List<Problem> problems) {
    int most = MOST_ERRORS - problems.size();
    if (most <= 0) {
      return refuse(x, operation, problems);
    }
    if (body.isHeavy()) {
      return x.compute(
          () -> body.problems(Way.REQUEST, most, config.maxBodySize()),
          found -> {
            problems.addAll(found);
            return refuse(x, operation, problems);
          });
    }
    problems.addAll(body.problems(Way.REQUEST, most, config.maxBodySize()));
    return refuse(x, operation, problems);
  }

  private Step wrongType(Exchange x, String reason) {
    observed.violation("content_type");
    Answer answer = Answer.error(config.unknownContentType(), "Unsupported media type");
    return x.deny(answer, "content_type", reason);
  }

  private Step refuse(Exchange x, Operation operation, List<Problem> problems) {
    if (problems.isEmpty()) {
      return Step.NEXT;
    }
    Problem first = problems.getFirst();
    x.put(SEEN, new Seen(operation, Drift.Kind.SCHEMA));
    observed.violation(first.in());
    Answer answer =
        ErrorList.answer(
            x,
            400,
            MISMATCH,
            problems.stream().limit(MOST_ERRORS).toList(),
            (error, problem) ->
                error
                    .put("in", problem.in())
                    .put("name", problem.name())
                    .put("reason", problem.reason()));
    return x.deny(answer, first.in(), told(problems));
  }

  private static String told(List<Problem> problems) {
    return problems.stream()
        .limit(MOST_ERRORS)
        .map(Problem::told)
        .collect(Collectors.joining("; "));
  }

  // ---- answers

  @Override
  public Step onResponse(Exchange x) {
    Seen seen = x.get(SEEN);
    if (seen != null) {
      Operation operation = seen.operation;
      int status = x.response().status();
      boolean isServices = x.response().source() == Response.Source.SERVICE;
      if (seen.drift != null) {
        observed.drift(x, seen.drift, operation, status);
      } else if (operation != null && isServices && operation.responses().of(status) == null) {
        observed.drift(x, Drift.Kind.UNDOCUMENTED_STATUS, operation, status);
      }
    }
    return Step.NEXT;
  }

  @Override
  public BodyNeed responseBody() {
    return config.validateResponse() ? ANSWER : BodyNeed.NONE;
  }

  @Override
  public BodyNeed responseBody(Exchange x) {
    Content content = content(x);
    return config.validateResponse() && content != null && !content.isEmpty()
        ? ANSWER
        : BodyNeed.NONE;
  }

  /// What the service's answer has to be; null where nothing is said.
  private static @Nullable Content content(Exchange x) {
    Seen seen = x.get(SEEN);
    boolean isJudged =
        x.response().source() == Response.Source.SERVICE && !x.request().method().equals("HEAD");
    return seen == null || seen.operation == null || !isJudged
        ? null
        : seen.operation.responses().of(x.response().status());
  }

  @Override
  public Step onResponseBody(Exchange x) {
    Content content = content(x);
    byte[] bytes = x.response().body();
    if (content == null || bytes == null) {
      return Step.NEXT;
    }
    return switch (BodyFound.of(x.response().headers(), bytes, content)) {
      case BodyFound.Nothing _ -> Step.NEXT;
      case BodyFound.Wrong(Problem problem) -> mismatch(x, List.of(problem));
      case BodyFound.WrongType(String reason) ->
          mismatch(x, List.of(Problem.of("body", "", reason)));
      case BodyFound.Judged body ->
          body.isHeavy()
              ? x.compute(
                  () -> body.problems(Way.ANSWER, MOST_ERRORS, MOST_ANSWER),
                  problems -> mismatch(x, problems))
              : mismatch(x, body.problems(Way.ANSWER, MOST_ERRORS, MOST_ANSWER));
    };
  }

  private Step mismatch(Exchange x, List<Problem> problems) {
    Seen seen = x.get(SEEN);
    if (problems.isEmpty() || seen == null) {
      return Step.NEXT;
    }
    observed.violation("response");
    observed.drift(x, Drift.Kind.SCHEMA, seen.operation, x.response().status());
    if (config.isRefusal()) {
      return x.deny(UPSTREAM_MISMATCH, "response", told(problems));
    }
    x.record(Decision.Action.WOULD_DENY, "response", told(problems));
    return Step.NEXT;
  }

  // ---- operators

  @Override
  public @Nullable Answer onAdmin(String method, String path) {
    return path.equals("drift") ? observed.onAdmin(method) : null;
  }
}
