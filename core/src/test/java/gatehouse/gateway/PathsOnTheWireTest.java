package gatehouse.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Family 5 of hostile traffic and the advisories M9 to M11, byte for byte: what a service is asked
/// for is the path that was matched, and a target with two meanings reaches no service.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PathsOnTheWireTest {
  private static final String ROUTES =
      """
      _format_version: "3.0"
      services:
      - name: plain
        url: "http://127.0.0.1:PORT"
        routes:
        - {name: all, paths: [/], strip_path: false}
        - {name: slash, paths: [/slash], strip_path: false, allow_encoded_slash: true}
        - {name: params, paths: [/params], strip_path: false, allow_path_parameters: true}
      - name: based
        url: "http://127.0.0.1:PORT/base"
        routes:
        - {name: stripped, paths: [/ap], hosts: [stripped.test]}
        - {name: cut, paths: ["~/[a-z]+"], hosts: [cut.test]}
        - {name: bare, paths: [/params], hosts: [bare.test], allow_path_parameters: true}
      """;

  private Origin origin;
  private TestGate gate;

  @BeforeAll
  void start() throws Exception {
    origin = Origin.answering(Origin.OK);
    gate = TestGate.with(ROUTES.replace("PORT", "" + origin.port()));
  }

  @AfterAll
  void stop() throws Exception {
    gate.close();
    origin.close();
  }

  static Stream<String[]> forms() throws IOException {
    try (InputStream in =
        requireNonNull(
            PathsOnTheWireTest.class.getResourceAsStream("/gatehouse/route/path-forms.tsv"))) {
      List<String> lines = new String(in.readAllBytes(), UTF_8).lines().toList();
      return lines.stream().filter(line -> !line.startsWith("#")).map(line -> line.split("\t"));
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void is_refused_or_forwarded_in_its_one_meaning(String target, String outcome) throws Exception {
    int status = ask(target, "a.test");

    if (outcome.startsWith("/")) {
      assertThat(status).isEqualTo(200);
      int mark = target.indexOf('?');
      assertThat(asked()).isEqualTo(outcome + (mark < 0 ? "" : target.substring(mark)));
    } else {
      assertThat(status).isEqualTo(400);
      assertThat(origin.waiting()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void stays_below_the_service_when_a_prefix_is_stripped(String target, String outcome)
      throws Exception {
    for (String host : List.of("stripped.test", "cut.test")) {
      if (outcome.startsWith("/") && ask(target, host) == 200) {
        String path = asked().replaceFirst("\\?.*", "");
        // What matches neither host's path goes to the route of all hosts, unstripped.
        assertThat(path.startsWith("/base") || path.equals(outcome)).as(path).isTrue();
        assertThat(path).doesNotContain("//");
        assertThat(path.split("/")).doesNotContain(".", "..");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/slash/a%2fb, a.test, /slash/a%2Fb",
    "/params/a;x=1/b, a.test, /params/a;x=1/b",
    "/params..;x/b, bare.test, /base/b",
    "/params;x/b, bare.test, /base/b",
  })
  void a_route_opens_what_it_names(String target, String host, String wanted) throws Exception {
    assertThat(ask(target, host)).isEqualTo(200);
    assertThat(asked()).isEqualTo(wanted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/params/a%2fb",
        "/slash/a;b",
        "/slash/..%2f..%2fetc",
        "/params/..;/etc",
        "/slash/a%5cb",
        "/other/a%2fb",
        "http://u@a.test/",
        "http://a.test:80@b.test/",
        "http://a.test#@b.test/",
        "http://a.test\\@b.test/",
        "/a#/../b",
        "/a?b#c",
        "a.test:80",
      })
  void refuses_what_no_route_opens_and_every_trick_with_authorities(String target)
      throws Exception {
    assertThat(ask(target, "a.test")).isEqualTo(400);
    assertThat(origin.waiting()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "http://stripped.test/ap/x, other.test, /base/x",
    "http://STRIPPED.test.:99/ap/x, a.test, /base/x",
    "http://a.test/ap/x, stripped.test, /ap/x",
  })
  void the_authority_of_an_absolute_target_wins_over_host(String target, String host, String wanted)
      throws Exception {
    assertThat(ask(target, host)).isEqualTo(200);
    Origin.Seen seen = origin.next();
    assertThat(seen.line().split(" ")[1]).isEqualTo(wanted);
    assertThat(seen.head()).doesNotContain(host);
  }

  private int ask(String target, String host) throws Exception {
    try (RawHttp client = gate.connect()) {
      return client
          .send("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
          .read()
          .status();
    }
  }

  private String asked() throws Exception {
    return origin.next().line().split(" ")[1];
  }
}
