package gatehouse.plugin.auth;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import gatehouse.model.Consumer;
import gatehouse.regex.Regex;
import gatehouse.regex.RegexFault;
import gatehouse.regex.RegexOptions;
import gatehouse.spi.Answer;
import gatehouse.spi.Consumers;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.HttpCall;
import gatehouse.spi.HttpCaller;
import gatehouse.spi.Identity.ProvenCredential;
import gatehouse.spi.NamesCredentials;
import gatehouse.spi.Policy;
import gatehouse.spi.Policy.Scope;
import gatehouse.spi.Step;
import gatehouse.spi.TlsOptions;
import gatehouse.spi.Utf8Field;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Length;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.Range;
import gatehouse.spi.schema.Referenceable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Lets an external authorizer decide that answers like AWS API Gateway's Lambda authorizers, with
/// an IAM policy. The policy is kept for a while and evaluated for each request anew.
@Policy(
    name = "lambda-authorizer",
    priority = 1015,
    scopes = {Scope.GLOBAL, Scope.SERVICE, Scope.ROUTE},
    authenticates = true,
    summary = "Asks an authorizer that answers with an IAM policy, as AWS Lambda authorizers do.")
public final class LambdaAuthorizer extends Authenticator {
  private static final long MOST_IDENTITIES = 10_000;
  private static final int LONGEST_ARN = 1600;
  private static final Answer BROKEN = Answer.error(500, "An unexpected error occurred");
  private static final Answer FORBIDDEN = Answer.error(403, "Forbidden");
  private static final Answer IMPLICIT =
      Answer.error(403, "User is not authorized to access this resource");
  private static final Answer EXPLICIT =
      Answer.error(403, "User is not authorized to access this resource with an explicit deny");

  private final Config config;
  private final Consumers consumers;
  private final HttpCaller http;
  private final LambdaEvent events;
  private final URI url;
  private final List<IdentitySource> sources;
  private final @Nullable Regex valid;
  private final List<Answer.Field> headers = new ArrayList<>();
  private final Answer unauthorized;
  private final @Nullable AsyncCache<String, LambdaAnswer> known;

