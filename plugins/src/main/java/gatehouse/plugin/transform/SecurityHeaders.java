package gatehouse.plugin.transform;

import gatehouse.spi.Attribute;
import gatehouse.spi.BodyFilter;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import gatehouse.spi.Identity;
import gatehouse.spi.OnRequest;
import gatehouse.spi.OnResponse;
import gatehouse.spi.OnResponseChunk;
import gatehouse.spi.Policy;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.Range;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells browsers how to treat answers, and keeps to itself what a service says about its software.
@Policy(
    name = "security-headers",
    priority = 2950,
    decides = false,
    summary =
        "Tells browsers how to treat answers, and removes what services say about their software.")
public final class SecurityHeaders implements OnRequest, OnResponse, OnResponseChunk {
  private static final HeaderName STRICT_TRANSPORT_SECURITY =
      HeaderName.of("Strict-Transport-Security");
  private static final HeaderName CACHE_CONTROL = HeaderName.of("Cache-Control");
  private static final HeaderName NONCE_FOR_SERVICE = HeaderName.of("X-CSP-Nonce");
  private static final String NONCE = "{nonce}";
  private static final Attribute<String> NONCE_OF_EXCHANGE =
      new Attribute<>(String.class, "nonce of the content security policy");

  private final @Nullable String strictTransport;
  private final @Nullable String cacheControl;
  private final @Nullable String cacheControlAuthenticated;
  private final List<Field> fields;
  private final List<HeaderName> removed;
  private final boolean override;
  private final boolean hidesErrors;
  private final CookieFlags cookies;
  private final boolean usesNonce;
  private final SecureRandom random = new SecureRandom();

  /// What an instance is told.
  public record Config(
      @Nullable
          @Default("{}")
          @Doc("`Strict-Transport-Security`, sent over https only (RFC 6797, 7.2).")
          StrictTransport strictTransportSecurity,
      @Default("true") @Doc("Whether `X-Content-Type-Options: nosniff` is sent.")
          boolean xContentTypeOptions,
      @Nullable
          @Default("DENY")
          @OneOf({"DENY", "SAMEORIGIN"})
          @Doc("`X-Frame-Options`: who may show the answer in a frame.")
          String xFrameOptions,
      @Nullable
          @Default("no-referrer")
          @OneOf({
            "no-referrer",
            "no-referrer-when-downgrade",
            "origin",
            "origin-when-cross-origin",
            "same-origin",
            "strict-origin",
            "strict-origin-when-cross-origin",
            "unsafe-url"
          })
          @Doc("`Referrer-Policy`.")
          String referrerPolicy,
      @Nullable
          @Doc(
              "`Content-Security-Policy`. `{nonce}` becomes a random text, new for each request,"
                  + " which the service gets as `X-CSP-Nonce`.")
          String contentSecurityPolicy,
      @Nullable
          @Doc("`Content-Security-Policy-Report-Only`, with `{nonce}` as in the other policy.")
          String contentSecurityPolicyReportOnly,
      @Nullable @Doc("`Permissions-Policy`.") String permissionsPolicy,
      @Nullable
          @Default("same-origin")
          @OneOf({
            "same-origin",
            "same-origin-allow-popups",
            "noopener-allow-popups",
            "unsafe-none"
          })
          @Doc("`Cross-Origin-Opener-Policy`.")
          String crossOriginOpenerPolicy,
      @Nullable
          @Default("same-origin")
          @OneOf({"same-origin", "same-site", "cross-origin"})
          @Doc("`Cross-Origin-Resource-Policy`.")
          String crossOriginResourcePolicy,
      @Nullable
          @OneOf({"require-corp", "credentialless", "unsafe-none"})
          @Doc("`Cross-Origin-Embedder-Policy`.")
          String crossOriginEmbedderPolicy,
      @Nullable
          @Default("none")
          @OneOf({"none", "master-only", "by-content-type", "all"})
          @Doc("`X-Permitted-Cross-Domain-Policies`.")
          String xPermittedCrossDomainPolicies,
      @Nullable @Doc("`Cache-Control` of every answer, for routes with sensitive data: `no-store`.")
          String cacheControl,
      @Nullable @Doc("`Cache-Control` of answers to callers who have proven who they are.")
          String cacheControlAuthenticated,
      @Default("[\"Server\",\"X-Powered-By\",\"X-AspNet-Version\",\"X-AspNetMvc-Version\"]")
          @Match(Match.Form.HEADER_NAME)
          @Doc("Headers that no answer keeps.")
          List<String> remove,
      @Default("false")
          @Doc("Whether a value replaces the service's own; otherwise the service's own stays.")
          boolean override,
      @Default("false")
          @Doc(
              "Whether a message that says nothing takes the place of the service's own in answers"
                  + " from 500 on.")
          boolean hideServerErrors,
      @Doc("Flags that each `Set-Cookie` of the service gets if it lacks them.") Cookies cookies)
      implements Checked {

    /// How long and how widely a browser uses https only.
    public record StrictTransport(
        @Default("31536000") @Range(min = 0) @Doc("Seconds.") long maxAge,
        @Default("true") @Doc("Whether it holds for hosts below this one too.")
            boolean includeSubdomains,
        @Default("false")
            @Doc("Whether browsers may ship the host in their list. Leaving the list takes months.")
            boolean preload) {

      String text() {
        return "max-age="
            + maxAge
            + (includeSubdomains ? "; includeSubDomains" : "")
            + (preload ? "; preload" : "");
      }
    }

    /// Flags of cookies.
    public record Cookies(
        @Nullable @Doc("Whether `Secure` is added.") Boolean secure,
        @Nullable @Doc("Whether `HttpOnly` is added.") Boolean httpOnly,
        @Nullable @OneOf({"Strict", "Lax", "None"}) @Doc("The `SameSite` that is added.")
            String sameSite) {}

    @Override
    public void check(Check check) {
      oneLine(check, "content_security_policy", contentSecurityPolicy);
      oneLine(check, "content_security_policy_report_only", contentSecurityPolicyReportOnly);
      oneLine(check, "permissions_policy", permissionsPolicy);
      oneLine(check, "cache_control", cacheControl);
      oneLine(check, "cache_control_authenticated", cacheControlAuthenticated);
      if ("None".equals(cookies.sameSite()) && !Boolean.TRUE.equals(cookies.secure())) {
        check.fault(
            "cookies.same_site", "browsers drop SameSite=None cookies without secure: true");
      }
      StrictTransport strict = strictTransportSecurity;
      if (strict != null
          && strict.preload()
          && (strict.maxAge() < 31_536_000 || !strict.includeSubdomains())) {
        check.fault(
            "strict_transport_security.preload",
            "the browsers' list wants a max_age of at least 31536000 and include_subdomains");
      }
    }

    private static void oneLine(Check check, String field, @Nullable String value) {
      if (value != null && !value.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
        check.fault(field, "has to be one line of printable ASCII characters");
      }
    }
  }

