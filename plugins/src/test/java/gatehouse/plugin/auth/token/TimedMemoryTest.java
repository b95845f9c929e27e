package gatehouse.plugin.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimedMemoryTest {
  private final TimedMemory<Integer> memory = new TimedMemory<>(1000);

  @Test
  void remembers_until_the_time_and_tells_what_was_there_before() {
    assertThat(memory.put("a", 1, 100, 0)).isNull();
    assertThat(memory.get("a", 99)).isEqualTo(1);
    assertThat(memory.get("a", 100)).isNull();
    assertThat(memory.put("a", 2, 200, 99)).isEqualTo(1);
    assertThat(memory.put("a", 3, 300, 200)).isNull();
    assertThat(memory.get("b", 0)).isNull();
  }

  /// A cache would keep what is asked for often, and let the newest go at once.
  @Test
  void the_newest_is_never_the_one_that_goes() {
    for (int i = 0; i < 3000; i++) {
      memory.put("old" + i, i, 1_000_000, i);
      for (int j = 0; j < 5; j++) {
        memory.get("old" + (i - j), i);
      }
      assertThat(memory.get("old" + i, i)).isEqualTo(i);
      if (i >= 999) {
        assertThat(memory.get("old" + (i - 999), i)).isEqualTo(i - 999);
      }
    }
    assertThat(memory.get("old1999", 3000)).isNull();
    assertThat(memory.size()).isEqualTo(1000);
  }

  @Test
  void what_is_over_makes_room() {
    for (int i = 0; i < 5000; i++) {
      memory.put("x" + i, i, i + 10, i);
    }
    assertThat(memory.size()).isLessThanOrEqualTo(11);
  }
}
