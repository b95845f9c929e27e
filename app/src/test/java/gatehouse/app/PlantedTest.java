package gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// The search for secrets finds what is there; else the tests that use it would prove nothing.
final class PlantedTest {
  private static final String ODD = "p@ss/\"w=r&d'9%\\ 3f";

  @Test
  void the_search_finds_what_is_there() {
    Planted planted = new Planted();
    String secret = planted.get("a");
    planted.add("b", ODD);
    byte[] pair = ("joe:" + secret + "!").getBytes(StandardCharsets.UTF_8);

    assertThat(planted.readFrom("x" + secret + "x")).containsExactly("a");
    assertThat(planted.readFrom(secret.toUpperCase(Locale.ROOT))).containsExactly("a");
    assertThat(planted.readFrom(Base64.getEncoder().encodeToString(pair))).containsExactly("a");
    assertThat(planted.readFrom("p=" + URLEncoder.encode(ODD, StandardCharsets.UTF_8)))
        .containsExactly("b");
    assertThat(planted.readFrom("\"p@ss/\\u0022w=r&d'9%\\u005c 3f\"")).containsExactly("b");
    assertThat(planted.readFrom(secret.substring(1))).isEmpty();
  }
}
