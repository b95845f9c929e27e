package gatehouse.decode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {

  @ParameterizedTest
  @CsvSource({
    "example.com, example.com, -1",
    "Example.COM:8080, example.com, 8080",
    "example.com., example.com, -1",
    "example.com.:80, example.com, 80",
    "my_service, my_service, -1",
    "a-b.c-d, a-b.c-d, -1",
    "xn--bcher-kva.example, xn--bcher-kva.example, -1",
    "10.0.0.1, 10.0.0.1, -1",
    "10.0.0.1:65535, 10.0.0.1, 65535",
    "1a.2b, 1a.2b, -1",
    "[::1], [::1], -1",
    "[0:0:0:0:0:0:0:1]:443, [::1], 443",
    "[2001:DB8::A]:1, [2001:db8::a], 1",
    "[::ffff:10.0.0.1], [::ffff:10.0.0.1], -1",
  })
  void reads_host_and_port(String text, String host, int port) {
    assertThat(Authority.parse(text)).isEqualTo(new Authority(host, port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        ":80",
        ".a",
        "a..b",
        "a..",
        "a b",
        "a\tb",
        "a,b",
        "a/b",
        "a\\b",
        "a?b",
        "a#b",
        "a@b",
        "user:pw@a",
        "a%41",
        "a%00",
        "*",
        "*.a",
        "a*",
        "a:",
        "a:x",
        "a:0",
        "a:65536",
        "a:-1",
        "a:+1",
        "a: 1",
        "a:1 ",
        "a:000080",
        "a:80:80",
        "a:8\u0660",
        "caf\u00E9",
        "a\u0000",
        "a;b",
        "a'b",
        "a\"b",
        "<a>",
        "{a}",
        "a|b",
        "127.1",
        "127.0.0.01",
        "256.1.1.1",
        "1.2.3.4.5",
        "0x7f.1",
        "0x7f000001",
        "2130706433",
        "10.0.0.1.:80x",
        "[::1",
        "::1",
        "[]",
        "[::1]x",
        "[::1]:",
        "[::1%eth0]",
        "[::1%25eth0]",
        "[v1.a]",
        "[10.0.0.1]",
        "[1:2:3]",
        "[::1::]",
        "[::1]:99999",
        "[[::1]]"
      })
  void refuses_what_servers_could_read_differently(String text) {
    assertThat(Authority.parse(text)).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {254, 255, 60_000})
  void bounds_the_length_of_a_name(int length) {
    assertThat(Authority.parse("a".repeat(length)) == null).isEqualTo(length > 254);
  }
}
