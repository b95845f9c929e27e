package gatehouse.plugin.access;

import gatehouse.regex.RegexFault;
import gatehouse.spi.Answer;
import gatehouse.spi.Attribute;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import gatehouse.spi.OnRequest;
import gatehouse.spi.OnResponse;
import gatehouse.spi.Policy;
import gatehouse.spi.Policy.Scope;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.OneOf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells browsers which pages may call a service (cross-origin resource sharing), and answers their
/// preflight requests.
@Policy(
    name = "cors",
    priority = 2000,
    scopes = {Scope.GLOBAL, Scope.SERVICE, Scope.ROUTE},
    summary = "Tells browsers which pages may call a service, and answers their preflights.")
public final class Cors implements OnRequest, OnResponse {
  private static final Attribute<Boolean> PREFLIGHT = new Attribute<>(Boolean.class, "cors");

  private static final HeaderName ORIGIN = HeaderName.of("Origin");
  private static final HeaderName REQUEST_METHOD = HeaderName.of("Access-Control-Request-Method");
  private static final HeaderName REQUEST_HEADERS = HeaderName.of("Access-Control-Request-Headers");
  private static final HeaderName REQUEST_PRIVATE =
      HeaderName.of("Access-Control-Request-Private-Network");
  private static final HeaderName ALLOW_ORIGIN = HeaderName.of("Access-Control-Allow-Origin");
  private static final HeaderName ALLOW_CREDENTIALS =
      HeaderName.of("Access-Control-Allow-Credentials");
  private static final HeaderName ALLOW_METHODS = HeaderName.of("Access-Control-Allow-Methods");
  private static final HeaderName ALLOW_HEADERS = HeaderName.of("Access-Control-Allow-Headers");
  private static final HeaderName ALLOW_PRIVATE =
      HeaderName.of("Access-Control-Allow-Private-Network");
  private static final HeaderName EXPOSE_HEADERS = HeaderName.of("Access-Control-Expose-Headers");
  private static final HeaderName MAX_AGE = HeaderName.of("Access-Control-Max-Age");
  private static final HeaderName VARY = HeaderName.of("Vary");

  private final Origins origins;
  private final String methods;
  private final @Nullable String headers;
  private final @Nullable String exposed;
  private final @Nullable String maxAge;
  private final boolean credentials;
  private final boolean privateNetwork;
  private final boolean passesPreflights;
  private final boolean speaksWithoutOrigin;

  /// What an instance is told.
  public record Config(
      @Nullable
          @Doc(
              "Origins of the pages that may call: `*`, origins such as `https://app.example.com`,"
                  + " or regular expressions (any entry with another character than letters, digits"
                  + " and `.:/-`), matched as a whole against the host, or against"
                  + " `scheme://host:port` if they have a colon. All may call if it is not set.")
          List<String> origins,
      @Default(
              "[\"GET\",\"HEAD\",\"PUT\",\"PATCH\",\"POST\",\"DELETE\",\"OPTIONS\",\"TRACE\","
                  + "\"CONNECT\"]")
          @OneOf({"GET", "HEAD", "PUT", "PATCH", "POST", "DELETE", "OPTIONS", "TRACE", "CONNECT"})
          @Doc("Methods that a preflight is told it may use.")
          List<String> methods,
      @Nullable
          @Doc("Headers that a preflight is told it may send; those it asks for if it is not set.")
          List<String> headers,
      @Nullable @Doc("Headers of an answer that a page may read.") List<String> exposedHeaders,
      @Nullable @Doc("Seconds for which a browser may keep the answer to a preflight.")
          Double maxAge,
      @Default("false") @Doc("Whether pages may send cookies and other credentials of the browser.")
          boolean credentials,
      @Default("false") @Doc("Whether pages from public networks may call into a private network.")
          boolean privateNetwork,
      @Default("false") @Doc("Whether preflights go to the service instead of being answered here.")
          boolean preflightContinue,
      @Default("true")
          @Doc("Whether answers to requests without an Origin carry these headers too.")
          boolean allowOriginAbsent)
      implements Checked {
    @Override
    public void check(Check check) {
      try {
        Origins read = new Origins(origins == null ? List.of() : origins);
        if (credentials && (read.all() || origins != null && origins.contains("*"))) {
          check.warn(
              "credentials",
              "with every origin allowed, every page may use a browser's credentials");
        }
      } catch (RegexFault fault) {
        check.fault("origins", "invalid regex: " + fault.getMessage());
      }
    }
  }

