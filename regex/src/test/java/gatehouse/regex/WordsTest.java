package gatehouse.regex;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static List<byte[]> words(String... words) {
    return Stream.of(words).map(WordsTest::bytes).toList();
  }

  @Test
  void finds_the_word_that_ends_first_and_the_longest_there() {
    WordList list = WordList.of(words("hers", "she", "he", "his"), false);

    assertThat(list.first(bytes("ushers"), 0, 6)).isEqualTo(new WordList.Hit(1, 1, 4));
    assertThat(list.first(bytes("ushers"), 2, 6)).isEqualTo(new WordList.Hit(2, 2, 4));
    assertThat(list.first(bytes("ush"), 0, 3)).isNull();
    assertThat(list.find(bytes("SHE"), 0, 3)).isFalse();
  }

  @Test
  void finds_a_word_inside_a_longer_one_that_was_not_finished() {
    WordList list = WordList.of(words("abcd", "bc"), false);

    assertThat(list.first(bytes("xabce"), 0, 5)).isEqualTo(new WordList.Hit(1, 2, 4));
  }

  @Test
  void ignores_ascii_case_only() {
    WordList list = WordList.of(words("SeLect", "\u00e9"), true);

    assertThat(list.find(bytes("xsElEcTx"), 0, 8)).isTrue();
    assertThat(list.find(bytes("\u00c9"), 0, 1)).isFalse();
  }

  @Test
  void refuses_an_empty_word() {
    assertThatThrownBy(() -> WordList.of(words("a", ""), true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void finds_nothing_with_no_words() {
    assertThat(WordList.of(List.of(), true).find(bytes("abc"), 0, 3)).isFalse();
  }

  @Test
  void tells_every_owner_of_a_word() {
    Literals literals =
        Literals.of(List.of(words("he", "x"), words("she"), List.of(), words("HE", "zz")));
    long[] found = new long[literals.words()];

    literals.scan(bytes("aSHEa"), 0, 5, new long[] {-1}, found);

    assertThat(found).containsExactly(0b1011);
  }

  @Test
  void looks_no_further_than_for_the_owners_that_matter() {
    Literals literals = Literals.of(List.of(words("he"), words("she"), words("zz")));
    long[] found = new long[literals.words()];

    literals.scan(bytes("hea she zz"), 0, 10, new long[] {0b11}, found);

    assertThat(found).containsExactly(0b011);
  }

  @Test
  void uses_every_byte_value() {
    List<byte[]> all = new ArrayList<>();
    for (int value = 0; value < 256; value++) {
      all.add(new byte[] {(byte) value, (byte) (value + 1)});
    }
    WordList list = WordList.of(all, false);

    assertThat(list.first(new byte[] {0, 5, 7, (byte) 255, 0}, 0, 5))
        .isEqualTo(new WordList.Hit(255, 3, 5));
  }

  @Test
  void agrees_with_plain_search_on_drawn_lists() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 300; round++) {
      boolean ignoreCase = random.nextBoolean();
      List<String> words = drawn(random, 1 + random.nextInt(12), 1, 4);
      WordList list = WordList.of(words.stream().map(WordsTest::bytes).toList(), ignoreCase);
      List<List<byte[]>> owners = words.stream().map(word -> List.of(bytes(word))).toList();
      Literals literals = Literals.of(owners);
      for (String text : drawn(random, 20, 0, 30)) {
        assertThat(list.first(bytes(text), 0, text.length()))
            .as("%s in %s", words, text)
            .isEqualTo(plainFirst(words, text, ignoreCase));
        long[] found = new long[1];
        literals.scan(bytes(text), 0, text.length(), new long[] {-1}, found);
        for (int i = 0; i < words.size(); i++) {
          assertThat((found[0] >>> i & 1) != 0)
              .isEqualTo(lower(text).contains(lower(words.get(i))));
        }
      }
    }
  }

  /// Nodes beyond what the table holds are walked; of too many nodes none is in it.
  @ParameterizedTest
  @ValueSource(ints = {1_000, 20_000})
  void agrees_with_plain_search_on_a_list_too_large_for_a_table(int size) {
    SplittableRandom random = new SplittableRandom(8);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      words.add(Integer.toString(random.nextInt(1_000_000_000), 36) + ":");
    }
    WordList list = WordList.of(words.stream().map(WordsTest::bytes).toList(), false);

    for (int i = 0; i < 500; i++) {
      String word = words.get(random.nextInt(words.size()));
      String text = word.substring(1) + "x" + word.substring(0, word.length() - 1) + word;
      WordList.Hit hit = list.first(bytes(text), 0, text.length());
      assertThat(hit).isEqualTo(plainFirst(words, text, false));
    }
    assertThat(list.bytes()).isLessThan(4_000_000);
  }

  private static WordList.@Nullable Hit plainFirst(
      List<String> words, String text, boolean ignoreCase) {
    for (int end = 1; end <= text.length(); end++) {
      WordList.Hit best = null;
      for (int i = 0; i < words.size(); i++) {
        String word = ignoreCase ? lower(words.get(i)) : words.get(i);
        String before = text.substring(0, end);
        if ((ignoreCase ? lower(before) : before).endsWith(word)
            && (best == null || word.length() > end - best.start())) {
          best = new WordList.Hit(i, end - word.length(), end);
        }
      }
      if (best != null) {
        return best;
      }
    }
    return null;
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static List<String> drawn(SplittableRandom random, int count, int min, int max) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = min + random.nextInt(max - min + 1); j > 0; j--) {
        text.append("abABc".charAt(random.nextInt(5)));
      }
      texts.add(text.toString());
    }
    return texts;
  }
}
