package gatehouse.seclang;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.seclang.body.Connection;
import gatehouse.seclang.body.Header;
import gatehouse.seclang.body.RequestHead;
import gatehouse.seclang.text.Bytes;
import java.time.InstantSource;
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
import org.junit.jupiter.params.provider.ValueSource;

/// Long values are looked at whole, by all rules of the Core Rule Set, within the work that a
/// transaction may cost: a harmless one that is refused is as bad as an attack that is not.
class LongValuesTest {
  private static final int MEBIBYTE = 1 << 20;

  private static Waf waf;

  private final Random random = new Random(9);

  @BeforeAll
  static void load() throws SecLangException {
    String crs = SharedData.path("crs").toString();
    waf =
        new Engine(InstantSource.system())
            .waf()
            .rules(
                "before",
                """
                SecRuleEngine On
                SecRequestBodyAccess On
                SecRule REQUEST_HEADERS:Content-Type "^application/json" \
                  "id:200001,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=JSON"
                """)
            .include(crs + "/crs-setup.conf.example")
            .include(crs + "/rules/*.conf")
            .build();
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

    Transaction transaction = inspect("[\"" + value + "\"]");

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

    assertThat(inspect("[\"" + noise + "\"]").isExhausted()).isFalse();
  }

  private static Transaction inspect(String json) {
    byte[] body = Bytes.of(json).toArray();
    Connection connection = new Connection("203.0.113.7", 40000, "192.0.2.2", 443);
    Transaction transaction = waf.begin(connection, "0123456789abcdef");
    transaction.requestHead(
        new RequestHead(
            Bytes.of("POST"),
            Bytes.of("/api"),
            Bytes.of("HTTP/1.1"),
            List.of(
                Header.of("Host", "www.example.com"),
                Header.of("User-Agent", "test/1.0"),
                Header.of("Accept", "*/*"),
                Header.of("Content-Type", "application/json"),
                Header.of("Content-Length", String.valueOf(body.length)))));
    transaction.requestBody(body, 0, body.length);
    transaction.endRequest();
    transaction.end();
    return transaction;
  }
}
