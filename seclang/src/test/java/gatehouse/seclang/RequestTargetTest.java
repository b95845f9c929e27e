package gatehouse.seclang;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.seclang.variable.VariableName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What of a request's target rules see in which variable, as ModSecurity v3 has it: where engines
/// took the path apart otherwise than servers do, rules looked at the wrong text (CVE-2025-29914:
/// `//` taken for an authority; CVE-2024-1019: decoded before it was cut at `?`).
class RequestTargetTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      value = {
        "/a?b=c ¦ /a ¦ a ¦ b=c ¦ /a?b=c",
        "//etc/passwd?x ¦ //etc/passwd ¦ passwd ¦ x ¦ //etc/passwd?x",
        "/a//b/../c ¦ /a//b/../c ¦ c ¦ `` ¦ /a//b/../c",
        "/a%3fb=<x>?c=d ¦ /a?b=<x> ¦ a?b=<x> ¦ c=d ¦ /a?b=<x>?c=d",
        "/a%3fb=c ¦ /a?b=c ¦ a?b=c ¦ `` ¦ /a?b=c",
        "/a%23b?c ¦ /a#b ¦ a#b ¦ c ¦ /a#b?c",
        "/a?b#c ¦ /a ¦ a ¦ b ¦ /a?b",
        "/a#b?c=d ¦ /a ¦ a ¦ `` ¦ /a",
        "/a?b?c=d ¦ /a ¦ a ¦ b?c=d ¦ /a?b?c=d",
        "/%2541/b+c ¦ /%41/b+c ¦ b+c ¦ `` ¦ /%41/b+c",
        "/a%zz% ¦ /a%zz% ¦ a%zz% ¦ `` ¦ /a%zz%",
        "/a\\b%5cc ¦ /a\\b\\c ¦ c ¦ `` ¦ /a\\b\\c",
        "/a/ ¦ /a/ ¦ `` ¦ `` ¦ /a/",
        "http://h.example/a?b ¦ http://h.example/a ¦ a ¦ b ¦ /a?b",
        "* ¦ * ¦ * ¦ `` ¦ *",
      })
  void is_taken_apart_once_and_then_decoded(
      String target, String fileName, String baseName, String query, String uri)
      throws SecLangException {
    Exchange exchange = Exchange.with("SecAction \"id:1,phase:1,pass,nolog\"").get(target);

    assertThat(exchange.variable(VariableName.REQUEST_URI_RAW)).isEqualTo(target);
    assertThat(exchange.variable(VariableName.REQUEST_FILENAME)).isEqualTo(fileName);
    assertThat(exchange.variable(VariableName.PATH_INFO)).isEqualTo(fileName);
    assertThat(exchange.variable(VariableName.REQUEST_BASENAME)).isEqualTo(baseName);
    assertThat(exchange.variable(VariableName.QUERY_STRING)).isEqualTo(query);
    assertThat(exchange.variable(VariableName.REQUEST_URI)).isEqualTo(uri);
    assertThat(exchange.variable(VariableName.REQUEST_LINE))
        .isEqualTo("GET " + target + " HTTP/1.1");
  }
}
