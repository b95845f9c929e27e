package gatehouse.decode;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.spi.Query;
import gatehouse.spi.Query.Arg;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueryArgumentsTest {
  private static final int PLENTY = 100;

  @Test
  void keeps_order_repetition_and_missing_values() {
    Query query = QueryArguments.decode("b=2&a=1&b=&c&=x&&d=e=f", PLENTY);

    assertThat(query.args())
        .containsExactly(
            new Arg("b", "2"),
            new Arg("a", "1"),
            new Arg("b", ""),
            new Arg("c", null),
            new Arg("", "x"),
            new Arg("d", "e=f"));
  }

  @Test
  void decodes_names_and_values_once() {
    assertThat(QueryArguments.decode("k%65y=a+b%2B%2541&caf%C3%A9=%F0%9F%94%91", PLENTY).args())
        .containsExactly(new Arg("key", "a b+%41"), new Arg("café", "🔑"));
  }

  @Test
  void leaves_malformed_escapes_and_marks_bytes_that_are_no_text() {
    assertThat(QueryArguments.decode("a=%zz&b=%4&c=%&d=%FF", PLENTY).args())
        .containsExactly(
            new Arg("a", "%zz"), new Arg("b", "%4"), new Arg("c", "%"), new Arg("d", "\uFFFD"));
  }

  @Test
  void is_empty_without_arguments() {
    for (String raw : List.of("", "&", "&&")) {
      assertThat(QueryArguments.decode(raw, PLENTY)).isSameAs(Query.EMPTY);
    }
    assertThat(QueryArguments.decode(null, PLENTY)).isSameAs(Query.EMPTY);
  }

  @Test
  void keeps_no_more_arguments_than_allowed() {
    assertThat(QueryArguments.decode("&a=1".repeat(1000), 3).args()).hasSize(3);
  }
}
