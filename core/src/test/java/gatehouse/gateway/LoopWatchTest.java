package gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.spi.Answer;
import gatehouse.spi.Exchange;
import gatehouse.spi.OnRequest;
import gatehouse.spi.Plugin;
import gatehouse.spi.Policy;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Doc;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A plugin that keeps an event loop from its work fails every test that uses it.
final class LoopWatchTest {
  /// Keeps its loop.
  @Policy(name = "blocker", priority = 10, summary = "Blocks.")
  public static final class Blocker implements OnRequest {
    /// @param how it blocks
    public record Config(@Doc("How it blocks.") String how) {}

    private final Config config;

    public Blocker(Config config, Workshop workshop) {
      this.config = config;
    }

    @Override
    public Step onRequest(Exchange x) {
      if (config.how.equals("elsewhere")) {
        return x.offload(() -> {
          Thread.sleep(200);
          return new Step.Stop(Answer.empty(204));
        });
      }
      try {
        block();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      return new Step.Stop(Answer.empty(204));
    }

    private void block() throws Exception {
      switch (config.how) {
        case "sleep" -> Thread.sleep(200);
        case "future" ->
            new CompletableFuture<String>().completeOnTimeout("", 200, TimeUnit.MILLISECONDS).get();
        case "socket" -> readSocket();
        case "compute" -> {
          var threads = ManagementFactory.getThreadMXBean();
          long until = threads.getCurrentThreadCpuTime() + 300_000_000;
          while (threads.getCurrentThreadCpuTime() < until) {
            Thread.onSpinWait();
          }
        }
        default -> throw new IllegalArgumentException(config.how);
      }
    }

    private static void readSocket() throws IOException {
      try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
        socket.setSoTimeout(200);
        InputStream in = socket.getInputStream();
        in.read();
      } catch (java.net.SocketTimeoutException e) {
        // That was the point.
      }
    }
  }

  private static TestGate gate(String how) throws Exception {
    return TestGate.with(
        List.<Class<? extends Plugin>>of(Blocker.class),
        """
        _format_version: "3.0"
        routes: [{name: r, paths: [/]}]
        plugins: [{name: blocker, config: {how: %s}}]
        """
            .formatted(how));
  }

  private static int ask(TestGate gate) throws Exception {
    try (RawHttp client = gate.connect()) {
      return client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read().status();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sleep", "future", "socket"})
  void a_loop_that_is_kept_from_its_work_fails_the_test(String how) throws Exception {
    TestGate gate = gate(how);
    while (!gate.isKept()) {
      // On a busy machine the watch may itself be kept from looking at the right moment.
      assertThat(ask(gate)).isEqualTo(204);
    }
    assertThatThrownBy(gate::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("kept from its work");
  }

  @Test
  void a_loop_that_computes_for_long_is_found() throws Exception {
    try (TestGate gate = gate("compute")) {
      LoopWatch strict = LoopWatch.over(gate.gateway().eventLoops(), 200_000_000);
      while (strict.found().isEmpty()) {
        assertThat(ask(gate)).isEqualTo(204);
      }
      assertThat(strict.end().getFirst()).contains("computed");
    }
  }

  @Test
  void work_that_is_done_elsewhere_does_not() throws Exception {
    try (TestGate gate = gate("elsewhere")) {
      assertThat(ask(gate)).isEqualTo(204);
    }
  }
}
