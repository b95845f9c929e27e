package gatehouse.plugin.auth;

import gatehouse.spi.Answer;
import gatehouse.spi.HeaderName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the jwt plugin demands of a token's claims, judged anew with each request.
///
/// @param expiry whether `exp` must be there
/// @param start whether `nbf` must be there
/// @param startIfPresent whether an `nbf` that is there must hold
/// @param maximum seconds that a token may still be good for; 0 for any
record JwtClaims(
    boolean expiry,
    boolean start,
    boolean startIfPresent,
    long maximum,
    @Nullable String issuer,
    List<String> audience) {
  private static final HeaderName AUTHENTICATE = HeaderName.of("WWW-Authenticate");
  private static final String NO_NUMBER = "must be a number";

  static JwtClaims of(Jwt.Config config) {
    List<String> verified = config.claimsToVerify() == null ? List.of() : config.claimsToVerify();
    boolean ofIssuer = config.jwksUri() != null;
    return new JwtClaims(
        ofIssuer || verified.contains("exp"),
        verified.contains("nbf"),
        ofIssuer,
        config.maximumExpiration(),
        config.issuer(),
        config.audience() == null ? List.of() : config.audience());
  }

  /// The refusal, with a member for each claim that does not hold; null if all do.
  ///
  /// @param now milliseconds since the epoch
  @Nullable Answer failure(VerifiedClaims claims, long now, String challenge) {
    Map<String, String> failures = new LinkedHashMap<>();
    double seconds = now / 1000.0;
    if (expiry) {
      note(failures, "exp", expiry(claims.all().get("exp"), seconds));
    }
    if (start || startIfPresent && claims.all().get("nbf") != null) {
      note(failures, "nbf", start(claims.all().get("nbf"), seconds));
    }
    if (issuer != null && !issuer.equals(claims.all().get("iss"))) {
      failures.put("iss", "not the expected issuer");
    }
    if (!audience.isEmpty() && !isMeant(claims.all().get("aud"))) {
      failures.put("aud", "not the expected audience");
    }
    if (failures.isEmpty()) {
      return null;
    }
    Answer answer = Answer.error(401, "Unauthorized").with(AUTHENTICATE, challenge);
    for (Map.Entry<String, String> failure : failures.entrySet()) {
      answer = answer.withMember(failure.getKey(), failure.getValue());
    }
    return answer;
  }

  private static void note(Map<String, String> failures, String claim, @Nullable String failure) {
    if (failure != null) {
      failures.put(claim, failure);
    }
  }

  private @Nullable String expiry(@Nullable Object exp, double now) {
    if (!(exp instanceof Number number)) {
      return NO_NUMBER;
    }
    double left = number.doubleValue() - now;
    if (left <= 0) {
      return "token expired";
    }
    return maximum > 0 && left > maximum ? "exceeds maximum allowed expiration" : null;
  }

  private static @Nullable String start(@Nullable Object nbf, double now) {
    if (!(nbf instanceof Number number)) {
      return NO_NUMBER;
    }
    return number.doubleValue() > now ? "token not valid yet" : null;
  }

  /// RFC 7519, section 4.1.3: one text, or an array of them.
  private boolean isMeant(@Nullable Object aud) {
    if (aud instanceof List<?> many) {
      return many.stream().anyMatch(one -> one instanceof String text && audience.contains(text));
    }
    return aud instanceof String one && audience.contains(one);
  }
}
