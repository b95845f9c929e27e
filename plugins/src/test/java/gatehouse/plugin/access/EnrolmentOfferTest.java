package gatehouse.plugin.access;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.model.Consumer;
import gatehouse.plugin.access.StepUpAuth.Config;
import gatehouse.plugin.access.StepUpAuth.TotpConfig;
import gatehouse.spi.Answer;
import gatehouse.spi.FakeChain;
import gatehouse.spi.FakeEntities;
import gatehouse.spi.FakeExchange;
import gatehouse.spi.FakeWorkshop;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Identity;
import gatehouse.spi.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A secret waits for so long, and only for consumers. By a clock that the test sets, so without
/// sockets.
final class EnrolmentOfferTest {
  private static final String PATH = "/.gatehouse/totp";

  @TempDir private Path folder;
  private Path store;

  @BeforeEach
  void makeStore() throws IOException {
    store = Files.createFile(folder.resolve("enrolments"));
  }

  private StepUpAuth plugin(FakeWorkshop workshop) {
    TotpConfig totp =
        new TotpConfig(
            "Shop",
            6,
            300,
            1,
            HeaderName.of("X-OTP"),
            0,
            5,
            300,
            PATH,
            store.toString(),
            new Secret("s".repeat(32)));
    List<String> none = List.of();
    return new StepUpAuth(
        new Config(
            null, null, none, none, none, null, null, 0, none, none, none, false, null, null, "",
            false, totp),
        workshop);
  }

  private static Answer answer(StepUpAuth plugin, FakeExchange x, @Nullable Consumer consumer) {
    x.identify(
        new Identity(consumer, new Identity.ProvenCredential("c", "c"), List.of(), "key-auth"));
    return Objects.requireNonNull(new FakeChain(plugin).send(x).answer());
  }

  @ParameterizedTest
  @CsvSource({"9, 200", "10, 409"})
  void an_offer_expires(int minutes, int status) {
    Consumer alice = FakeEntities.consumer("11111111-1111-4111-8111-111111111111", null, "a-1");
    FakeWorkshop workshop = new FakeWorkshop();
    StepUpAuth plugin = plugin(workshop);
    FakeExchange first = FakeExchange.of("POST", PATH).body("application/json", "{}");
    Answer offer = answer(plugin, first, alice);
    String text = new String(Objects.requireNonNull(offer.raw()).body(), StandardCharsets.UTF_8);
    assertThat(text).contains("/Shop:a-1?");
    workshop.clock.advance(Duration.ofMinutes(minutes));
    byte[] secret = Objects.requireNonNull(Totp.secret(text.substring(11, 43)));
    String code = new Totp(6, 300, 0).code(secret, workshop.clock.millis() / 300_000);
    FakeExchange second =
        FakeExchange.of("POST", PATH)
            .at(workshop.clock.instant())
            .body("application/json", "{\"code\": \"" + code + "\"}");
    assertThat(answer(plugin, second, alice).status()).isEqualTo(status);
  }

  @Test
  void a_caller_without_a_consumer_cannot_enrol() {
    FakeExchange x = FakeExchange.of("POST", PATH).body("application/json", "{}");
    assertThat(answer(plugin(new FakeWorkshop()), x, null).status()).isEqualTo(403);
  }
}
