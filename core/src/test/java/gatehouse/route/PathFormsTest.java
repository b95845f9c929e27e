package gatehouse.route;

import static gatehouse.route.TestRequest.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.decode.BadTarget;
import gatehouse.decode.RequestTarget;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The path forms of the advisories M9 and M10: each is refused by name or forwarded as one path,
/// and whatever a route makes of it, six kinds of servers find the same segments in it.
class PathFormsTest {

  @ParameterizedTest
  @MethodSource("forms")
  void is_refused_or_has_one_meaning(String target, String outcome) {
    RequestTarget read = RequestTarget.parse(target);
    BadTarget fault = read.path().fault(false, false);

    assertThat(fault == null ? read.path().escaped() : fault.name()).isEqualTo(outcome);
  }

  @ParameterizedTest
  @MethodSource("forms")
  void means_the_same_to_every_server_behind_every_rewrite(String target, String outcome) {
    String path = RequestTarget.parse(target).path().value();
    for (Rewrite rewrite : Rewrite.ALL) {
      Match match = outcome.startsWith("/") ? rewrite.router().match(get(path), null) : null;
      if (match == null) {
        continue;
      }
      String sent = UpstreamPath.of(match, path);
      for (Server server : Server.values()) {
        assertThat(server.read(sent))
            .as("%s reads %s (%s)", server, sent, rewrite)
            .isEqualTo(server.readSegments(sent));
      }
    }
  }

  @Test
  void the_forms_are_many_and_both_outcomes_occur() throws IOException {
    assertThat(forms().count()).isGreaterThan(200);
    assertThat(forms().filter(form -> form[1].startsWith("/")).count()).isGreaterThan(50);
    for (Rewrite rewrite : Rewrite.ALL) {
      assertThat(rewrite.router().match(get("/api/x"), null)).isNotNull();
    }
  }

  static Stream<String[]> forms() throws IOException {
    try (InputStream in =
        requireNonNull(PathFormsTest.class.getResourceAsStream("path-forms.tsv"))) {
      List<String> lines = new String(in.readAllBytes(), UTF_8).lines().toList();
      return lines.stream().filter(line -> !line.startsWith("#")).map(line -> line.split("\t"));
    }
  }

  /// What a route can make of a path.
  private record Rewrite(String name, Router router) {
    static final List<Rewrite> ALL =
        List.of(
            of("none", "/", "/", false),
            of("service path", "/base", "/", false),
            of("prefix stripped", "/base", "/ap", true),
            of("expression stripped", "/", "~/[a-z]+", true));

    private static Rewrite of(String name, String service, String path, boolean strip) {
      TestRoute route = TestRoute.named("r").paths(path).strip(strip).service("s");
      return new Rewrite(
          name, Router.of(List.of(route.build()), List.of(RouterTest.service("s", service, true))));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /// How servers read a path.
  private enum Server {
    /// Tomcat: cuts parameters, decodes, then resolves.
    CUTS_THEN_DECODES,
    /// Older servlet containers: decodes, cuts, then resolves.
    DECODES_THEN_CUTS,
    /// nginx: decodes, then resolves.
    DECODES,
    /// Node's URL: resolves escaped dots too, reads a backslash as a slash, decodes nothing.
    RESOLVES_ONLY,
    /// A server behind another one: decodes twice, reads a backslash as a slash.
    DECODES_TWICE,
    /// A decoder from before RFC 3629: takes overlong forms, reads a backslash as a slash.
    DECODES_OVERLONG;

    /// The segments found in a whole path.
    List<String> read(String path) {
      List<String> found = new ArrayList<>();
      for (String segment : decode(path).split("/", -1)) {
        String name = this == RESOLVES_ONLY ? segment.replaceAll("(?i)%2e", ".") : segment;
        if (name.equals("..") && !found.isEmpty()) {
          found.removeLast();
        } else if (!name.isEmpty() && !name.equals(".")) {
          found.add(segment);
        }
      }
      return found;
    }

    /// The segments the gateway means, each decoded by itself.
    List<String> readSegments(String path) {
      return Arrays.stream(path.split("/", -1))
          .filter(segment -> !segment.isEmpty())
          .map(this::decode)
          .toList();
    }

    private String decode(String text) {
      return switch (this) {
        case CUTS_THEN_DECODES -> decodeOnce(cut(text));
        case DECODES_THEN_CUTS -> cut(decodeOnce(text));
        case DECODES -> decodeOnce(text);
        case RESOLVES_ONLY -> text.replace('\\', '/');
        case DECODES_TWICE -> decodeOnce(decodeOnce(text)).replace('\\', '/');
        case DECODES_OVERLONG -> foldOverlong(decodeOnce(text)).replace('\\', '/');
      };
    }

    private static String cut(String text) {
      return text.replaceAll(";[^/]*", "");
    }

    /// Bytes as characters; a malformed escape stays.
    private static String decodeOnce(String text) {
      StringBuilder bytes = new StringBuilder();
      for (int i = 0; i < text.length(); i++) {
        boolean escape = text.substring(i).matches("(?s)%[0-9a-fA-F]{2}.*");
        bytes.append(escape ? (char) Integer.parseInt(text, i + 1, i + 3, 16) : text.charAt(i));
        i += escape ? 2 : 0;
      }
      return bytes.toString();
    }

    private static String foldOverlong(String bytes) {
      return bytes
          .replaceAll("\u00C0\u00AE|\u00E0\u0080\u00AE", ".")
          .replaceAll("\u00C0\u00AF|\u00E0\u0080\u00AF|\u00C1\u009C", "/");
    }
  }
}
