package gatehouse.listen;

import io.netty.channel.Channel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The client connections of the process: counted, bounded, and told to finish when it stops.
public final class Connections {
  private final int limit;
  private final Set<Channel> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong numbers = new AtomicLong();
  private volatile boolean draining;

  /// @param limit open at once; more are closed as they come
  public Connections(int limit) {
    this.limit = limit;
  }

  boolean admit(Channel channel) {
    accepted.incrementAndGet();
    if (open.size() >= limit || draining) {
      return false;
    }
    open.add(channel);
    channel.closeFuture().addListener(_ -> open.remove(channel));
    return true;
  }

  long nextNumber() {
    return numbers.incrementAndGet();
  }

  /// Accepted since the start.
  public long accepted() {
    return accepted.get();
  }

  /// Open now.
  public int open() {
    return open.size();
  }

  /// Tells all of them to finish what is under way and close.
  public void drain() {
    draining = true;
    for (Channel channel : open) {
      channel.eventLoop().execute(() -> Listeners.drain(channel));
    }
  }

  /// Closes what is still open.
  public void close() {
    open.forEach(Channel::close);
  }
}
