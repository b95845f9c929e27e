package gatehouse.plugin.access;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.config.ConfigLoader;
import gatehouse.config.Fault;
import gatehouse.config.Loaded;
import gatehouse.model.Consumer;
import gatehouse.model.ConsumerGroup;
import gatehouse.plugin.Plugins;
import gatehouse.plugin.access.Authz.Config;
import gatehouse.plugin.access.Authz.ObjectMatch;
import gatehouse.plugin.access.Authz.RolesFrom;
import gatehouse.plugin.access.Authz.Rule;
import gatehouse.plugin.auth.VerifiedClaims;
import gatehouse.spi.Catalogue;
import gatehouse.spi.FakeChain;
import gatehouse.spi.FakeExchange;
import gatehouse.spi.FakeWorkshop;
import gatehouse.spi.Identity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What the case file cannot say: claims, groups, scopes, and values made to deceive.
final class AuthzTest {
  private final FakeWorkshop workshop = new FakeWorkshop();

  private static Config config(List<RolesFrom> from, Rule... rules) {
    return new Config(from, Map.of(), List.of(rules), "deny", List.of(), false, false, "no", false);
  }

  private static Rule rule(String role, List<String> scopes) {
    return new Rule(null, "allow", List.of(role), List.of(), List.of(), scopes, List.of());
  }

  private static RolesFrom from(String source, String prefix, String... path) {
    return new RolesFrom(source, path.length == 0 ? null : List.of(path), prefix);
  }

  private static FakeExchange caller(@Nullable Consumer consumer, String... groups) {
    FakeExchange x = FakeExchange.get("/");
    x.identify(
        new Identity(
            consumer, new Identity.ProvenCredential("c", "c"), List.of(groups), "key-auth"));
    return x;
  }

  private static FakeExchange bearer(Map<String, @Nullable Object> claims) {
    FakeExchange x = caller(null);
    x.put(VerifiedClaims.KEY, new VerifiedClaims(claims));
    return x;
  }

  private boolean passes(Config config, FakeExchange x) {
    return new FakeChain(new Authz(config, workshop)).send(x).answer() == null;
  }

  static Stream<Arguments> claims() {
    return Stream.of(
        Arguments.of(Map.of("realm", Map.of("roles", List.of("dev", "ops"))), true),
        Arguments.of(Map.of("realm", Map.of("roles", "dev ops")), true),
        Arguments.of(Map.of("realm", Map.of("roles", List.of("dev"))), false),
        Arguments.of(Map.of("realm", Map.of("roles", "opsx")), false),
        Arguments.of(Map.of("realm", Map.of("roles", Map.of("ops", true))), false),
        Arguments.of(Map.of("realm", Map.of("roles", List.of(Map.of("ops", 1), "ops"))), false),
        Arguments.of(Map.of("realm", List.of("ops")), false),
        Arguments.of(Map.of("roles", List.of("ops")), false),
        Arguments.of(Map.of(), false));
  }

  @ParameterizedTest
  @MethodSource("claims")
  void roles_of_a_claim(Map<String, @Nullable Object> claims, boolean passes) {
    Config config = config(List.of(from("claim", "", "realm", "roles")), rule("ops", List.of()));
    assertThat(passes(config, bearer(claims))).isEqualTo(passes);
  }

