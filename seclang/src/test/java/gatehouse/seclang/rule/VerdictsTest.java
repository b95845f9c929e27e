package gatehouse.seclang.rule;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.text.KeyedHash;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class VerdictsTest {
  private static final long[] KNOWN = {5};
  private static final long[] HITS = {1};

  private final Verdicts verdicts = new Verdicts();

  @Test
  void are_kept_of_a_text_that_comes_again() {
    verdicts.add(name("summer shoes"), KNOWN, HITS);
    assertThat(verdicts.find(name("summer shoes"))).isNull();
    verdicts.add(name("summer shoes"), KNOWN, HITS);
    Verdicts.Entry entry = Objects.requireNonNull(verdicts.find(name("summer shoes")));
    assertThat(entry.known).isEqualTo(KNOWN);
    assertThat(entry.hits).isEqualTo(HITS);
    assertThat(verdicts.find(name("summer shoe"))).isNull();
  }

  @Test
  void know_a_field_by_its_hash_only() {
    Bytes cookie = Bytes.of("session=4711");
    assertThat(field(cookie)).isEqualTo(KeyedHash.of(cookie));
    verdicts.add(field(cookie), KNOWN, null);
    verdicts.add(field(cookie), KNOWN, null);
    assertThat(verdicts.find(field(cookie))).isNotNull();
    assertThat(verdicts.find(name("session=4711"))).isNull();
  }

  @Test
  void learn_more_of_a_text_that_they_know() {
    for (int i = 0; i < 2; i++) {
      verdicts.add(name("lang"), KNOWN, HITS);
    }
    verdicts.add(name("lang"), new long[] {7}, null);
    Verdicts.Entry entry = Objects.requireNonNull(verdicts.find(name("lang")));
    assertThat(entry.known).containsExactly(7);
    assertThat(entry.hits).isNull();
  }

  /// However many texts come, each is answered for itself or not at all.
  @Test
  void never_answer_for_another_text() {
    int found = 0;
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 40_000; i++) {
        Verdicts.Entry entry = verdicts.find(name("text " + i));
        if (entry != null) {
          assertThat(entry.known[0]).isEqualTo(i);
          found++;
        }
        verdicts.add(name("text " + i), new long[] {i}, null);
      }
    }
    for (int i = 0; i < 100; i++) {
      verdicts.add(name("new " + i), new long[] {i}, null);
      verdicts.add(name("new " + i), new long[] {i}, null);
      assertThat(Objects.requireNonNull(verdicts.find(name("new " + i))).known[0]).isEqualTo(i);
    }
    assertThat(found).isLessThan(120_000);
  }

  @Test
  void are_not_kept_of_long_texts() {
    assertThat(Verdicts.name(Bytes.of("a".repeat(128)), false)).isNotNull();
    assertThat(Verdicts.name(Bytes.of("a".repeat(129)), false)).isNull();
    assertThat(Verdicts.name(Bytes.of("a".repeat(2_048)), true)).isNotNull();
    assertThat(Verdicts.name(Bytes.of("a".repeat(2_049)), true)).isNull();
  }

  private static Object name(String text) {
    return Objects.requireNonNull(Verdicts.name(Bytes.of(text), false));
  }

  private static Object field(Bytes text) {
    return Objects.requireNonNull(Verdicts.name(text, true));
  }
}
