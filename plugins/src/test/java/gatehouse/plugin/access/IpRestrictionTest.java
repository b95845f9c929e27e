package gatehouse.plugin.access;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.spi.Answer;
import gatehouse.spi.Cidr;
import gatehouse.spi.Decision;
import gatehouse.spi.FakeChain;
import gatehouse.spi.FakeExchange;
import gatehouse.spi.FakeWorkshop;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpRestrictionTest {

  @ParameterizedTest(name = "allow {0}, deny {1}: {2} -> {3}")
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          -                       | 127.0.0.1                | 127.0.0.1          | deny
          -                       | 127.0.0.1                | 127.0.0.2          | -
          127.0.0.1               | -                        | 127.0.0.1          | -
          127.0.0.1               | -                        | 127.0.0.2          | allow
          10.0.0.0/8              | -                        | 127.0.0.1          | allow
          -                       | 127.0.0.0/30             | 127.0.0.3          | deny
          -                       | 127.0.0.0/30             | 127.0.0.4          | -
          127.0.0.0/8             | 127.0.0.2                | 127.0.0.1          | -
          127.0.0.0/8             | 127.0.0.2                | 127.0.0.2          | deny
          10.0.0.0/8              | 10.0.0.42                | 10.0.0.42          | deny
          10.0.0.0/8              | 10.0.0.42                | 10.0.0.43          | -
          127.0.0.1 10.0.0.1      | 10.0.0.1                 | 10.0.0.1           | deny
          192.168.1.0/24 10.0.0.0/8 | -                      | 192.168.1.255      | -
          192.168.1.0/24 10.0.0.0/8 | -                      | 192.168.2.0        | allow
          192.168.1.0/24 10.0.0.0/8 | -                      | 203.0.113.5        | allow
          -                       | 0.0.0.0/0                | 8.8.8.8            | deny
          -                       | 0.0.0.0/0                | 2001:db8::1        | -
          ::1 2001:db8::/32       | -                        | 127.0.0.1          | allow
          ::1 2001:db8::/32       | -                        | 2001:db8:ffff::7   | -
          ::1 2001:db8::/32       | -                        | 2001:db9::         | allow
          127.0.0.1               | -                        | ::ffff:127.0.0.1   | -
          -                       | 127.0.0.1                | ::ffff:127.0.0.1   | deny
          10.0.0.0/8 10.1.0.0/16  | -                        | 10.200.0.1         | -
          """,
      delimiter = '|')
  void decides_by_address(
      @Nullable String allow, @Nullable String deny, String address, @Nullable String rule) {
    IpRestriction plugin = plugin(ranges(allow), ranges(deny), null, null);

    FakeExchange x = new FakeChain(plugin).send(FakeExchange.get("/").from(address));

    assertThat(x.decisions().stream().map(Decision::rule).toList())
        .isEqualTo(rule == null ? List.of() : List.of(rule));
    assertThat(x.answer() == null).isEqualTo(rule == null);
  }

  @Test
  void denies_with_kongs_text_and_the_address() {
    IpRestriction plugin = plugin(null, ranges("127.0.0.1"), null, null);

    FakeExchange x = new FakeChain(plugin).send(FakeExchange.get("/"));

    assertThat(x.answer()).isEqualTo(Answer.error(403, "IP address not allowed: 127.0.0.1"));
  }

  @Test
  void denies_with_its_own_status_and_text() {
    IpRestriction plugin = plugin(null, ranges("127.0.0.1"), 401, "go away");

    FakeExchange x = new FakeChain(plugin).send(FakeExchange.get("/"));

    assertThat(x.answer()).isEqualTo(Answer.error(401, "go away"));
  }

  private static IpRestriction plugin(
      @Nullable List<Cidr> allow,
      @Nullable List<Cidr> deny,
      @Nullable Integer status,
      @Nullable String message) {
    return new IpRestriction(
        new IpRestriction.Config(allow, deny, status, message), new FakeWorkshop());
  }

  private static @Nullable List<Cidr> ranges(@Nullable String texts) {
    return texts == null
        ? null
        : Arrays.stream(texts.split(" ")).map(t -> Objects.requireNonNull(Cidr.parse(t))).toList();
  }
}
