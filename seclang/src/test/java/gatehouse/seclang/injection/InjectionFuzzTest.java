package gatehouse.seclang.injection;

import gatehouse.seclang.Fuzz;
import gatehouse.seclang.operator.InjectionDetector;
import gatehouse.seclang.text.Bytes;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The detectors answer whatever they are shown, in time that grows with it only.
class InjectionFuzzTest {
  private static final int ROUNDS = 20_000;
  private static final String[] SNIPPETS = Fuzz.units().toArray(String[]::new);

  static Stream<InjectionDetector> detectors() {
    return Stream.of(new SqlInjection(), new MarkupInjection());
  }

  @ParameterizedTest
  @MethodSource("detectors")
  void answer_whatever_they_are_shown(InjectionDetector detector) {
    Random random = new Random(64);
    for (int round = 0; round < ROUNDS; round++) {
      Bytes value = Bytes.of(Fuzz.drawn(SNIPPETS, 20, random));
      detector.detect(value);
      // A part of a larger array, as values are.
      Bytes framed = Bytes.of("'" + value + "'");
      detector.detect(framed.slice(1, framed.length() - 1));
    }
  }

  @ParameterizedTest
  @MethodSource("detectors")
  void see_the_value_alone_and_not_what_lies_around_it(InjectionDetector detector) {
    Random random = new Random(65);
    for (int round = 0; round < ROUNDS; round++) {
      String text = Fuzz.drawn(SNIPPETS, 12, random);
      Bytes framed = Bytes.of("x' or 1=1 --" + text + "<script>'");
      Bytes inside = framed.slice(12, 12 + text.length());
      org.assertj.core.api.Assertions.assertThat(detector.detect(inside))
          .as(text)
          .isEqualTo(detector.detect(Bytes.of(text)));
    }
  }

  @ParameterizedTest
  @MethodSource("detectors")
  void take_time_by_the_length_of_the_value_only(InjectionDetector detector) {
    Random random = new Random(66);
    for (String unit : SNIPPETS) {
      Bytes value = Fuzz.repeated(unit);
      Fuzz.staysLinear(unit, () -> detector.detect(value));
    }
    for (int round = 0; round < 60; round++) {
      String unit = "x" + Fuzz.drawn(SNIPPETS, 6, random);
      Bytes value = Fuzz.repeated(unit);
      Fuzz.staysLinear(unit, () -> detector.detect(value));
    }
  }
}
