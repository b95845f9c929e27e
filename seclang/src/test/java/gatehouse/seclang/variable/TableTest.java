package gatehouse.seclang.variable;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.seclang.text.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class TableTest {
  private final Table table = new Table(2);

  @Test
  void keeps_captures_apart_from_other_keys() {
    table.set(Bytes.of("score"), Bytes.of(5));
    table.set(Bytes.of("1"), Bytes.of("b"));
    table.set(Bytes.of("0"), Bytes.of("a"));
    table.set(Bytes.of("10"), Bytes.of("c"));
    assertThat(all()).containsExactly("0=a", "1=b", "score=5", "10=c");
    int before = table.version();
    table.remove(Bytes.of("9"));
    assertThat(table.version()).isEqualTo(before);
    table.remove(Bytes.of("1"));
    assertThat(table.version()).isGreaterThan(before);
    assertThat(all()).containsExactly("0=a", "score=5", "10=c");
    assertThat(table.get(Bytes.of("1"))).isNull();
    assertThat(table.get(Bytes.of("SCORE"))).isEqualTo(Bytes.of(5));
    assertThat(table.get(Bytes.of("/"))).isNull();
    assertThat(table.get(Bytes.of(":"))).isNull();
  }

  /// Against a map, through growth and removals.
  @Test
  void is_a_map_whatever_happens() {
    Random random = new Random(11);
    Map<String, String> wanted = new HashMap<>();
    List<BiConsumer<String, String>> changes =
        List.of(
            (key, value) -> {
              table.set(Bytes.of(key), Bytes.of(value));
              wanted.put(key.toLowerCase(Locale.ROOT), value);
            },
            (key, value) -> {
              table.remove(Bytes.of(key));
              wanted.remove(key.toLowerCase(Locale.ROOT));
            },
            (key, value) -> {
              table.add(Bytes.of(key), 2);
              wanted.merge(key.toLowerCase(Locale.ROOT), "2", TableTest::sum);
            });
    for (int i = 0; i < 20_000; i++) {
      int number = random.nextInt(i / 100 + 12);
      String key = number < 12 ? String.valueOf(number) : (i % 2 == 0 ? "Key" : "kEY") + number;
      changes.get(random.nextInt(changes.size())).accept(key, String.valueOf(i));
      Bytes found = table.get(Bytes.of(key));
      assertThat(found == null ? null : found.toString())
          .isEqualTo(wanted.get(key.toLowerCase(Locale.ROOT)));
    }
    assertThat(all()).hasSize(wanted.size());
  }

  private static String sum(String one, String other) {
    return String.valueOf(Long.parseLong(one) + Long.parseLong(other));
  }

  private List<String> all() {
    List<String> all = new ArrayList<>();
    table.forEach(entry -> all.add(entry.key() + "=" + entry.value()));
    return all;
  }
}