  /// What an instance is told.
  public record Config(
      @Match(Match.Form.URL) @Referenceable @Doc("Where the authorizer is; http or https.")
          String url,
      @Default("TOKEN")
          @OneOf({"TOKEN", "REQUEST"})
          @Doc("What it is asked: about the value of one header, or about the whole request.")
          String type,
      @Default("1.0")
          @OneOf({"1.0", "2.0"})
          @Doc("The form of a `REQUEST` event: that of REST APIs or that of HTTP APIs.")
          String payloadFormatVersion,
      @Default("false")
          @Doc("Whether `{\"isAuthorized\": true}` is taken for an answer too; with form 2.0.")
          boolean enableSimpleResponses,
      @Default("[\"$request.header.Authorization\"]")
          @Length(min = 1)
          @Doc(
              "What tells callers apart: `$request.header.NAME`, `$request.querystring.NAME`,"
                  + " `$request.cookie.NAME`, `$context.routeKey`, `$context.httpMethod`,"
                  + " `$context.path`, `$context.sourceIp`, or `method.request.…`. A request that"
                  + " lacks one of them is refused without asking. Exactly one header for `TOKEN`.")
          List<String> identitySources,
      @Nullable
          @Doc("What the whole value must match, without look-around; else 401 without asking.")
          String tokenValidationRegex,
      @Default("300")
          @Range(min = 0, max = 3600)
          @Doc("Seconds for which an answer is kept for the same identity; 0 keeps none.")
          int cacheTtl,
      @Default("local") @Doc("Part of the ARN.") String region,
      @Default("000000000000") @Doc("Part of the ARN.") String accountId,
      @Default("gatehouse") @Doc("Part of the ARN.") String apiId,
      @Default("default") @Doc("Part of the ARN.") String stage,
      @Default("{}") @Doc("Headers sent to the authorizer: a shared secret, for one.")
          Map<String, @Referenceable String> headers,
      @Default("3000") @Range(min = 1, max = 60000) @Doc("Milliseconds for the whole call.")
          int timeout,
      @Default("60000")
          @Range(min = 0)
          @Doc(
              "Taken for completeness: idle connections belong to the gateway's HTTP client, which"
                  + " closes them after 30 seconds.")
          int keepalive,
      @Default("true") @Doc("Whether the authorizer's certificate is verified.") boolean sslVerify,
      @Default("65536") @Range(min = 1, max = 1048576) @Doc("Bytes that an answer may have.")
          int maxResponseSize,
      @Default("X-Authorizer-Principal-Id")
          @Nullable
          @Doc("The header in which the service gets `principalId`.")
          HeaderName principalHeader,
      @Default("X-Authorizer-")
          @Nullable
          @Doc(
              "The beginning of the headers in which the service gets the values of `context`:"
                  + " `tenantId` in `X-Authorizer-tenantId`. It starts with `X-`; whatever a client"
                  + " sends under it is removed.")
          String contextHeaderPrefix,
      @Default("{}") @Doc("Other headers for some values of `context`, by their names.")
          Map<String, HeaderName> contextHeaders,
      @Nullable
          @Doc("The value of `context` that lists the caller's groups, for `acl` and `authz`.")
          String groupsContextKey,
      @Default("[]")
          @OneOf({"username", "custom_id", "id"})
          @Doc("How `principalId` names a consumer; not at all if empty.")
          List<String> consumerBy,
      @Default("true") @Doc("Whether a caller goes on for whom there is no consumer; else 403.")
          boolean consumerOptional,
      @Default("false")
          @Doc("Whether the headers and arguments among the sources are kept from the service.")
          boolean hideCredentials,
      @Nullable
          @Doc("Id or username of a consumer that stands in for callers who would be answered 401.")
          String anonymous,
      @Nullable @Doc("Realm named in `WWW-Authenticate`.") String realm,
      @Default("true") @Doc("Whether OPTIONS requests are asked about too; else they all pass.")
          boolean runOnPreflight)
      implements Checked, NamesCredentials {
    @Override
    public List<String> credentialNames() {
      return identitySources.stream()
          .map(IdentitySource::parse)
          .filter(source -> source != null && source.kind() != IdentitySource.Kind.CONTEXT)
          .map(source -> Objects.requireNonNull(source).name())
          .toList();
    }

    @Override
    public void check(Check check) {
      if (!url.startsWith("http://") && !url.startsWith("https://")) {
        check.fault("url", "expected http or https");
      }
      boolean second = payloadFormatVersion.equals("2.0");
      if (second && type.equals("TOKEN")) {
        check.fault("payload_format_version", "2.0 needs type REQUEST");
      }
      if (enableSimpleResponses && !second) {
        check.fault("enable_simple_responses", "needs payload_format_version 2.0");
      }
      List<IdentitySource> parsed = new ArrayList<>();
      for (String source : identitySources) {
        IdentitySource one = IdentitySource.parse(source);
        if (one == null) {
          check.fault("identity_sources", "not a source: " + source);
        } else {
          parsed.add(one);
        }
      }
      if (type.equals("TOKEN")
          && (identitySources.size() != 1
              || parsed.stream().anyMatch(s -> s.kind() != IdentitySource.Kind.HEADER))) {
        check.fault("identity_sources", "type TOKEN takes exactly one header");
      }
      if (contextHeaderPrefix != null
          && (contextHeaderPrefix.length() < 4
              || !contextHeaderPrefix.regionMatches(true, 0, "X-", 0, 2)
              || !HeaderName.isToken(contextHeaderPrefix))) {
        check.fault("context_header_prefix", "expected the beginning of a header: X-…");
      }
      for (String name : headers.keySet()) {
        if (!HeaderName.isToken(name)) {
          check.fault("headers", "bad header name '" + name + "'");
        }
      }
      if (tokenValidationRegex != null) {
        try {
          Regex.compile(tokenValidationRegex, RegexOptions.ROUTER);
        } catch (RegexFault fault) {
          check.fault("token_validation_regex", "not a linear expression: " + fault.getMessage());
        }
      }
    }
  }

