package gatehouse.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gatehouse.config.Loaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloaderTest {
  private static final Duration OFTEN = Duration.ofMillis(20);

  @TempDir private Path folder;
  private Path file = Path.of("");
  private TestAdmin admin = new TestAdmin();

  @BeforeEach
  void start() throws IOException {
    admin.close();
    file = Files.writeString(folder.resolve("kong.yml"), route("one"));
    admin = new TestAdmin(file);
    assertThat(admin.reloader.loadFiles("start")).isInstanceOf(Loaded.Valid.class);
    admin.reloader.watch(OFTEN);
  }

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void loads_a_file_that_is_written_over() throws IOException {
    Files.writeString(file, route("two"));
    awaitRoute("two");
  }

  @Test
  void loads_a_file_that_is_put_in_place_by_a_rename() throws IOException {
    Path next = Files.writeString(folder.resolve("kong.yml.tmp"), route("two"));
    Files.setLastModifiedTime(next, Files.getLastModifiedTime(file));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    awaitRoute("two");
  }

  @Test
  void loads_a_file_that_an_editor_moves_away_and_writes_anew() throws IOException {
    Files.move(file, folder.resolve("kong.yml~"));
    Files.writeString(file, route("two"));
    awaitRoute("two");
  }

  @Test
  void keeps_the_running_configuration_when_a_file_is_bad_gone_or_empty() throws IOException {
    putInPlace("services: [{name: x, nope: 1}]\n");
    awaitFaults(1);
    Files.delete(file);
    awaitFaults(2);
    putInPlace("");
    awaitFaults(3);
    assertThat(admin.door.routes()).containsExactly("one");
    assertThat(admin.door.swaps()).isEqualTo(1);

    Files.writeString(file, route("two"));
    awaitRoute("two");
  }

  @Test
  void waits_for_the_end_of_a_file_that_is_being_written() throws IOException {
    Path big = folder.resolve("big.yml");
    Files.writeString(big, route("one"));
    try (TestAdmin slow = new TestAdmin(big)) {
      slow.reloader.loadFiles("start");
      slow.reloader.watch(Duration.ofMillis(300));
      Files.writeString(big, "_format_version: '3.0'\nroutes:\n");
      long longestPause = 0;
      for (int i = 0; i < 40; i++) {
        long before = System.nanoTime();
        Files.writeString(
            big, "- {name: r" + i + ", paths: [/" + i + "]}\n", StandardOpenOption.APPEND);
        java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        longestPause = Math.max(longestPause, System.nanoTime() - before);
      }
      await().untilAsserted(() -> assertThat(slow.door.routes()).hasSize(40));
      // A writer that the machine held up for longer than the watch waits has paused indeed.
      assumeTrue(longestPause < 150_000_000, "the machine is too busy to write without a pause");
      assertThat(slow.door.swaps()).isEqualTo(2);
    }
  }

  @Test
  void sees_a_symbolic_link_that_is_turned_to_another_folder() throws IOException {
    Path first = Files.createDirectory(folder.resolve("v1"));
    Path second = Files.createDirectory(folder.resolve("v2"));
    Files.writeString(first.resolve("kong.yml"), route("one"));
    Files.writeString(second.resolve("kong.yml"), route("two"));
    Path data = Files.createSymbolicLink(folder.resolve("data"), first);
    try (TestAdmin linked = new TestAdmin(data.resolve("kong.yml"))) {
      linked.reloader.loadFiles("start");
      linked.reloader.watch(OFTEN);
      Path turned = Files.createSymbolicLink(folder.resolve("data.new"), second);
      Files.move(turned, data, StandardCopyOption.ATOMIC_MOVE);
      await().untilAsserted(() -> assertThat(linked.door.routes()).containsExactly("two"));
    }
  }

  @Test
  void sees_files_come_and_go_in_a_folder() throws IOException {
    Path many = Files.createDirectory(folder.resolve("many"));
    Files.writeString(many.resolve("a.yml"), route("one"));
    try (TestAdmin whole = new TestAdmin(many)) {
      whole.reloader.loadFiles("start");
      whole.reloader.watch(OFTEN);
      Files.writeString(many.resolve("b.yml"), route("two"));
      await().untilAsserted(() -> assertThat(whole.door.routes()).containsExactly("one", "two"));
      Files.delete(many.resolve("a.yml"));
      await().untilAsserted(() -> assertThat(whole.door.routes()).containsExactly("two"));
    }
  }

  @Test
  void lets_the_last_writer_win() throws IOException {
    admin.post("/config", "application/yaml", route("posted"));
    assertThat(admin.door.routes()).containsExactly("posted");

    Files.writeString(file, route("written"));
    awaitRoute("written");

    admin.post("/config", "application/yaml", route("posted"));
    admin.reloader.loadFiles("SIGHUP");
    assertThat(admin.door.routes()).containsExactly("written");
  }

  @Test
  void reads_again_on_sighup_even_if_nothing_has_changed() {
    admin.reloader.loadFiles("SIGHUP");
    assertThat(admin.door.swaps()).isEqualTo(2);
  }

  @Test
  void does_nothing_for_a_file_that_says_the_same() throws IOException {
    Files.writeString(file, route("one"));
    Files.writeString(folder.resolve("mark.yml"), route("x"));
    try (TestAdmin mark = new TestAdmin(folder.resolve("mark.yml"))) {
      mark.reloader.loadFiles("start");
      mark.reloader.watch(OFTEN);
      Files.writeString(folder.resolve("mark.yml"), route("y"));
      await().untilAsserted(() -> assertThat(mark.door.routes()).containsExactly("y"));
    }
    assertThat(admin.door.swaps()).isEqualTo(1);
  }

  @Test
  void keeps_the_running_configuration_when_a_plugin_cannot_be_built() throws IOException {
    admin.door.refuse("no such database");
    assertThat(admin.reloader.loadFiles("SIGHUP"))
        .isInstanceOfSatisfying(
            Loaded.Invalid.class,
            invalid ->
                assertThat(invalid.faults().getFirst().message()).isEqualTo("no such database"));
    assertThat(admin.reloader.current().routes().getFirst().name()).isEqualTo("one");
  }

  @Test
  void tells_where_each_plugin_stands_that_cannot_be_built() throws IOException {
    admin.close();
    Files.writeString(
        file,
        """
        _format_version: "3.0"
        plugins:
        - {name: sample, config: {times: 1}}
        - {name: sample, config: {times: 1}, route: one}
        routes:
        - {name: one, paths: [/one]}
        """);
    admin = new TestAdmin(file);
    admin.door.refusePlugins("no such file");
    assertThat(admin.reloader.loadFiles("start"))
        .isInstanceOfSatisfying(
            Loaded.Invalid.class,
            invalid ->
                assertThat(invalid.faults())
                    .map(String::valueOf)
                    .containsExactly(
                        file + ":3:3: plugin sample: no such file",
                        file + ":4:3: plugin sample: no such file"));
  }

  /// Leaves no moment in which the file is half written, which would count as a fault of its own.
  private void putInPlace(String text) throws IOException {
    Path made = Files.writeString(folder.resolve("made"), text);
    Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private void awaitRoute(String name) {
    await().untilAsserted(() -> assertThat(admin.door.routes()).containsExactly(name));
  }

  private void awaitFaults(int refusals) {
    await()
        .untilAsserted(() ->
            assertThat(admin.get("/metrics").body())
                .contains("gatehouse_config_loads_total{result=\"failure\"} " + refusals + "\n"));
  }

  private static String route(String name) {
    return "_format_version: '3.0'\nroutes:\n- {name: " + name + ", paths: [/" + name + "]}\n";
  }
}
