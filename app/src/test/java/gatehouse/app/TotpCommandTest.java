package gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.config.Loaded;
import gatehouse.model.TotpCredential;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TotpCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... words) throws IOException {
    Terminal terminal =
        new Terminal(Map.of(), new PrintWriter(out, true), new PrintWriter(err, true), false);
    return Main.run(terminal, words);
  }

  @Test
  void prints_a_secret_as_the_configuration_takes_it() throws IOException {
    assertThat(run("totp", "o'neil & co", "--issuer", "My Shop", "--digits=8", "--period=60"))
        .isEqualTo(Main.OK);
    String text = "_format_version: \"3.0\"\n" + out;
    Loaded loaded =
        Instance.loader(Map.of()).loadText("x.yml", text.getBytes(StandardCharsets.UTF_8));
    assertThat(loaded).isInstanceOf(Loaded.Valid.class);
    var snapshot = ((Loaded.Valid) loaded).snapshot();
    assertThat(snapshot.consumers().getFirst().username()).isEqualTo("o'neil & co");
    TotpCredential made = (TotpCredential) snapshot.credentials().getFirst();
    assertThat(made.secret().reveal()).matches("[A-Z2-7]{32}");
    assertThat(out.toString())
        .contains(
            "otpauth://totp/My%20Shop:o%27neil%20%26%20co?secret="
                + made.secret().reveal()
                + "&issuer=My%20Shop&algorithm=SHA1&digits=8&period=60\n");
  }

  @Test
  void makes_another_one_each_time() throws IOException {
    Set<String> made = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      out.getBuffer().setLength(0);
      run("totp", "alice");
      made.add(out.toString());
    }
    assertThat(made).hasSize(20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "alice bob",
        "alice --issuer a:b",
        "alice --digits 5",
        "alice --digits six",
        "alice --period 0",
        "alice\tb",
        "alice --qr"
      })
  void refuses_what_makes_no_sense(String words) throws IOException {
    assertThat(run(("totp " + words).strip().split(" ", -1))).isEqualTo(Main.BAD_USAGE);
    assertThat(out.toString()).isEmpty();
  }
}
