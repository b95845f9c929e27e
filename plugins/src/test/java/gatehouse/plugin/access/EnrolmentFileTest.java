package gatehouse.plugin.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What is kept of enrolments: durable, sealed, bound to its owner, and never read half.
final class EnrolmentFileTest {
  private static final String KEY = "k".repeat(32);
  private static final String ALICE = "11111111-1111-4111-8111-111111111111";
  private static final String BOB = "22222222-2222-4222-8222-222222222222";
  private static final byte[] ONE = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TWO = "abcdefghijabcdefghij".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path folder;
  private Path path;

  @BeforeEach
  void make() throws IOException {
    path = Files.createFile(folder.resolve("enrolments"));
  }

  private EnrolmentFile open() {
    return open(KEY);
  }

  private EnrolmentFile open(String key) {
    EnrolmentFile file = new EnrolmentFile(path, key);
    file.refresh();
    return file;
  }

  private EnrolmentFile withBoth() throws IOException {
    EnrolmentFile file = open();
    assertThat(file.replace(ALICE, null, ONE)).isTrue();
    assertThat(file.replace(BOB, null, TWO)).isTrue();
    return file;
  }

  @Test
  void what_is_enrolled_replaced_and_removed_is_so_after_a_restart() throws IOException {
    EnrolmentFile file = withBoth();
    assertThat(open().secret(ALICE)).isEqualTo(ONE);
    assertThat(open().secret(BOB)).isEqualTo(TWO);
    assertThat(file.replace(ALICE, ONE, TWO)).isTrue();
    assertThat(file.secret(ALICE)).isEqualTo(TWO);
    assertThat(open().secret(ALICE)).isEqualTo(TWO);
    assertThat(file.replace(BOB, TWO, null)).isTrue();
    assertThat(file.secret(BOB)).isNull();
    assertThat(open().secret(BOB)).isNull();
    assertThat(Files.readAllLines(path)).hasSize(1);
    assertThat(folder.resolve("enrolments.new")).doesNotExist();
  }