  @Test
  void claims_that_no_plugin_verified_are_no_claims() {
    Config config = config(List.of(from("claim", "", "roles")), rule("ops", List.of()));
    FakeExchange x = caller(null).header("Authorization", "Bearer eyJhbGciOiJub25lIn0.e30.");
    assertThat(passes(config, x)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("words")
  void a_token_cannot_name_the_special_words(String word) {
    Config config = config(List.of(from("claim", "", "roles")), rule(word, List.of()));
    FakeExchange x = FakeExchange.get("/");
    x.put(VerifiedClaims.KEY, new VerifiedClaims(Map.of("roles", List.of(word))));
    if (word.equals("*")) {
      assertThat(passes(config, x)).isFalse();
    } else {
      x.identify(new Identity(null, new Identity.ProvenCredential("c", "c"), List.of(), "jwt"));
      assertThat(passes(config, x)).isFalse();
    }
  }

  static Stream<String> words() {
    return Stream.of("*", "anonymous");
  }

  @Test
  void all_scopes_must_be_in_the_token() {
    Config config = config(List.of(from("acl_groups", "")), rule("*", List.of("orders:read", "x")));
    assertThat(passes(config, bearer(Map.of("scope", "x orders:read y")))).isTrue();
    assertThat(passes(config, bearer(Map.of("scp", List.of("x", "orders:read"))))).isTrue();
    assertThat(passes(config, bearer(Map.of("scope", "x", "scp", "orders:read")))).isTrue();
    assertThat(passes(config, bearer(Map.of("scope", "orders:read")))).isFalse();
    assertThat(passes(config, bearer(Map.of("scope", "orders:readx x")))).isFalse();
    assertThat(passes(config, caller(null))).isFalse();
  }

  @Test
  void consumer_groups_tags_and_authenticated_groups_with_their_prefixes() {
    workshop.entities.add(new ConsumerGroup("g-1", "gold", List.of()));
    Consumer consumer = new Consumer("c-1", "alice", null, List.of("g-1"), List.of("staff"));
    assertThat(
            passes(
                config(List.of(from("consumer_groups", "cg:")), rule("cg:gold", List.of())),
                caller(consumer)))
        .isTrue();
    assertThat(
            passes(
                config(List.of(from("consumer_tags", "")), rule("staff", List.of())),
                caller(consumer)))
        .isTrue();
    assertThat(
            passes(
                config(List.of(from("authenticated_groups", "")), rule("ops", List.of())),
                caller(null, "ops")))
        .isTrue();
    assertThat(
            passes(
                config(List.of(from("authenticated_groups", "a:")), rule("ops", List.of())),
                caller(null, "ops")))
        .isFalse();
  }

  @ParameterizedTest
  @MethodSource("operands")
  void a_match_holds_only_for_the_caller_s_own_value(
      String operand, @Nullable Object sub, boolean passes) {
    Rule rule =
        new Rule(
            null,
            "allow",
            List.of("*"),
            List.of(),
            List.of("/me/{id}"),
            List.of(),
            List.of(new ObjectMatch("id", operand)));
    FakeExchange x = FakeExchange.get("/me/7").header("X-Id", "7");
    x.identify(
        new Identity(
            new Consumer("7", "seven", null, List.of(), List.of()),
            new Identity.ProvenCredential("c", "c"),
            List.of(),
            "jwt"));
    if (sub != null) {
      x.put(VerifiedClaims.KEY, new VerifiedClaims(Map.of("sub", sub, "a", Map.of("b", sub))));
    }
    assertThat(passes(config(List.of(from("acl_groups", "")), rule), x)).isEqualTo(passes);
  }

  static Stream<Arguments> operands() {
    return Stream.of(
        Arguments.of("claim.sub", "7", true),
        Arguments.of("claim.sub", 7, true),
        Arguments.of("claim.a.b", "7", true),
        Arguments.of("claim.sub", "8", false),
        Arguments.of("claim.sub", List.of("7"), false),
        Arguments.of("claim.sub", null, false),
        Arguments.of("claim.missing", "7", false),
        Arguments.of("consumer.id", null, true),
        Arguments.of("consumer.username", null, false),
        Arguments.of("consumer.custom_id", null, false),
        Arguments.of("header.x-id", null, true),
        Arguments.of("header.x-other", null, false),
        Arguments.of("'7'", null, true),
        Arguments.of("\"8\"", null, false));
  }

  @Test
  void a_role_that_would_look_like_two_is_not_told_to_the_service() {
    Config config = config(List.of(from("authenticated_groups", "")), rule("*", List.of()));
    FakeExchange x = caller(null, "user, admin", "b", "a", "c\r\nX-Consumer-Id: 1");
    assertThat(passes(config, x)).isTrue();
    assertThat(x.upstreamHeader("X-Authenticated-Roles")).isEqualTo("a, b, c  X-Consumer-Id: 1");
  }

  @Test
  void what_allows_by_default_is_warned_of() {
    for (String effect : List.of("allow", "deny")) {
      String text =
          "_format_version: '3.0'\nplugins: [{name: authz, config: {default_effect: %s, rules: [{roles: [a]}]}}]"
              .formatted(effect);
      Loaded loaded =
          new ConfigLoader(new Catalogue(Plugins.CATALOGUE_CLASSES), Map.of())
              .loadText("x", text.getBytes(StandardCharsets.UTF_8));
      assertThat(((Loaded.Valid) loaded).warnings().stream().map(Fault::field))
          .filteredOn("config.default_effect"::equals)
          .hasSize(effect.equals("allow") ? 1 : 0);
    }
  }
}