  /// Builds an instance.
  public LambdaAuthorizer(Config config, Workshop workshop) {
    super("lambda-authorizer", config.anonymous(), config.runOnPreflight(), workshop);
    this.config = config;
    consumers = workshop.consumers();
    http = workshop.http();
    events = new LambdaEvent(config);
    url = URI.create(config.url());
    sources =
        config.identitySources().stream()
            .map(IdentitySource::parse)
            .filter(java.util.Objects::nonNull)
            .toList();
    String pattern = config.tokenValidationRegex();
    valid = pattern == null ? null : Regex.constant(pattern, RegexOptions.ROUTER);
    headers.add(new Answer.Field(HeaderName.of("Content-Type"), "application/json"));
    config
        .headers()
        .forEach((name, value) -> headers.add(new Answer.Field(HeaderName.of(name), value)));
    unauthorized = unauthorized(Challenge.of("Bearer", config.realm()));
    known = config.cacheTtl() == 0 ? null : cache(workshop);
  }

  private AsyncCache<String, LambdaAnswer> cache(Workshop workshop) {
    long kept = TimeUnit.SECONDS.toNanos(config.cacheTtl());
    return Caffeine.newBuilder()
        .maximumSize(MOST_IDENTITIES)
        .executor(workshop.background())
        .ticker(() -> TimeUnit.MILLISECONDS.toNanos(workshop.clock().millis()))
        // Those who wait for an answer share it; what is no decision is forgotten at once.
        .expireAfter(
            Expiry.<String, LambdaAnswer>creating(
                (_, answer) -> Duration.ofNanos(answer.isCacheable() ? kept : 0)))
        .buildAsync();
  }

  @Override
  public List<HeaderName> identityHeaders() {
    List<HeaderName> names = new ArrayList<>(config.contextHeaders().values());
    if (config.principalHeader() != null) {
      names.add(config.principalHeader());
    }
    return names;
  }

  @Override
  public List<String> identityHeaderPrefixes() {
    String prefix = config.contextHeaderPrefix();
    return prefix == null ? List.of() : List.of(prefix);
  }

  @Override
  Step authenticate(Exchange x) {
    List<String> identity = new ArrayList<>(sources.size());
    for (IdentitySource source : sources) {
      String value = source.read(x, LambdaEvent.routeKey(x));
      if (value == null || config.type().equals("TOKEN") && source.isRepeated(x)) {
        return refuse(x, unauthorized, "missing", "no " + source + ", or several");
      }
      identity.add(value);
    }
    if (valid != null) {
      byte[] token = identity.getFirst().getBytes(StandardCharsets.ISO_8859_1);
      if (!valid.matches(token, 0, token.length)) {
        return refuse(x, unauthorized, "malformed", "the token does not match the expression");
      }
    }
    String arn = events.arn(x);
    if (arn.length() > LONGEST_ARN) {
      return x.deny(Answer.error(414, "URI Too Long"), "arn", "the ARN is over 1600 bytes");
    }
    CompletableFuture<LambdaAnswer> answer = answer(x, arn, identity);
    if (answer.isDone()) {
      return judge(x, arn, answer.join());
    }
    return x.offload(answer::get, found -> judge(x, arn, found));
  }

  private CompletableFuture<LambdaAnswer> answer(Exchange x, String arn, List<String> identity) {
    byte[] event =
        config.type().equals("TOKEN")
            ? events.token(arn, identity.getFirst())
            : events.request(x, arn, identity);
    if (known == null) {
      return ask(event);
    }
    return known.get(digest(identity), (_, _) -> ask(event));
  }

