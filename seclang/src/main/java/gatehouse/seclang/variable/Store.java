package gatehouse.seclang.variable;

import gatehouse.seclang.text.Bytes;
import org.jspecify.annotations.Nullable;

/// What `setvar` and `expirevar` write to. Keys compare without regard to ASCII case.
public interface Store {
  /// The value under a key, or null.
  @Nullable Bytes get(Bytes key);

  void set(Bytes key, Bytes value);

  /// Adds to the number under a key, which counts as 0 when it is none, and gives the sum.
  long add(Bytes key, long amount);

  void remove(Bytes key);

  /// Removes a key once so many seconds have passed.
  void expire(Bytes key, long seconds);
}
