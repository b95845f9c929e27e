package gatehouse.flow;

import java.util.concurrent.atomic.AtomicLong;

/// The memory that all bodies held whole may take together.
public final class BodyMemory {
  private final long limit;
  private final AtomicLong used = new AtomicLong();

  /// @param limit bytes
  public BodyMemory(long limit) {
    this.limit = limit;
  }

  /// Takes that many bytes, or none if they are not there.
  boolean take(long bytes) {
    if (used.addAndGet(bytes) > limit) {
      used.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  /// Takes that many bytes even if they are not there.
  void force(long bytes) {
    used.addAndGet(bytes);
  }

  void give(long bytes) {
    used.addAndGet(-bytes);
  }

  /// What is held at this moment, in bytes.
  public long used() {
    return used.get();
  }
}
