package gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gatehouse.model.Consumer;
import gatehouse.model.Route;
import gatehouse.model.Service;
import gatehouse.spi.Exchange;
import gatehouse.spi.OnRequest;
import gatehouse.spi.Plugin;
import gatehouse.spi.Policy;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Doc;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What a plugin finds in the workshop of a running gateway.
final class WorkshopTest {
  private static final BlockingQueue<User> MADE = new LinkedBlockingQueue<>();

  /// Uses what there is.
  @Policy(name = "user", priority = 10, summary = "Uses the workshop.")
  public static final class User implements OnRequest {
    /// @param number of the configuration
    public record Config(@Doc("Which configuration it is of.") int number) {}

    private final Workshop workshop;
    private final AtomicInteger carried;
    private final AtomicInteger runs = new AtomicInteger();
    private final Workshop.Repetition repetition;

    public User(Config config, Workshop workshop) {
      this.workshop = workshop;
      carried = workshop.carried("user:count", AtomicInteger.class, AtomicInteger::new);
      carried.incrementAndGet();
      repetition =
          workshop.every(
              Duration.ofMillis(5),
              () -> {
                runs.incrementAndGet();
                throw new IllegalStateException("a run that fails does not end the repetition");
              });
      MADE.add(this);
    }

    @Override
    public Step onRequest(Exchange x) {
      return Step.NEXT;
    }

    @Override
    public void close() {
      repetition.close();
    }
  }

  private static String yaml(int number) {
    return """
    _format_version: "3.0"
    services: [{name: s, url: "http://a.test", routes: [{name: r, paths: [/]}]}]
    consumers: [{username: alice}, {username: bob}]
    plugins: [{name: user, config: {number: %d}}]
    """
        .formatted(number);
  }

  private static User made() throws InterruptedException {
    return Objects.requireNonNull(MADE.poll(20, TimeUnit.SECONDS));
  }

  @Test
  void entities_repetitions_and_what_is_carried_over_a_swap() throws Exception {
    List<Class<? extends Plugin>> plugins = List.of(User.class);
    try (TestGate gate = TestGate.with(plugins, yaml(1))) {
      User first = made();
      Service service = Objects.requireNonNull(first.workshop.entities().find(Service.class, "s"));
      assertThat(first.workshop.entities().find(Service.class, service.id())).isSameAs(service);
      assertThat(first.workshop.entities().find(Route.class, "s")).isNull();
      assertThat(first.workshop.entities().all(Consumer.class))
          .extracting(Consumer::username)
          .containsExactly("alice", "bob");
      await().until(() -> first.runs.get() > 2);

      gate.swap(yaml(2));
      User second = made();
      assertThat(second.carried).isSameAs(first.carried);
      assertThat(second.carried).hasValue(2);
      await().until(() -> second.runs.get() > 2);
      int runs = first.runs.get();
      int more = second.runs.get() + 5;
      await().until(() -> second.runs.get() > more);
      // One run may have been under way when the first plan ended.
      assertThat(first.runs.get()).isLessThanOrEqualTo(runs + 1);
      BlockingQueue<String> said = new LinkedBlockingQueue<>();
      second.workshop.background().execute(() -> said.add("done"));
      assertThat(said.poll(20, TimeUnit.SECONDS)).isEqualTo("done");
    }
  }
}
