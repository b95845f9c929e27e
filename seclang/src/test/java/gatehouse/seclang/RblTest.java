package gatehouse.seclang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import gatehouse.seclang.operator.NameLookup;
import gatehouse.seclang.parse.Fault;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `@rbl`.
class RblTest {
  /// A name server of a few names.
  private static final class Names implements NameLookup {
    private final Map<String, List<String>> known = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();

    Names with(String name, String... addresses) {
      known.put(name, List.of(addresses));
      return this;
    }

    @Override
    public List<String> addresses(String name, String list) {
      asked.add(name);
      return known.getOrDefault(name, List.of());
    }

    @Override
    public void refused(String list, String why) {
      refusals.add(list + ": " + why);
    }
  }

  private final Names names = new Names();

  private Exchange ask(String rules) throws SecLangException {
    return Exchange.with(rules).asking(names);
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7, 7.113.0.203.list.test",
    "' 203.0.113.7 ', 7.113.0.203.list.test",
    "::ffff:203.0.113.7, 7.113.0.203.list.test",
    "2001:db8::1," + " 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.list.test",
    "Bad.Example, bad.example.list.test",
    "bad.example., bad.example.list.test",
    "203.0.113, 203.0.113.list.test",
  })
  void asks_for_an_address_or_a_name(String value, String name) throws SecLangException {
    names.with(name, "127.0.0.2");
    Exchange exchange =
        ask("SecRule REQUEST_HEADERS:X \"@rbl list.test\" \"id:1,phase:1,pass,capture\"")
            .header("X", value);

    assertThat(exchange.ids()).containsExactly(1);
    assertThat(names.asked).containsOnly(name);
    assertThat(exchange.tx("0")).isEqualTo(value);
    assertThat(exchange.tx("1")).isEqualTo("127.0.0.2");
  }

  /// What a client makes up is not asked for.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "a..b",
        ".a",
        "a b",
        "a/b",
        "a:80",
        "203.0.113.7:80",
        "ü.example",
        "%00",
        "a*",
      })
  void asks_for_nothing_else(String value) throws SecLangException {
    Exchange exchange =
        ask("SecRule ARGS:a \"@rbl list.test\" \"id:1,phase:2,pass\"")
            .post("application/x-www-form-urlencoded", "a=" + value);

    assertThat(exchange.ids()).isEmpty();
    assertThat(names.asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"63, 3, 1", "64, 3, 0", "63, 4, 0"})
  void asks_for_no_name_longer_than_there_are(int label, int labels, int asked)
      throws SecLangException {
    String name = String.join(".", Collections.nCopies(labels, "a".repeat(label)));
    ask("SecRule ARGS:a \"@rbl list.test\" \"id:1,phase:1,pass\"").get("/?a=" + name).run();

    assertThat(names.asked).hasSize(asked);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "list.test | 127.0.0.2 | 127.0.0.2 | ''",
        "list.test | 127.0.0.2 127.1.2.3 | 127.0.0.2 127.1.2.3 | '; '",
        "list.test | 127.255.255.254 | 127.255.255.254 | ''",
        "zen.spamhaus.org | 127.0.0.2 | 127.0.0.2 | static sources of spam",
        "zen.spamhaus.org | 127.0.0.4 127.0.0.11 | 127.0.0.4 127.0.0.11 | exploited by third"
            + " parties; sends mail without authentication",
        "multi.uribl.com | 127.0.0.2 | 127.0.0.2 | black",
        "multi.uribl.com | 127.0.0.14 | 127.0.0.14 | black, grey, red",
        "dnsbl.httpbl.org | 127.3.20.5 | 127.3.20.5 | Suspicious comment spammer IP: 3 days"
            + " since last activity, threat score 20",
        "dnsbl.httpbl.org | 127.9.0.0 | 127.9.0.0 | Search Engine: 9 days since last activity,"
            + " threat score 0",
      })
  void captures_what_a_list_says(String list, String answers, String listed, String meaning)
      throws SecLangException {
    String key = list.contains("httpbl") ? "abcdefghijkl." : "";
    names.with(key + "7.113.0.203." + list, answers.split(" "));
    Exchange exchange =
        ask(
            "SecHttpBlKey abcdefghijkl\nSecRule REMOTE_ADDR \"@rbl "
                + list
                + "\" \"id:1,phase:1,pass,capture\"");

    assertThat(exchange.ids()).containsExactly(1);
    assertThat(exchange.tx("0"))
        .isEqualTo(
            key.isEmpty()
                ? "203.0.113.7"
                : "RBL lookup of 203.0.113.7 succeeded at dnsbl.httpbl.org. " + meaning);
    assertThat(exchange.tx("1")).isEqualTo(listed);
    assertThat(exchange.tx("2")).isEqualTo(meaning);
    assertThat(names.refusals).isEmpty();
  }

  /// A resolver that makes up answers, or that a list does not want to hear from, lists nobody.
  @ParameterizedTest
  @CsvSource({
    "list.test, 192.0.2.1",
    "list.test, 128.0.0.2",
    "zen.spamhaus.org, 127.255.255.254",
    "multi.uribl.com, 127.0.0.255",
    "multi.uribl.com, 127.0.0.1",
    "dnsbl.httpbl.org, 10.1.1.1",
  })
  void what_is_no_answer_matches_nothing(String list, String answer) throws SecLangException {
    names.with("7.113.0.203." + list, answer).with("k.7.113.0.203." + list, answer);
    Exchange exchange =
        ask(
            "SecHttpBlKey k\nSecRule REMOTE_ADDR \"@rbl "
                + list
                + "\" \"id:1,phase:1,deny\"\nSecRule REMOTE_ADDR \"!@rbl "
                + list
                + "\" \"id:2,phase:1,pass\"");

    assertThat(exchange.ids()).containsExactly(2);
    assertThat(names.refusals).hasSize(2).allMatch(line -> line.startsWith(list + ": " + answer));
  }

  @Test
  void a_list_with_a_key_is_asked_for_ipv4_alone_and_not_without_the_key() throws SecLangException {
    String rule = "SecRule ARGS:a \"@rbl dnsbl.httpbl.org\" \"id:1,phase:1,pass\"\n";
    ask("SecHttpBlKey k\n" + rule).get("/?a=2001:db8::1&a=x.example&a=203.0.113.7").run();
    assertThat(names.asked).containsExactly("k.7.113.0.203.dnsbl.httpbl.org");
    names.asked.clear();
    WafBuilder builder =
        new Engine(InstantSource.system()).waf().rules("test.conf", "SecRuleEngine On\n" + rule);
    assertThat(Exchange.with(builder.build()).asking(names).get("/?a=203.0.113.7").ids()).isEmpty();
    assertThat(names.asked).isEmpty();
    assertThat(builder.build().waits(1, 2, 3, 4, 5)).isFalse();
    assertThat(builder.faults())
        .singleElement()
        .satisfies(fault -> assertThat(fault.level()).isEqualTo(Fault.Level.WARNING))
        .asString()
        .endsWith("@rbl dnsbl.httpbl.org matches nothing without SecHttpBlKey");
  }

  @Test
  void nobody_is_asked_unless_the_host_says_so() throws SecLangException {
    Exchange exchange =
        Exchange.with(
            """
            SecRule REMOTE_ADDR "@rbl list.test" "id:1,phase:1,deny"
            SecRule REMOTE_ADDR "!@rbl list.test" "id:2,phase:1,pass"
            """);

    assertThat(exchange.ids()).containsExactly(2);
  }

  /// Rules are not asked ahead of their turn, and not by rules that never come to it.
  @Test
  void only_rules_in_their_turn_ask() throws SecLangException {
    names.with("7.113.0.203.b.test", "127.0.0.2");
    StringBuilder others = new StringBuilder();
    for (int i = 10; i < 40; i++) {
      others.append(
          "SecRule ARGS|REMOTE_ADDR \"@contains no%d\" \"id:%d,phase:1,pass\"\n".formatted(i, i));
    }
    Exchange exchange =
        ask(
            others
                + """
                SecAction "id:1,phase:1,pass,nolog,skipAfter:ON"
                SecRule REMOTE_ADDR "@rbl a.test" "id:2,phase:1,deny"
                SecMarker ON
                SecRule REQUEST_METHOD "@streq POST" "id:3,phase:1,deny,chain"
                  SecRule REMOTE_ADDR "@rbl a.test"
                SecRule REMOTE_ADDR "@rbl b.test" "id:4,phase:1,deny"
                """);

    assertThat(exchange.ids()).containsExactly(4);
    assertThat(names.asked).containsOnly("7.113.0.203.b.test");
  }

  @Test
  void tells_which_phases_may_wait() throws SecLangException {
    Waf waf =
        Exchange.waf(
            """
            SecRule REQUEST_METHOD "@streq POST" "id:1,phase:2,pass,chain"
              SecRule REMOTE_ADDR "@rbl a.test"
            SecRule REMOTE_ADDR "@streq x" "id:2,phase:1,pass"
            SecRule RESPONSE_STATUS "!@rbl a.test" "id:3,phase:5,pass"
            SecRule REMOTE_ADDR "@rbl a.test" "id:4,phase:4,pass"
            SecRuleRemoveById 4
            """);

    assertThat(waf.waits(1)).isFalse();
    assertThat(waf.waits(2)).isTrue();
    assertThat(waf.waits(1, 2)).isTrue();
    assertThat(waf.waits(3, 4)).isFalse();
    assertThat(waf.waits(5)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "SecRule ARGS \"@rbl\" \"id:1,phase:1\" ¦ @rbl takes the domain of a list",
        "SecRule ARGS \"@rbl a b\" \"id:1,phase:1\" ¦ @rbl takes the domain of a list",
        "SecRule ARGS \"@rbl http://list.test/\" \"id:1,phase:1\" ¦ @rbl takes the domain",
        "SecHttpBlKey a.b ¦ SecHttpBlKey takes a key of letters and digits",
        "SecHttpBlKey ¦ SecHttpBlKey takes a key of letters and digits",
      })
  void what_cannot_be_asked_is_a_fault(String rules, String expected) {
    assertThatExceptionOfType(SecLangException.class)
        .isThrownBy(() -> Exchange.with(rules))
        .withMessageContaining(expected);
  }
}
