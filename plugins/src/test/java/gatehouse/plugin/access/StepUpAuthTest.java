package gatehouse.plugin.access;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.plugin.access.StepUpAuth.Config;
import gatehouse.plugin.auth.VerifiedClaims;
import gatehouse.spi.Answer;
import gatehouse.spi.FakeChain;
import gatehouse.spi.FakeExchange;
import gatehouse.spi.FakeWorkshop;
import gatehouse.spi.Identity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Levels and ages by claims. The second factor is in SecondFactorTest.
final class StepUpAuthTest {
  private static final long NOW = Instant.parse("2026-01-31T12:00:00Z").getEpochSecond();
  private static final String ERROR =
      "Bearer error=\"insufficient_user_authentication\", error_description=";

  private static Config config(
      @Nullable List<String> acr,
      @Nullable List<String> order,
      @Nullable List<String> amr,
      @Nullable Integer age) {
    return new Config(
        acr,
        order,
        List.of("acr"),
        List.of("amr"),
        List.of("auth_time"),
        amr,
        age,
        5,
        List.of(),
        List.of(),
        List.of(),
        false,
        null,
        null,
        "stronger",
        false,
        null);
  }

  private static @Nullable String challenge(
      Config config, @Nullable Map<String, @Nullable Object> claims) {
    FakeExchange x = FakeExchange.get("/").at(Instant.ofEpochSecond(NOW));
    x.identify(new Identity(null, new Identity.ProvenCredential("c", "c"), List.of(), "jwt"));
    if (claims != null) {
      x.put(VerifiedClaims.KEY, new VerifiedClaims(claims));
    }
    Answer answer = new FakeChain(new StepUpAuth(config, new FakeWorkshop())).send(x).answer();
    if (answer == null) {
      return null;
    }
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.members().getFirst().value()).isEqualTo("insufficient_user_authentication");
    return x.answered("WWW-Authenticate");
  }

  static Stream<Arguments> levels() {
    Map<String, @Nullable Object> none = Map.of();
    return Stream.of(
        Arguments.of(Map.of("acr", "mfa"), true),
        Arguments.of(Map.of("acr", "hw"), true),
        Arguments.of(Map.of("acr", "pwd"), false),
        Arguments.of(Map.of("acr", "MFA"), false),
        Arguments.of(Map.of("acr", List.of("mfa")), false),
        Arguments.of(Map.of("amr", List.of("pwd", "otp")), true),
        Arguments.of(Map.of("amr", List.of("pwd")), false),
        Arguments.of(Map.of("amr", List.of(7, "otp")), false),
        Arguments.of(none, false));
  }

  @ParameterizedTest
  @MethodSource("levels")
  void a_level_or_a_method_must_be_in_the_token(
      Map<String, @Nullable Object> claims, boolean passes) {
    Config config = config(List.of("mfa"), List.of("pwd", "mfa", "hw"), List.of("otp"), null);
    assertThat(challenge(config, claims))
        .isEqualTo(
            passes
                ? null
                : ERROR + "\"A different authentication level is required\", acr_values=\"mfa\"");
  }

  static Stream<Arguments> ages() {
    return Stream.of(
        Arguments.of(NOW, true),
        Arguments.of(NOW - 305, true),
        Arguments.of(NOW - 306, false),
        Arguments.of(NOW + 5, true),
        Arguments.of(NOW + 6, false),
        Arguments.of((double) NOW - 10.5, true),
        Arguments.of(Double.NaN, false),
        Arguments.of(Double.POSITIVE_INFINITY, false),
        Arguments.of(Long.toString(NOW), false),
        Arguments.of(null, false));
  }

  @ParameterizedTest
  @MethodSource("ages")
  void the_authentication_must_be_fresh(@Nullable Object time, boolean passes) {
    Map<String, @Nullable Object> claims = new java.util.HashMap<>();
    claims.put("auth_time", time);
    assertThat(challenge(config(null, null, null, 300), claims))
        .isEqualTo(
            passes ? null : ERROR + "\"More recent authentication is required\", max_age=\"300\"");
  }

  @Test
  void both_are_asked_for_together_and_no_claims_satisfy_nothing() {
    assertThat(challenge(config(List.of("a", "b"), null, null, 60), null))
        .isEqualTo(
            ERROR
                + "\"A different authentication level is required\", acr_values=\"a b\","
                + " max_age=\"60\"");
  }
}
