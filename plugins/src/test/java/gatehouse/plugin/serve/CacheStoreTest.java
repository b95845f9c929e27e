package gatehouse.plugin.serve;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.plugin.serve.CacheStore.Entry;
import gatehouse.spi.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CacheStoreTest {
  private final CacheStore store = new CacheStore();

  @Test
  void forgets_what_is_too_old() {
    store.put("a", entry(1, 1000));

    assertThat(store.find("a", 999)).isNotNull();
    assertThat(store.find("a", 1000)).isNull();
    assertThat(store.size()).isZero();
  }

  @Test
  void makes_room_by_what_was_unused_for_longest() {
    long half = 64L << 20;
    store.put("a", entry(half, 1000));
    store.put("b", entry(half, 1000));
    store.find("a", 0);

    store.put("c", entry(1, 1000));

    assertThat(store.find("b", 0)).isNull();
    assertThat(store.find("a", 0)).isNotNull();
    assertThat(store.find("c", 0)).isNotNull();
  }

  @Test
  void bounds_the_number_of_answers() {
    for (int i = 0; i < 100_010; i++) {
      store.put("k" + i, entry(1, 1000));
    }

    assertThat(store.size()).isEqualTo(100_000);
    assertThat(store.find("k0", 0)).isNull();
  }

  @Test
  void an_answer_in_place_of_another_takes_its_room() {
    for (int i = 0; i < 100; i++) {
      store.put("a", entry(64L << 20, 1000));
      store.put("b", entry(1, 1000));
    }

    assertThat(store.size()).isEqualTo(2);
  }

  @Test
  void bounds_what_is_collected_at_once_and_gets_the_room_back() {
    List<Collector> collectors = new ArrayList<>();
    List<byte[]> complete = new ArrayList<>();
    byte[] body = new byte[CacheStore.LARGEST];
    for (int i = 0; i < 80; i++) {
      Collector collector = new Collector(store, complete::add);
      collector.chunk(body, 0, body.length, (_, _, _) -> {});
      collectors.add(collector);
    }
    collectors.forEach(c -> c.end((_, _, _) -> {}));
    assertThat(complete).hasSize(64);
    collectors.forEach(Collector::free);

    Collector later = new Collector(store, complete::add);
    later.chunk(body, 0, body.length, (_, _, _) -> {});
    later.end((_, _, _) -> {});

    assertThat(complete).hasSize(65);
    assertThat(store.reserve(64 << 20)).isTrue();
  }

  @Test
  void forgets_what_has_a_target_in_common() {
    CacheStore store = new CacheStore();
    store.put("a", entry("/x", 10, 1000));
    store.put("b", entry("/x", 10, 1000));
    store.put("c", entry("/y", 10, 1000));

    store.forget("/x");

    assertThat(store.find("a", 0)).isNull();
    assertThat(store.find("b", 0)).isNull();
    assertThat(store.find("c", 0)).isNotNull();
    assertThat(store.remove("c")).isTrue();
    assertThat(store.remove("c")).isFalse();
    assertThat(store.size()).isZero();
  }

  @Test
  void an_answer_put_again_under_its_key_has_one_target() {
    CacheStore store = new CacheStore();
    store.put("a", entry("/x", 10, 1000));
    store.put("a", entry("/y", 10, 1000));

    store.forget("/x");

    assertThat(store.find("a", 0)).isNotNull();
  }

  private static Entry entry(long size, long goneAt) {
    return entry("/", size, goneAt);
  }

  private static Entry entry(String target, long size, long goneAt) {
    return new Entry(target, Answer.empty(200), List.of(), 0, 0, 1, true, goneAt, size);
  }
}
