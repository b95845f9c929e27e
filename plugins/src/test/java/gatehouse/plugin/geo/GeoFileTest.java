package gatehouse.plugin.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import gatehouse.seclang.geo.Place;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Databases good and bad.
class GeoFileTest {
  @TempDir private Path folder;

  private GeoFile read(byte[] content) throws IOException {
    return GeoFile.read(Files.write(folder.resolve("geo.mmdb"), content));
  }

  private static @Nullable Place find(GeoFile file, String address) {
    return file.find(InetAddress.ofLiteral(address).getAddress());
  }

  @Test
  void tells_all_of_a_city() throws IOException {
    GeoFile file = read(Mmdb.ofCities().bytes());

    assertThat(find(file, "203.0.113.255"))
        .isEqualTo(
            new Place(
                "NA",
                "US",
                "United States",
                "CA",
                "Pasadena",
                "91101",
                34.1478,
                -118.1445,
                "803",
                null));
    assertThat(find(file, "203.0.112.255")).isNull();
    assertThat(find(file, "198.51.100.63")).isNull();
  }

  @ParameterizedTest
  @CsvSource({"4, 24", "4, 28", "4, 32", "6, 24", "6, 28", "6, 32"})
  void reads_trees_of_each_kind(int ipVersion, int recordSize) throws IOException {
    Map<String, Object> germany = Map.of("country", Map.of("iso_code", "DE"));
    Mmdb written = new Mmdb(ipVersion, recordSize).put("192.0.2.128/25", germany);
    if (ipVersion == 6) {
      written.put("2001:db8::/32", germany);
    }
    GeoFile file = read(written.bytes());

    assertThat(Objects.requireNonNull(find(file, "192.0.2.200")).country()).isEqualTo("DE");
    assertThat(find(file, "192.0.2.100")).isNull();
    byte[] mapped = new byte[16];
    mapped[10] = -1;
    mapped[11] = -1;
    System.arraycopy(new byte[] {(byte) 192, 0, 2, (byte) 200}, 0, mapped, 12, 4);
    assertThat(file.find(mapped)).isNotNull();
    assertThat(find(file, "2001:db8::1") != null).isEqualTo(ipVersion == 6);
    assertThat(find(file, "2001:db9::1")).isNull();
    assertThat(file.find(new byte[3])).isNull();
  }

  /// Whatever stands where the format says something else.
  @Test
  void parts_of_another_type_are_left_out() throws IOException {
    GeoFile file =
        read(
            new Mmdb(4, 24)
                .put("192.0.2.0/25", Map.of("country", "DE", "city", List.of(), "location", 7))
                .put("192.0.2.128/25", "text")
                .put("198.51.100.0/24", Map.of("subdivisions", List.of()))
                .bytes());

    Place nothing = new Place(null, null, null, null, null, null, null, null, null, null);
    assertThat(find(file, "192.0.2.1")).isEqualTo(nothing);
    assertThat(find(file, "198.51.100.1")).isEqualTo(nothing);
    assertThat(find(file, "192.0.2.129")).isNull();
  }

  @Test
  void what_is_no_database_is_refused() throws IOException {
    byte[] good = Mmdb.ofCities().bytes();
    for (byte[] bad :
        List.of(
            new byte[0],
            "GeoIP legacy".getBytes(StandardCharsets.US_ASCII),
            new byte[100_000],
            Arrays.copyOf(good, good.length / 2),
            Arrays.copyOfRange(good, good.length - 200, good.length))) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> read(bad))
          .withMessage("not a MaxMind database (.mmdb), or a damaged one");
    }
  }

  @Test
  void a_database_of_something_else_is_refused() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read(Mmdb.ofCities().type("GeoLite2-ASN").bytes()))
        .withMessage("a database of another kind, not of countries or cities: GeoLite2-ASN");
  }

  @Test
  void what_would_fill_the_heap_is_refused() throws IOException {
    Path file = folder.resolve("large.mmdb");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(Runtime.getRuntime().maxMemory() / 4 + 1);
    }

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> GeoFile.read(file))
        .withMessageContaining("a quarter of the heap");
  }

  /// A record that holds itself, one far beyond the end, arrays of arrays of arrays, and each byte
  /// of a database changed.
  @Test
  void damage_is_found_or_does_no_harm() throws IOException {
    byte[] itself = {0x20, 0};
    byte[] beyond = {0x38, 0, 0x0f, (byte) 0xff, (byte) 0xff};
    byte[] nested = new byte[200_000];
    for (int i = 0; i < nested.length; i += 2) {
      nested[i] = 1;
      nested[i + 1] = 4;
    }
    byte[] huge = {0x1f, 4, (byte) 0xff, (byte) 0xff, (byte) 0xff};
    for (byte[] record : List.of(itself, beyond, nested, huge)) {
      tryOut(new Mmdb(4, 32).put("0.0.0.0/1", record).bytes());
    }
    byte[] good = Mmdb.ofCities().bytes();
    for (int i = 0; i < good.length; i++) {
      byte[] changed = good.clone();
      changed[i] ^= (byte) (i * 31 | 1);
      tryOut(changed);
    }
  }

  private void tryOut(byte[] content) {
    try {
      GeoFile file = read(content);
      find(file, "203.0.113.1");
      find(file, "1.1.1.1");
      find(file, "2001:db8:1::1");
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("damaged");
    }
  }

  @Test
  void a_file_is_in_memory_once_until_it_changes() throws IOException {
    Path path = Files.write(folder.resolve("a.mmdb"), Mmdb.ofCities().bytes());
    Path link = Files.createSymbolicLink(folder.resolve("b.mmdb"), path);
    GeoFiles files = new GeoFiles();

    GeoFile first = files.open(path.toString());
    assertThat(files.open(link.toString())).isSameAs(first);
    assertThat(files.open(folder.resolve("none").toString())).isNull();
    assertThat(files.open(folder.toString())).isNull();
    assertThat(files.open("\0")).isNull();
    String before = GeoFiles.state(path.toString());
    Path next = Files.write(folder.resolve("next"), new Mmdb(4, 24).bytes());
    Files.move(next, path, StandardCopyOption.REPLACE_EXISTING);
    assertThat(GeoFiles.state(path.toString())).isNotEqualTo(before);
    GeoFile second = Objects.requireNonNull(files.open(path.toString()));
    assertThat(second).isNotSameAs(first);
    assertThat(find(second, "203.0.113.1")).isNull();
    assertThat(find(Objects.requireNonNull(first), "203.0.113.1")).isNotNull();
  }
}