  /// Builds an instance.
  public Cors(Config config, Workshop workshop) {
    try {
      origins = new Origins(config.origins() == null ? List.of() : config.origins());
    } catch (RegexFault fault) {
      throw new IllegalArgumentException(fault);
    }
    methods = String.join(",", config.methods());
    headers = joined(config.headers());
    exposed = joined(config.exposedHeaders());
    maxAge = config.maxAge() == null ? null : number(config.maxAge());
    credentials = config.credentials();
    privateNetwork = config.privateNetwork();
    passesPreflights = config.preflightContinue();
    speaksWithoutOrigin = config.allowOriginAbsent();
  }

  private static @Nullable String joined(@Nullable List<String> texts) {
    return texts == null || texts.isEmpty() ? null : String.join(",", texts);
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  @Override
  public Step onRequest(Exchange x) {
    Headers asked = x.request().headers();
    if (!x.request().method().equals("OPTIONS")
        || !asked.has(ORIGIN)
        || !asked.has(REQUEST_METHOD)) {
      return Step.NEXT;
    }
    x.put(PREFLIGHT, true);
    return passesPreflights ? Step.NEXT : new Step.Stop(preflight(asked));
  }

  private Answer preflight(Headers asked) {
    Headers told = new Headers();
    allow(asked.get(ORIGIN), told);
    String allowedHeaders = headers == null ? asked.get(REQUEST_HEADERS) : headers;
    if (allowedHeaders != null) {
      told.set(ALLOW_HEADERS, allowedHeaders);
    }
    told.set(ALLOW_METHODS, methods);
    if (maxAge != null) {
      told.set(MAX_AGE, maxAge);
    }
    if (privateNetwork && "true".equals(asked.get(REQUEST_PRIVATE))) {
      told.set(ALLOW_PRIVATE, "true");
    }
    Answer answer = Answer.empty(200);
    for (int i = 0; i < told.size(); i++) {
      answer = answer.with(HeaderName.of(told.name(i)), told.value(i));
    }
    return answer;
  }

  /// Runs on every answer, those of Gatehouse too: a browser must be able to read a refusal.
  @Override
  public Step onResponse(Exchange x) {
    String origin = x.request().headers().get(ORIGIN);
    if (x.get(PREFLIGHT) != null || origin == null && !speaksWithoutOrigin) {
      return Step.NEXT;
    }
    Headers told = x.response().headers();
    allow(origin, told);
    if (exposed != null) {
      told.set(EXPOSE_HEADERS, exposed);
    }
    return Step.NEXT;
  }

  /// Writes who is allowed. `*` never meets credentials: browsers refuse that pair, and the origin
  /// is named instead where there is one.
  private void allow(@Nullable String origin, Headers told) {
    String allowed = "*";
    if (!origins.all()) {
      vary(told);
      String only = origins.only();
      allowed = only != null ? only : origin == null ? null : origins.allowed(origin);
    }
    boolean isWildcard = "*".equals(allowed);
    if (credentials && isWildcard && origin != null) {
      vary(told);
      allowed = origin;
    }
    if (allowed == null) {
      told.remove(ALLOW_ORIGIN);
    } else {
      told.set(ALLOW_ORIGIN, allowed);
    }
    if (credentials && !(isWildcard && origin == null)) {
      told.set(ALLOW_CREDENTIALS, "true");
    }
  }

  /// Adds `Origin` to the fields that an answer depends on, unless it is among them.
  private static void vary(Headers told) {
    for (String value : told.all(VARY)) {
      for (String name : value.split(",", -1)) {
        if (name.strip().equalsIgnoreCase("Origin")) {
          return;
        }
      }
    }
    told.add(VARY, "Origin");
  }
}
