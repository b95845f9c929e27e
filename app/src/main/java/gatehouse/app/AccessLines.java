package gatehouse.app;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Follows the demo's access log and tells each record in a line: status, the plugin that decided,
/// the request, and why.
final class AccessLines implements AutoCloseable {
  private static final long PAUSE_MILLIS = 100;

  /// More than any record of the demo; a longer line is skipped.
  private static final int MOST_BYTES = 1 << 20;

  private final JsonMapper mapper = JsonMapper.shared();
  private final Path log;
  private final Terminal terminal;
  private @Nullable Thread thread;
  private long read;

  AccessLines(Path log, Terminal terminal) {
    this.log = log;
    this.terminal = terminal;
  }

  void start() {
    thread = Thread.ofVirtual().name("access-lines").start(this::follow);
  }

  private void follow() {
    try {
      while (true) {
        if (Files.exists(log)) {
          more();
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (IOException e) {
      terminal.err().println("gatehouse: cannot read " + log + ": " + e.getMessage());
    } catch (InterruptedException _) {
      // The demo ends.
    }
  }

  private void more() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      byte[] bytes = new byte[(int) Math.min(MOST_BYTES, file.length() - read)];
      file.seek(read);
      file.readFully(bytes);
      int from = 0;
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == '\n') {
          tell(new String(bytes, from, i - from, StandardCharsets.UTF_8));
          from = i + 1;
        }
      }
      read += from == 0 && bytes.length == MOST_BYTES ? bytes.length : from;
    }
  }

  private void tell(String line) {
    try {
      terminal.out().println(summary(mapper.readTree(line)));
    } catch (JacksonException _) {
      terminal.out().println(line);
    }
  }

  /// The line for a record.
  String summary(JsonNode record) {
    int status = record.path("response").path("status").asInt(0);
    JsonNode decision = record.path("security").path(0);
    String plugin = decision.path("plugin").asString("");
    String request =
        record.path("request").path("method").asString("")
            + " "
            + record.path("request").path("uri").asString("");
    String line =
        "%-4d %-16s %-28s %s"
            .formatted(status, plugin, request, decision.path("reason").asString(""))
            .stripTrailing();
    String text = Printable.line(line);
    return terminal.colours() ? colour(status) + text + "\u001b[0m" : text;
  }

  private static String colour(int status) {
    return status < 400 ? "\u001b[32m" : status < 500 ? "\u001b[33m" : "\u001b[31m";
  }

  @Override
  public void close() {
    Thread started = thread;
    if (started != null) {
      started.interrupt();
    }
  }
}
