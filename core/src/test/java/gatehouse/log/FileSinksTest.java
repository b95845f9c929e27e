package gatehouse.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gatehouse.spi.FakeClock;
import gatehouse.spi.LineSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSinksTest {
  private final Metrics metrics =
      new Metrics("node", "1.2.3", new FakeClock("2026-01-31T12:00:00Z"));

  @TempDir Path folder;

  @Test
  void appends_lines_in_order_to_a_file_that_all_may_read() throws IOException {
    Path file = Files.writeString(folder.resolve("access.log"), "before\n");
    try (var sinks = new FileSinks(metrics)) {
      for (int i = 0; i < 1000; i++) {
        write(sinks.sink(file, false), "line " + i);
      }
    }
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(1001).startsWith("before", "line 0", "line 1").endsWith("line 999");

    Path fresh = folder.resolve("fresh.log");
    try (var sinks = new FileSinks(metrics)) {
      write(sinks.sink(fresh, false), "x");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fresh)))
        .isEqualTo("rw-r--r--");
  }

  @Test
  void writes_soon_without_being_closed() {
    Path file = folder.resolve("access.log");
    try (var sinks = new FileSinks(metrics)) {
      write(sinks.sink(file, false), "first");
      await().untilAsserted(() -> assertThat(file).content().isEqualTo("first\n"));
      write(sinks.sink(file, false), "second");
      await().untilAsserted(() -> assertThat(file).content().isEqualTo("first\nsecond\n"));
    }
  }

  @Test
  void keeps_every_line_of_many_threads_whole() throws Exception {
    Path file = folder.resolve("access.log");
    try (var sinks = new FileSinks(metrics);
        ExecutorService pool = Executors.newFixedThreadPool(4)) {
      List<Callable<Void>> work = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int thread = t;
        work.add(() -> {
          for (int i = 0; i < 5_000; i++) {
            write(sinks.sink(file, false), thread + ":" + i + ":" + "x".repeat(i % 300));
          }
          return null;
        });
      }
      for (Future<Void> done : pool.invokeAll(work)) {
        done.get();
      }
    }
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(20_000).doesNotHaveDuplicates();
    assertThat(lines).allMatch(l -> l.length() == l.lastIndexOf(':') + 1 + number(l) % 300);
  }

  @Test
  void writes_a_line_larger_than_its_buffer() {
    Path file = folder.resolve("access.log");
    String large = "y".repeat(200_000);
    try (var sinks = new FileSinks(metrics)) {
      write(sinks.sink(file, false), "small");
      write(sinks.sink(file, false), large);
      write(sinks.sink(file, false), "small again");
    }
    assertThat(file).content().isEqualTo("small\n" + large + "\nsmall again\n");
  }

  @Test
  void follows_a_rotated_file_only_when_told_to_reopen() throws IOException {
    for (boolean reopen : new boolean[] {false, true}) {
      Path file = folder.resolve("access-" + reopen + ".log");
      Path rotated = folder.resolve("rotated-" + reopen + ".log");
      try (var sinks = new FileSinks(metrics)) {
        write(sinks.sink(file, reopen), "one");
        await().until(() -> Files.exists(file) && Files.size(file) > 0);
        Files.move(file, rotated, StandardCopyOption.ATOMIC_MOVE);
        write(sinks.sink(file, reopen), "two");
      }
      assertThat(reopen ? file : rotated).content().endsWith("two\n");
      assertThat(Files.exists(file)).isEqualTo(reopen);
    }
  }

  @Test
  void drops_and_counts_the_oldest_lines_when_nothing_can_be_written() throws IOException {
    Path file = folder.resolve("missing").resolve("access.log");
    try (var sinks = new FileSinks(metrics, new FileSink.Bounds(10, 1 << 20))) {
      LineSink sink = sinks.sink(file, false);
      write(sink, "taken by the writer");
      await().untilAsserted(() -> assertThat(threads(file)).isEqualTo(1));
      for (int i = 0; i < 100_000; i++) {
        write(sink, "line " + i);
      }
      assertThat(dropped(file)).isGreaterThan(99_000 - 64 * 1024 / 6);
      Files.createDirectory(file.getParent());
      await().untilAsserted(() -> assertThat(file).content().endsWith("line 99999\n"));
    }
    long written = Files.readAllLines(file).size();
    assertThat(written + dropped(file)).isEqualTo(100_001);
  }

  @Test
  void bounds_the_queue_by_bytes_too() {
    Path file = folder.resolve("missing").resolve("access.log");
    try (var sinks = new FileSinks(metrics, new FileSink.Bounds(1000, 10_000))) {
      write(sinks.sink(file, false), "z".repeat(20_000));
      assertThat(dropped(file)).isEqualTo(1);
    }
  }

  @Test
  void a_pipe_that_nobody_reads_holds_up_neither_writers_nor_other_files_nor_the_end()
      throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Path file = folder.resolve("access.log");
    long start = System.nanoTime();
    try (var sinks = new FileSinks(metrics, new FileSink.Bounds(10, 1 << 20))) {
      for (int i = 0; i < 1000; i++) {
        write(sinks.sink(pipe, false), "lost " + i);
      }
      write(sinks.sink(file, false), "kept");
      await().untilAsserted(() -> assertThat(file).content().isEqualTo("kept\n"));
    }
    assertThat(System.nanoTime() - start).isLessThan(8_000_000_000L);
    assertThat(dropped(pipe)).isGreaterThanOrEqualTo(900);
  }

  private static void write(LineSink sink, String line) {
    sink.write(line.getBytes(UTF_8));
  }

  private static int number(String line) {
    return Integer.parseInt(line, line.indexOf(':') + 1, line.lastIndexOf(':'), 10);
  }

  private static long threads(Path file) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().equals("log " + file))
        .count();
  }

  private long dropped(Path file) {
    var text = new ByteArrayOutputStream();
    try {
      metrics.write(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    String series = "gatehouse_log_dropped_total{sink=\"" + file + "\"} ";
    return text.toString(UTF_8)
        .lines()
        .filter(l -> l.startsWith(series))
        .mapToLong(l -> Long.parseLong(l.substring(series.length())))
        .sum();
  }
}
