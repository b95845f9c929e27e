package gatehouse.plugin.auth;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.spi.FakeExchange;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerifiedClaimsTest {
  private final VerifiedClaims claims =
      new VerifiedClaims(
          Map.of(
              "sub",
              "alice",
              "scope",
              "read  write ",
              "n",
              7L,
              "a.b",
              "dotted",
              "mixed",
              Arrays.asList("x", 1, null),
              "realm_access",
              Map.of("roles", List.of("admin", "two words"))));

  @Test
  void finds_values_by_their_path() {
    assertThat(claims.at(List.of("sub"))).isEqualTo("alice");
    assertThat(claims.at(List.of("realm_access", "roles")))
        .isEqualTo(List.of("admin", "two words"));
    assertThat(claims.at(List.of("a.b"))).isEqualTo("dotted");
    assertThat(claims.at(List.of("sub", "x"))).isNull();
    assertThat(claims.at(List.of("realm_access", "no"))).isNull();
    assertThat(claims.at(List.of())).isNull();
    assertThat(claims.text(List.of("n"))).isNull();
  }

  @Test
  void splits_a_text_at_blanks_and_takes_an_array_as_it_is() {
    assertThat(claims.words(List.of("scope"))).containsExactly("read", "write");
    assertThat(claims.words(List.of("realm_access", "roles")))
        .containsExactly("admin", "two words");
  }

  @Test
  void finds_no_words_in_anything_else() {
    for (String name : List.of("n", "realm_access", "mixed", "absent")) {
      assertThat(claims.words(List.of(name))).as(name).isEmpty();
    }
  }

  @Test
  void are_there_only_once_a_plugin_has_put_them() {
    FakeExchange x = FakeExchange.get("/");
    assertThat(VerifiedClaims.of(x)).isNull();

    x.put(VerifiedClaims.KEY, claims);
    assertThat(VerifiedClaims.of(x)).isSameAs(claims);
  }
}
