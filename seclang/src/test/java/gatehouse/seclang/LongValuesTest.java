package gatehouse.seclang;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.seclang.HostileInput.Carrier;
import gatehouse.seclang.HostileInput.Order;
import gatehouse.seclang.HostileInput.Request;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Long values are looked at whole, by all rules of the Core Rule Set, within the work that a
/// transaction may cost: a harmless one that is refused is as bad as an attack that is not.
class LongValuesTest {
  private static final int MEBIBYTE = 1 << 20;

  private static Waf waf;
  private static Waf strictest;

  private final Random random = new Random(9);

  @BeforeAll
  static void load() throws SecLangException {
    waf = WorstCase.load(SharedData.path("crs"), 1);
    strictest = WorstCase.load(SharedData.path("crs"), 4);
  }

  /// Whatever rules make of them, the answer comes within the work that a transaction may cost.
  @ParameterizedTest
  @EnumSource(OrdinaryTexts.Kind.class)
  void a_megabyte_of_ordinary_text_is_decided(OrdinaryTexts.Kind kind) {
    Request request =
        new HostileInput(
                Carrier.JSON_VALUE, Order.IN_TURN, List.of(OrdinaryTexts.of(kind, MEBIBYTE)))
            .request(MEBIBYTE);

    assertThat(request.send(waf).isExhausted()).isFalse();
    assertThat(request.send(strictest).isExhausted()).isFalse();
  }

  /// As XML it is looked at twice where its elements are arguments too.
  @ParameterizedTest
  @EnumSource(names = {"CODE", "MARKDOWN", "PROSE"})
  void a_megabyte_of_xml_is_decided_as_arguments_too(OrdinaryTexts.Kind kind)
      throws SecLangException {
    Request request =
        new HostileInput(Carrier.XML_TEXT, Order.IN_TURN, List.of(OrdinaryTexts.of(kind, MEBIBYTE)))
            .request(MEBIBYTE);
    Waf both = WorstCase.load(SharedData.path("crs"), 4, "SecParseXmlIntoArgs On\n");

    assertThat(request.send(both).isExhausted()).isFalse();
  }

  /// By chance such data can hold what a rule looks for; these do not.
  @ParameterizedTest
  @ValueSource(strings = {"base64", "base64url", "hex", "numbers"})
  void a_megabyte_of_harmless_data_passes(String kind) {
    byte[] raw = new byte[MEBIBYTE / 4 * 3];
    random.nextBytes(raw);
    String value =
        switch (kind) {
          case "base64" -> Base64.getEncoder().encodeToString(raw);
          case "base64url" -> Base64.getUrlEncoder().encodeToString(raw);
          case "hex" -> HexFormat.of().formatHex(raw, 0, MEBIBYTE / 2);
          default -> {
            StringJoiner numbers = new StringJoiner(",");
            IntStream.range(0, MEBIBYTE / 6)
                .forEach(i -> numbers.add(String.valueOf(10_000 + random.nextInt(90_000))));
            yield numbers.toString();
          }
        };

    Transaction transaction = inspect(value);

    assertThat(transaction.isExhausted()).isFalse();
    assertThat(transaction.matches()).isEmpty();
    assertThat(transaction.intervention()).isNull();
  }

  /// Rules do match it, so that this one may be refused; but for that, not for want of an answer.
  @Test
  void noise_of_all_characters_is_decided() {
    IntSupplier character = () -> ' ' + random.nextInt(95);
    String noise =
        IntStream.generate(character)
            .filter(c -> c != '"' && c != '\\')
            .limit(MEBIBYTE / 8)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();

    assertThat(inspect(noise).isExhausted()).isFalse();
  }

  private static Transaction inspect(String text) {
    return new HostileInput(Carrier.JSON_VALUE, Order.IN_TURN, List.of(text))
        .request(text.length())
        .send(waf);
  }
}
