package gatehouse.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import gatehouse.spi.LogLines;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.MarkerFactory;

@Isolated("takes the process's stderr")
final class LineAppenderTest {
  private final PrintStream stderr = System.err;
  private final List<String> writes = new ArrayList<>();
  private final LineAppender appender = new LineAppender(new TextLine());

  @BeforeEach
  void take() {
    System.setErr(
        new PrintStream(new ByteArrayOutputStream()) {
          @Override
          public void write(byte[] bytes, int from, int length) {
            writes.add(new String(bytes, from, length, UTF_8));
          }
        });
    appender.start();
  }

  @AfterEach
  void giveBack() {
    System.setErr(stderr);
  }

  private void log(String message, boolean more) {
    LoggerContext context = new LoggerContext();
    LoggingEvent event =
        new LoggingEvent("", context.getLogger("gatehouse.a"), Level.WARN, message, null, null);
    if (more) {
      event.addMarker(MarkerFactory.getMarker(LogLines.MORE));
    }
    appender.doAppend(event);
  }

  @Test
  void a_line_by_itself_is_written_when_it_comes() {
    log("one", false);
    assertThat(writes).singleElement().asString().endsWith(" WARN a: one\n");
  }

  @Test
  void lines_behind_which_more_come_are_written_with_the_last() {
    log("one", true);
    log("two", true);
    assertThat(writes).isEmpty();
    log("three", false);
    assertThat(writes)
        .singleElement()
        .asString()
        .matches("(?s).* WARN a: one\n.* WARN a: two\n.* WARN a: three\n");
  }

  @Test
  void not_too_much_is_held_and_nothing_is_left_at_the_end() {
    String long1 = "x".repeat(70_000);
    log(long1, true);
    assertThat(writes).hasSize(1);
    log("last", true);
    appender.stop();
    assertThat(writes).hasSize(2);
    assertThat(writes.getLast()).endsWith("last\n");
  }
}
