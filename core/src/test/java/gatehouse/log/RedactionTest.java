package gatehouse.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gatehouse.model.Snapshot;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

final class RedactionTest {
  private final Redaction redaction = Redaction.of(Snapshot.EMPTY);

  private WeakReference<String> asked(String begin, int length) {
    String name = begin + "x".repeat(length);
    assertThat(redaction.hides(name)).isEqualTo(begin.equals("password"));
    return new WeakReference<>(name);
  }

  /// A client could fill the memory with them: two thousand are remembered.
  @Test
  void does_not_keep_what_is_too_long_for_a_name() {
    for (String begin : new String[] {"password", "page"}) {
      WeakReference<String> name = asked(begin, 100_000);
      await()
          .until(() -> {
            System.gc();
            return name.refersTo(null);
          });
    }
  }
}