  private record Field(HeaderName name, String value, boolean hasNonce) {}

  /// Builds an instance.
  public SecurityHeaders(Config config, Workshop workshop) {
    Config.StrictTransport strict = config.strictTransportSecurity();
    strictTransport = strict == null ? null : strict.text();
    cacheControl = config.cacheControl();
    cacheControlAuthenticated = config.cacheControlAuthenticated();
    fields = fields(config);
    removed = config.remove().stream().map(HeaderName::of).toList();
    override = config.override();
    hidesErrors = config.hideServerErrors();
    cookies = CookieFlags.of(config.cookies());
    usesNonce = fields.stream().anyMatch(Field::hasNonce);
  }

  private static List<Field> fields(Config config) {
    List<Field> fields = new ArrayList<>();
    add(fields, "X-Content-Type-Options", config.xContentTypeOptions() ? "nosniff" : null);
    add(fields, "X-Frame-Options", config.xFrameOptions());
    add(fields, "Referrer-Policy", config.referrerPolicy());
    add(fields, "Content-Security-Policy", config.contentSecurityPolicy());
    add(fields, "Content-Security-Policy-Report-Only", config.contentSecurityPolicyReportOnly());
    add(fields, "Permissions-Policy", config.permissionsPolicy());
    add(fields, "Cross-Origin-Opener-Policy", config.crossOriginOpenerPolicy());
    add(fields, "Cross-Origin-Resource-Policy", config.crossOriginResourcePolicy());
    add(fields, "Cross-Origin-Embedder-Policy", config.crossOriginEmbedderPolicy());
    add(fields, "X-Permitted-Cross-Domain-Policies", config.xPermittedCrossDomainPolicies());
    return List.copyOf(fields);
  }

  private static void add(List<Field> fields, String name, @Nullable String value) {
    if (value != null) {
      fields.add(new Field(HeaderName.of(name), value, value.contains(NONCE)));
    }
  }

  /// A nonce that a client could choose would let its own scripts run.
  @Override
  public List<HeaderName> identityHeaders() {
    return usesNonce ? List.of(NONCE_FOR_SERVICE) : List.of();
  }

  @Override
  public Step onRequest(Exchange x) {
    if (usesNonce) {
      x.request().headers().set(NONCE_FOR_SERVICE, nonce(x));
    }
    return Step.NEXT;
  }

  @Override
  public Step onResponse(Exchange x) {
    Headers headers = x.response().headers();
    if (hidesErrors && ErrorCover.isDue(x.response())) {
      ErrorCover.label(headers);
    }
    for (int i = 0; i < removed.size(); i++) {
      headers.remove(removed.get(i));
    }
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      if (isFree(headers, field.name)) {
        headers.set(
            field.name, field.hasNonce ? field.value.replace(NONCE, nonce(x)) : field.value);
      }
    }
    if (strictTransport != null
        && x.request().scheme().equals("https")
        && isFree(headers, STRICT_TRANSPORT_SECURITY)) {
      headers.set(STRICT_TRANSPORT_SECURITY, strictTransport);
    }
    String caching = caching(x);
    if (caching != null && isFree(headers, CACHE_CONTROL)) {
      headers.set(CACHE_CONTROL, caching);
    }
    cookies.addTo(headers);
    return Step.NEXT;
  }

  @Override
  public @Nullable BodyFilter filterResponse(Exchange x) {
    boolean hides = hidesErrors && ErrorCover.isDue(x.response());
    return hides && !x.request().method().equals("HEAD") ? ErrorCover.of(x) : null;
  }

  private boolean isFree(Headers headers, HeaderName name) {
    return override || !headers.has(name);
  }

  private @Nullable String caching(Exchange x) {
    Identity caller = x.identity();
    boolean known = cacheControlAuthenticated != null && caller != null && caller.authenticated();
    return known ? cacheControlAuthenticated : cacheControl;
  }

  /// 128 random bits (Content Security Policy Level 3, section 7.1); made in the response phase for
  /// answers that never met the request phase.
  private String nonce(Exchange x) {
    String known = x.get(NONCE_OF_EXCHANGE);
    if (known != null) {
      return known;
    }
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    String nonce = Base64.getEncoder().withoutPadding().encodeToString(bytes);
    x.put(NONCE_OF_EXCHANGE, nonce);
    return nonce;
  }
}
