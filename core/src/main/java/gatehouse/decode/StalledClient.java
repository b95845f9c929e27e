package gatehouse.decode;

import gatehouse.loop.Deadline;
import io.netty.channel.Channel;
import java.time.Duration;

/// Watches a client that does not read its answer. One that reads slowly is left in peace as long
/// as it reads at all; one that has stopped loses its connection.
final class StalledClient {
  private final Channel channel;
  private final Deadline deadline;
  private final Duration patience;
  private long unreadBefore;

  /// @param deadline calls [#check] when it expires
  StalledClient(Channel channel, Deadline deadline, Duration patience) {
    this.channel = channel;
    this.deadline = deadline;
    this.patience = patience;
  }

  /// The client has more waiting for it than it should.
  void begin() {
    unreadBefore = channel.bytesBeforeWritable();
    deadline.in(patience);
  }

  /// Time is up: has it read anything meanwhile?
  void check() {
    long unread = channel.bytesBeforeWritable();
    if (unread > 0 && unread >= unreadBefore) {
      channel.close();
    } else if (unread > 0) {
      begin();
    }
  }
}
