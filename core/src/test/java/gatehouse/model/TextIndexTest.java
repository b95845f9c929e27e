package gatehouse.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TextIndexTest {
  private record Entry(String text, int number) {}

  @Test
  void finds_all_of_one_text_in_the_order_of_the_list() {
    List<Entry> entries =
        List.of(new Entry("a", 1), new Entry("b", 2), new Entry("a", 3), new Entry("a", 4));
    TextIndex<Entry> index = new TextIndex<>(entries, Entry::text);
    assertThat(index.all("a")).extracting(Entry::number).containsExactly(1, 3, 4);
    assertThat(index.find("a")).isEqualTo(new Entry("a", 1));
    assertThat(index.find("b")).isEqualTo(new Entry("b", 2));
    assertThat(index.all("c")).isEmpty();
    assertThat(index.find("c")).isNull();
  }

  @Test
  void tells_texts_of_one_hash_apart() {
    assertThat("Aa").hasSameHashCodeAs("BB");
    TextIndex<String> index = new TextIndex<>(List.of("Aa", "BB"), text -> text);
    assertThat(index.all("BB")).containsExactly("BB");
    assertThat(index.find("Aa")).isEqualTo("Aa");
  }

  @Test
  void leaves_out_what_has_no_text() {
    TextIndex<String> index =
        new TextIndex<>(List.of("x", "y"), text -> text.equals("x") ? null : text);
    assertThat(index.find("x")).isNull();
    assertThat(index.find("y")).isEqualTo("y");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 1000})
  void finds_each_of_any_number(int count) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add("name-" + i);
    }
    TextIndex<String> index = new TextIndex<>(texts, text -> text);
    assertThat(texts).allSatisfy(text -> assertThat(index.find(text)).isEqualTo(text));
    assertThat(index.find("name-" + count)).isNull();
  }

  @Test
  void looks_at_a_few_entries_only() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      texts.add("00000000-0000-4000-8000-" + "%012d".formatted(i));
    }
    AtomicInteger looks = new AtomicInteger();
    TextIndex<String> index =
        new TextIndex<>(
            texts,
            text -> {
              looks.incrementAndGet();
              return text;
            });
    looks.set(0);
    texts.forEach(index::find);
    assertThat(looks.get()).isLessThan(2 * texts.size());
  }

  /// Many that belong to one owner must not make the others wait, nor the index take for ever.
  @Test
  void is_made_in_one_go_though_all_have_the_same_text() {
    AtomicInteger looks = new AtomicInteger();
    List<String> texts = Collections.nCopies(100_000, "owner");
    TextIndex<String> index =
        new TextIndex<>(
            texts,
            text -> {
              looks.incrementAndGet();
              return text;
            });
    assertThat(looks.get()).isEqualTo(texts.size());
    assertThat(index.all("owner")).hasSize(texts.size());
  }
}