  private CompletableFuture<LambdaAnswer> ask(byte[] event) {
    HttpCall call =
        new HttpCall(
            "POST",
            url,
            headers,
            event,
            Duration.ofMillis(config.timeout()),
            config.maxResponseSize(),
            TlsOptions.of(config.sslVerify()));
    return http.call(call)
        .thenApply(reply -> LambdaAnswer.read(reply, config.enableSimpleResponses()))
        .exceptionally(_ -> new LambdaAnswer.Broken("no answer of the authorizer"))
        .toCompletableFuture();
  }

  /// The lengths keep `1`+`23` from looking like `12`+`3`; the digest keeps tokens out of memory.
  private static String digest(List<String> identity) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : identity) {
        digest.update((part.length() + ":" + part).getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private Step judge(Exchange x, String arn, LambdaAnswer answer) {
    return switch (answer) {
      case LambdaAnswer.Unauthorized _ ->
          refuse(x, unauthorized, "unauthorized", "the authorizer does not know the caller");
      case LambdaAnswer.Forbidden _ ->
          x.deny(FORBIDDEN, "forbidden", "the authorizer refuses the caller");
      case LambdaAnswer.Broken(String reason) -> x.deny(BROKEN, "broken", reason);
      case LambdaAnswer.Simple(boolean authorized, String principal, Map<String, String> context) ->
          authorized
              ? admit(x, principal, context)
              : x.deny(FORBIDDEN, "forbidden", "the authorizer refuses the caller");
      case LambdaAnswer.Policy(String principal, IamPolicy policy, Map<String, String> context) ->
          switch (policy.evaluate(
              new IamPolicy.Request(arn, x.client().address(), LambdaEvent.userAgent(x)))) {
            case ALLOW -> admit(x, principal, context);
            case EXPLICIT_DENY -> x.deny(EXPLICIT, "explicit-deny", "the policy denies this");
            case IMPLICIT_DENY -> x.deny(IMPLICIT, "implicit-deny", "the policy allows no such");
          };
    };
  }

  private Step admit(Exchange x, @Nullable String principal, Map<String, String> context) {
    Consumer consumer = principal == null ? null : consumer(principal);
    if (consumer == null && !config.consumerOptional()) {
      return x.deny(FORBIDDEN, "consumer", "principalId names no consumer");
    }
    if (config.hideCredentials()) {
      sources.forEach(source -> source.hide(x));
    }
    tell(x, principal, context);
    String id = principal == null ? "authorizer" : principal;
    return accept(x, consumer, new ProvenCredential(id, id), groups(context));
  }

  private @Nullable Consumer consumer(String principal) {
    for (String by : config.consumerBy()) {
      Consumer found =
          switch (by) {
            case "id" -> consumers.byId(principal);
            case "custom_id" -> consumers.byCustomId(principal);
            default -> consumers.find(principal);
          };
      if (found != null && (!by.equals("username") || principal.equals(found.username()))) {
        return found;
      }
    }
    return null;
  }

  private List<String> groups(Map<String, String> context) {
    String key = config.groupsContextKey();
    String value = key == null ? null : context.get(key);
    if (value == null) {
      return List.of();
    }
    return java.util.Arrays.stream(value.split("[ ,]", -1)).filter(g -> !g.isEmpty()).toList();
  }

  private void tell(Exchange x, @Nullable String principal, Map<String, String> context) {
    String prefix = config.contextHeaderPrefix();
    context.forEach((key, value) -> {
      HeaderName own = config.contextHeaders().get(key);
      if (own != null) {
        x.request().headers().set(own, Utf8Field.encode(value));
      } else if (prefix != null && HeaderName.isToken(prefix + key)) {
        x.request().headers().set(HeaderName.of(prefix + key), Utf8Field.encode(value));
      }
    });
    if (config.principalHeader() != null && principal != null) {
      x.request().headers().set(config.principalHeader(), Utf8Field.encode(principal));
    }
  }
}