  @Test
  void it_is_its_owners_alone_and_tells_no_secret() throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
    EnrolmentFile file = withBoth();
    assertThat(Files.getPosixFilePermissions(path))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    file.replace(ALICE, ONE, TWO);
    assertThat(Files.getPosixFilePermissions(path))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    String text = Files.readString(path);
    assertThat(text).contains(ALICE + " ", BOB + " ");
    for (byte[] secret : List.of(ONE, TWO)) {
      assertThat(text).doesNotContain(new String(secret, StandardCharsets.US_ASCII));
      assertThat(text).doesNotContain(Totp.base32(secret));
    }
  }

  @Test
  void nothing_is_replaced_that_is_not_what_was_expected() throws IOException {
    EnrolmentFile file = withBoth();
    assertThat(file.replace(ALICE, null, TWO)).isFalse();
    assertThat(file.replace(ALICE, TWO, null)).isFalse();
    assertThat(file.secret(ALICE)).isEqualTo(ONE);
    assertThat(open().secret(ALICE)).isEqualTo(ONE);
  }

  private static String flipped(String text, int at) {
    char other = text.charAt(at) == 'A' ? 'B' : 'A';
    return text.substring(0, at) + other + text.substring(at + 1);
  }

  static Stream<Arguments> damages() {
    UnaryOperator<String> upper = text -> text.replace("1111", "1112");
    UnaryOperator<String> swapped =
        text -> text.replace(ALICE, "@").replace(BOB, ALICE).replace("@", BOB);
    UnaryOperator<String> twice = text -> text + text.substring(0, text.indexOf('\n') + 1);
    return Stream.of(
        Arguments.of("another owner", upper, "line 1 is damaged"),
        Arguments.of("swapped owners", swapped, "line 1 is damaged"),
        Arguments.of(
            "a flipped bit",
            (UnaryOperator<String>) text -> flipped(text, text.indexOf('\n') - 8),
            "line 1 is damaged"),
        Arguments.of(
            "a torn line in the middle",
            (UnaryOperator<String>)
                text -> text.substring(0, 60) + text.substring(text.indexOf('\n')),
            "line 1 is damaged"),
        Arguments.of(
            "an empty line",
            (UnaryOperator<String>) text -> text.replaceFirst("\n", "\n\n"),
            "line 2 is damaged"),
        Arguments.of("a line twice", twice, "line 3 is of a consumer that has one already"),
        Arguments.of(
            "a comment", (UnaryOperator<String>) text -> "# revoked\n" + text, "line 1 is damaged"),
        Arguments.of(
            "other line ends",
            (UnaryOperator<String>) text -> text.replace("\n", "\r\n"),
            "line 1 is damaged"),
        Arguments.of(
            "capitals",
            (UnaryOperator<String>) text -> text.toUpperCase(Locale.ROOT),
            "line 1 is damaged"),
        Arguments.of(
            "zeros of a crash",
            (UnaryOperator<String>) text -> text + "\0\0\0\0\n",
            "line 3 is damaged"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void a_damaged_file_is_a_fault(String what, UnaryOperator<String> damage, String complaint)
      throws IOException {
    EnrolmentFile file = withBoth();
    Files.writeString(path, damage.apply(Files.readString(path)));
    assertThatThrownBy(this::open)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(complaint);
    assertThatThrownBy(file::refresh).hasMessageContaining(complaint);
    assertThat(file.secret(ALICE)).as("what was read before").isEqualTo(ONE);
  }

  @Test
  void another_key_opens_nothing() throws IOException {
    withBoth();
    assertThatThrownBy(() -> open("j".repeat(32))).hasMessageContaining("another totp.secret");
  }

  /// However much of the last line a crash has left, what was told before it stays.
  @Test
  void a_torn_last_line_is_left_out_and_overwritten() throws IOException {
    withBoth();
    String whole = Files.readString(path);
    int first = whole.indexOf('\n') + 1;
    for (int cut = first + 1; cut < whole.length(); cut++) {
      Files.writeString(path, whole.substring(0, cut));
      EnrolmentFile file = open();
      assertThat(file.secret(ALICE)).isEqualTo(ONE);
      boolean all = cut == whole.length() - 1;
      assertThat(file.secret(BOB)).isEqualTo(all ? TWO : null);
      assertThat(file.replace(BOB, all ? TWO : null, ONE)).isTrue();
      assertThat(open().secret(ALICE)).isEqualTo(ONE);
      assertThat(open().secret(BOB)).isEqualTo(ONE);
    }
  }

  /// An operator takes a line out while the gateway runs.
  @Test
  void what_somebody_else_has_changed_is_not_overwritten() throws IOException {
    EnrolmentFile file = withBoth();
    List<String> lines = Files.readAllLines(path);
    Files.writeString(path, lines.get(1) + "\n");
    assertThatThrownBy(() -> file.replace(ALICE, ONE, TWO))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("changed by somebody else");
    assertThat(Files.readAllLines(path)).containsExactly(lines.get(1));
    file.refresh();
    assertThat(file.secret(ALICE)).isNull();
    assertThat(file.secret(BOB)).isEqualTo(TWO);
    assertThat(file.replace(ALICE, null, TWO)).isTrue();
    assertThat(open().secret(ALICE)).isEqualTo(TWO);
  }

  @Test
  void two_that_share_a_file_do_not_overwrite_each_other() throws IOException {
    EnrolmentFile one = open();
    EnrolmentFile two = open();
    one.replace(ALICE, null, ONE);
    assertThatThrownBy(() -> two.replace(BOB, null, TWO)).isInstanceOf(IOException.class);
    assertThat(two.secret(BOB)).isNull();
    two.refresh();
    assertThat(two.replace(BOB, null, TWO)).isTrue();
    assertThat(open().secret(ALICE)).isEqualTo(ONE);
    try (FileChannel other = FileChannel.open(path, StandardOpenOption.WRITE);
        var _ = other.lock()) {
      assertThatThrownBy(() -> two.replace(BOB, TWO, ONE))
          .hasMessageContaining("somebody else is writing");
    }
    assertThat(two.replace(BOB, TWO, ONE)).isTrue();
  }

  @Test
  void it_is_bounded() throws IOException {
    EnrolmentFile file = new EnrolmentFile(path, KEY, 1);
    file.refresh();
    assertThat(file.replace(ALICE, null, ONE)).isTrue();
    assertThatThrownBy(() -> file.replace(BOB, null, TWO)).hasMessageContaining("takes no more");
    assertThat(file.replace(ALICE, ONE, TWO)).as("the one that is there").isTrue();
    open().replace(BOB, null, TWO);
    assertThatThrownBy(file::refresh).hasMessageContaining("more than 1 lines");
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.position(33L << 20);
      channel.write(StandardCharsets.US_ASCII.encode("\n"));
    }
    assertThatThrownBy(this::open).hasMessageContaining("too long");
  }

  @Test
  void what_is_gone_or_no_file_keeps_nothing() throws IOException {
    EnrolmentFile file = withBoth();
    Files.delete(path);
    assertThatThrownBy(() -> file.replace(ALICE, ONE, TWO)).isInstanceOf(IOException.class);
    assertThatThrownBy(file::refresh).isInstanceOf(IllegalArgumentException.class);
    assertThat(file.secret(ALICE)).isEqualTo(ONE);
    Files.createDirectory(path);
    assertThatThrownBy(this::open).hasMessageContaining("no file");
  }
}
