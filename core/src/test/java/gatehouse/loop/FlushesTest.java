package gatehouse.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is written in one turn of a loop leaves at its end.
final class FlushesTest {
  /// Its loop is the one whose turns these are; the others run what waits whenever they write.
  private final EmbeddedChannel turns = new EmbeddedChannel();

  private final EmbeddedChannel first = new EmbeddedChannel();
  private final EmbeddedChannel second = new EmbeddedChannel();
  private long nanos;
  private final Flushes flushes = new Flushes(turns.eventLoop(), () -> nanos);

  @AfterEach
  void close() {
    turns.finishAndReleaseAll();
    first.finishAndReleaseAll();
    second.finishAndReleaseAll();
  }

  @Test
  void messages_of_one_turn_leave_together_when_it_ends() {
    send(first, "a");
    send(second, "b");
    assertThat(sent(first)).isEmpty();
    assertThat(sent(second)).isEmpty();
    turns.runPendingTasks();
    assertThat(sent(first)).isEqualTo("a");
    assertThat(sent(second)).isEqualTo("b");
  }

  @Test
  void each_turn_has_an_end_of_its_own() {
    send(first, "a");
    turns.runPendingTasks();
    send(first, "b");
    assertThat(sent(first)).isEqualTo("a");
    turns.runPendingTasks();
    assertThat(sent(first)).isEqualTo("b");
  }

  @Test
  void nobody_waits_longer_than_a_millisecond_for_others() {
    send(first, "a");
    nanos = 999_999;
    send(second, "b");
    assertThat(sent(first)).isEmpty();
    nanos = 1_000_000;
    send(second, "c");
    assertThat(sent(first)).isEqualTo("a");
    assertThat(sent(second)).isEqualTo("bc");
  }

  @Test
  void no_more_than_32_wait_for_each_other() {
    for (int i = 0; i < 31; i++) {
      send(second, "b");
    }
    assertThat(sent(second)).isEmpty();
    send(first, "a");
    assertThat(sent(first)).isEqualTo("a");
    assertThat(sent(second)).hasSize(31);
  }

  @Test
  void a_long_message_does_not_wait() {
    send(first, "a");
    send(second, "b".repeat(20_000));
    assertThat(sent(second)).hasSize(20_000);
    assertThat(sent(first)).isEmpty();
  }

  @Test
  void what_is_written_because_others_left_leaves_too() {
    first
        .pipeline()
        .addLast(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void flush(ChannelHandlerContext ctx) {
                ctx.flush();
                ctx.pipeline().remove(this);
                send(second, "b");
              }
            });
    send(first, "a");
    turns.runPendingTasks();
    assertThat(sent(first)).isEqualTo("a");
    assertThat(sent(second)).isEqualTo("b");
  }

  @Test
  void a_channel_that_closes_meanwhile_holds_up_nobody() {
    send(first, "a");
    send(second, "b");
    first.close();
    turns.runPendingTasks();
    assertThat(sent(second)).isEqualTo("b");
  }

  private void send(EmbeddedChannel channel, String text) {
    channel.write(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    flushes.soon(channel);
  }

  private static String sent(EmbeddedChannel channel) {
    StringBuilder all = new StringBuilder();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      all.append(part.toString(StandardCharsets.US_ASCII));
      part.release();
    }
    return all.toString();
  }
}
