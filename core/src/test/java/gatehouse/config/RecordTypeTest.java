package gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Inline;
import gatehouse.spi.schema.Missing;
import gatehouse.yaml.Node;
import gatehouse.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordTypeTest {
  /// Stands inline.
  public record Shared(String firstName, @Nullable @Default("7") Integer age) {}

  /// One field would look like none that is inline.
  public record Single(boolean only) {}

  /// Holds both.
  public record Outer(int before, @Inline Shared shared, @Inline Single single, String after) {}

  /// Has rules of its own.
  public record Strict(String text) implements Checked {
    @Override
    public void check(Check check) {}
  }

  /// Cannot be.
  public record Wrong(@Inline Strict strict) {}

  /// Lacks some of Kong's.
  @Missing(
      """
      nothing
      number: 1.1
      list: [a, b]
      any: *
      """)
  public record Lacking(String own) {}

  @Test
  void an_inline_record_has_its_fields_among_the_others() {
    RecordType type = RecordType.of(Outer.class);
    assertThat(type.fields().stream().map(Field::name))
        .containsExactly("before", "first_name", "age", "only", "after");
    Outer outer = (Outer) type.make(new @Nullable Object[] {1, "x", 7, true, "y"});
    assertThat(outer).isEqualTo(new Outer(1, new Shared("x", 7), new Single(true), "y"));
    assertThat(type.fields().stream().map(f -> f.read(outer)))
        .containsExactly(1, "x", 7, true, "y");
    assertThat(type.find("shared")).isNull();
    assertThat(RecordType.of(Single.class).fields().getFirst().read(new Single(true)))
        .isEqualTo(true);
  }

  @Test
  void a_record_with_rules_does_not_stand_inline() {
    assertThatThrownBy(() -> RecordType.of(Wrong.class)).hasMessageContaining("rules of its own");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "fine",
      value = {
        "nothing: null     | fine",
        "nothing:          | fine",
        "nothing: 0        | not supported by this gateway; leave it out",
        "nothing: []       | not supported by this gateway; leave it out",
        "number: 1.1       | fine",
        "number: '1.1'     | fine",
        "number: 1.10      | not supported by this gateway; only 1.1 is",
        "list: [a, b]      | fine",
        "list: [b, a]      | not supported by this gateway; only [a, b] is",
        "list: {a: b}      | not supported by this gateway; only [a, b] is",
        "any: {a: [1]}     | fine"
      })
  void a_field_that_is_missing_may_say_what_is_so_anyway(String line, @Nullable String complaint) {
    List<Node> documents =
        new YamlReader(
                "x",
                (_, _, _, message) -> {
                  throw new AssertionError(message);
                })
            .read(line.getBytes(StandardCharsets.UTF_8));
    Node.Entry entry = ((Node.Mapping) documents.getFirst()).entries().getFirst();
    MissingFields missing = RecordType.of(Lacking.class).missing();
    assertThat(missing.has("own")).isFalse();
    assertThat(missing.complaint(entry.name(), entry.value())).isEqualTo(complaint);
  }
}
