package gatehouse.plugin.auth.token;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The keys that tokens are signed with. One signs; the one that will be next is published long
/// before, and one that has signed until its last token has expired, so that whoever verifies
/// always knows the key that it meets.
public final class SigningKeys {
  private final @Nullable Rotation rotation;
  private volatile State state;

  /// How keys come and go.
  ///
  /// @param every how long one signs
  /// @param overlap how long it stays published afterwards
  public record Rotation(
      JwsAlgorithm algorithm, Duration every, Duration overlap, InstantSource clock) {}

  private record Retired(SigningKey key, long until) {}

  private record State(
      SigningKey current, List<SigningKey> others, List<Retired> retired, long until) {}

  private SigningKeys(@Nullable Rotation rotation, State first) {
    this.rotation = rotation;
    this.state = first;
  }

  /// Keys that somebody else keeps: the first one signs, all are published.
  public static SigningKeys of(List<SigningKey> keys) {
    return new SigningKeys(
        null, new State(keys.getFirst(), keys.subList(1, keys.size()), List.of(), Long.MAX_VALUE));
  }

  /// Keys that are made here, and made anew.
  public static SigningKeys rotating(Rotation rotation) {
    return new SigningKeys(
        rotation, begun(rotation, SigningKey.generate(rotation.algorithm), List.of()));
  }

  private static State begun(Rotation rotation, SigningKey current, List<Retired> retired) {
    long until = rotation.clock.millis() + rotation.every.toMillis();
    return new State(current, List.of(SigningKey.generate(rotation.algorithm)), retired, until);
  }

  /// The key that signs now. May make a new one, which takes its time.
  public SigningKey signer() {
    State now = state;
    return rotation == null || rotation.clock.millis() < now.until
        ? now.current
        : rotated(rotation).current;
  }

  private synchronized State rotated(Rotation rotation) {
    State before = state;
    long now = rotation.clock.millis();
    if (now >= before.until) {
      List<Retired> retired = new ArrayList<>();
      before.retired.stream().filter(r -> now < r.until).forEach(retired::add);
      retired.add(new Retired(before.current, now + rotation.overlap.toMillis()));
      state = begun(rotation, before.others.getFirst(), List.copyOf(retired));
    }
    return state;
  }

  /// The public halves of all that tokens in use may be signed with, and of the next one.
  public List<String> published() {
    State now = state;
    List<String> keys = new ArrayList<>();
    keys.add(now.current.jwk());
    now.others.forEach(key -> keys.add(key.jwk()));
    for (Retired retired : now.retired) {
      if (rotation == null || rotation.clock.millis() < retired.until) {
        keys.add(retired.key.jwk());
      }
    }
    return keys;
  }
}
