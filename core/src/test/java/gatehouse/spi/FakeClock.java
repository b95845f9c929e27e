package gatehouse.spi;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that stands still until a test moves it.
public final class FakeClock implements InstantSource {
  private volatile Instant now;

  /// A clock that shows a time such as `2026-01-31T12:00:00Z`.
  public FakeClock(String time) {
    now = Instant.parse(time);
  }

  @Override
  public Instant instant() {
    return now;
  }

  /// Moves the clock.
  public void advance(Duration by) {
    now = now.plus(by);
  }

  /// Sets the clock, also backwards.
  public void set(String time) {
    now = Instant.parse(time);
  }
}
