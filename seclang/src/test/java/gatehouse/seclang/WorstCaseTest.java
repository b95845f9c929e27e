package gatehouse.seclang;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the dearest of many hostile requests cost, by work counted: [WorstCase] searches on and
/// measures time as well.
class WorstCaseTest {
  private static final int SIZE = 8 * WorstCase.KIBIBYTE;

  /// Measured 4.4.
  private static final int MOST_TIMES_ORDINARY = 12;

  private static final int CLIMBS = 60;
  private static final int STRIDE = 8;

  private record Found(HostileInput input, double workPerByte) {}

  /// Some of the seeds, then some steps of the climb from the dearest.
  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void no_request_makes_much_more_work_than_an_ordinary_text(int level) throws Exception {
    Path rules = SharedData.path("crs");
    WorstCase worst = new WorstCase(WorstCase.load(rules, level), rules, 1);
    double ordinary = ordinary(worst);
    List<HostileInput> seeds = worst.seeds();
    Found dearest = new Found(seeds.getFirst(), 0);
    for (int i = 0; i < seeds.size(); i += STRIDE) {
      dearest = dearer(dearest, seeds.get(i), worst);
    }
    for (int i = 0; i < CLIMBS; i++) {
      dearest = dearer(dearest, worst.mutant(dearest.input), worst);
    }
    System.out.printf(
        "paranoia %d: %.0f units a byte, ordinary %.0f: %s%n",
        level, dearest.workPerByte, ordinary, dearest.input);

    assertThat(dearest.workPerByte)
        .as(dearest.input.toString())
        .isBetween(ordinary, MOST_TIMES_ORDINARY * ordinary);
  }

  /// The median of all kinds.
  private static double ordinary(WorstCase worst) {
    double[] costs =
        Arrays.stream(OrdinaryTexts.Kind.values())
            .mapToDouble(kind -> worst.ordinary(kind, SIZE).workPerByte())
            .sorted()
            .toArray();
    return costs[costs.length / 2];
  }

  private static Found dearer(Found known, HostileInput input, WorstCase worst) {
    Found found = new Found(input, worst.cost(input.request(SIZE)).workPerByte());
    return found.workPerByte > known.workPerByte ? found : known;
  }
}
