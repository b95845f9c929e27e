package gatehouse.seclang.injection;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.seclang.text.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Proves the algorithm with the tables that libinjection published.
class SqlAlgorithmTest {
  private final SqlTables tables = Published.tables();

  static Stream<Published.UnitCase> tokens() {
    return Published.cases("tokens");
  }

  static Stream<Published.UnitCase> folding() {
    return Published.cases("folding");
  }

  static Stream<Published.UnitCase> verdicts() {
    return Published.cases("sqli");
  }

  static Stream<Published.Payload> payloads() {
    return Published.payloads("detectSQLi");
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void reads_tokens(Published.UnitCase unit) {
    SqlLexer lexer = new SqlLexer(tables);
    lexer.begin(unit.input(), SqlToken.NONE, false);
    List<String> lines = new ArrayList<>();
    SqlToken token = new SqlToken();
    while (lexer.next(token)) {
      lines.add(line(token));
    }

    assertThat(String.join("\n", lines)).isEqualToIgnoringCase(trimmed(unit.expected()));
  }

  @ParameterizedTest
  @MethodSource("folding")
  void folds_tokens(Published.UnitCase unit) {
    SqlFolder folder = new SqlFolder(tables);
    folder.fingerprint(unit.input(), SqlToken.NONE, false);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < folder.size(); i++) {
      lines.add(line(folder.token(i)));
    }

    assertThat(String.join("\n", lines)).isEqualToIgnoringCase(trimmed(unit.expected()));
  }

  @ParameterizedTest
  @MethodSource("verdicts")
  void finds_fingerprints(Published.UnitCase unit) {
    Bytes found = new SqlInjection(tables).detect(unit.input());

    assertThat(found == null ? "" : found.toString()).isEqualTo(unit.expected());
  }

  @ParameterizedTest
  @MethodSource("payloads")
  void judges_payloads(Published.Payload payload) {
    assertThat(new SqlInjection(tables).detect(payload.input()) != null)
        .isEqualTo(payload.injection());
  }

  /// An empty text leaves a blank behind its type, except at the end.
  private static String trimmed(String expected) {
    return expected.lines().map(String::stripTrailing).collect(Collectors.joining("\n"));
  }

  /// As the published cases write a token: with the quotes that strings and variables have.
  private static String line(SqlToken token) {
    StringBuilder line = new StringBuilder().append((char) token.type).append(' ');
    boolean quoted = token.type == 's' || (token.type == 'v' && token.open != SqlToken.NONE);
    line.repeat('@', token.type == 'v' ? token.ats : 0);
    if (quoted && token.open != SqlToken.NONE) {
      line.append((char) token.open);
    }
    line.append(token);
    if (quoted && token.close != SqlToken.NONE) {
      line.append((char) token.close);
    }
    return line.toString().stripTrailing();
  }
}
