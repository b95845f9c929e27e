package gatehouse.seclang;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.seclang.variable.VariableName;
import java.lang.management.ManagementFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// What is left of a request when it is over.
class RetentionTest {
  private static final int MEBIBYTE = 1 << 20;
  private static final String FORM = "application/x-www-form-urlencoded";

  /// As many as are looked ahead for. Each changes the value, so that a thread holds a byte string
  /// of its size for each of them while it looks.
  private static final String RULES =
      """
      SecRequestBodyNoFilesLimit 13107200
      SecRule ARGS "@rx evil" "id:1,phase:2,deny,t:none,t:lowercase"
      SecRule ARGS "@rx evil" "id:2,phase:2,deny,t:none,t:uppercase"
      SecRule ARGS "@rx evil" "id:3,phase:2,deny,t:none,t:urlDecodeUni"
      SecRule ARGS "@rx evil" "id:4,phase:2,deny,t:none,t:removeWhitespace"
      SecRule ARGS "@rx evil" "id:5,phase:2,deny,t:none,t:htmlEntityDecode"
      SecRule ARGS "@rx evil" "id:6,phase:2,deny,t:none,t:urlDecodeUni,t:lowercase,t:removeWhitespace"
      SecRule ARGS "@rx evil" "id:7,phase:2,deny,t:none,t:hexEncode"
      SecRule ARGS "@rx evil" "id:8,phase:2,deny,t:none,t:base64Encode"
      """;

  @Test
  void a_thread_keeps_nothing_of_a_large_value() throws Exception {
    Waf waf = Exchange.waf(RULES);
    String body = "a=" + "%2541+Bc%26lt;".repeat(MEBIBYTE / 14);
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      thread.submit(() -> Exchange.with(waf).post(FORM, "a=b").run()).get();
      long before = used();
      thread.submit(() -> inspect(waf, body)).get();
      assertThat(used() - before).isLessThan(MEBIBYTE / 2);
    }
  }

  private static void inspect(Waf waf, String body) {
    Exchange exchange = Exchange.with(waf).post(FORM, body).run();
    assertThat(exchange.variable(VariableName.ARGS_COMBINED_SIZE)).hasSize(6); // digits
    assertThat(exchange.ids()).isEmpty();
  }

  private static long used() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}
