package gatehouse.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class CarriedTest {
  private final Carried carried = new Carried(Runnable::run);

  private static final class Cache implements AutoCloseable {
    private int closed;

    @Override
    public void close() {
      closed++;
    }
  }

  @Test
  void lives_as_long_as_one_plan_uses_it() {
    Carried.Lease first = carried.lease();
    Cache cache = first.get("p:cache", Cache.class, Cache::new);
    assertThat(first.get("p:cache", Cache.class, Cache::new)).isSameAs(cache);
    Carried.Lease second = carried.lease();
    assertThat(second.get("p:cache", Cache.class, Cache::new)).isSameAs(cache);
    first.close();
    first.close();
    assertThat(cache.closed).isZero();
    second.close();
    assertThat(cache.closed).isOne();
    Carried.Lease third = carried.lease();
    assertThat(third.get("p:cache", Cache.class, Cache::new)).isNotSameAs(cache);
  }

  @Test
  void is_given_up_where_the_next_plan_does_not_ask_for_it() {
    Carried.Lease first = carried.lease();
    Cache cache = first.get("p:cache", Cache.class, Cache::new);
    Carried.Lease second = carried.lease();
    first.close();
    second.close();
    assertThat(cache.closed).isOne();
  }

  @Test
  void one_key_stands_for_one_type() {
    Carried.Lease lease = carried.lease();
    lease.get("p:x", Cache.class, Cache::new);
    assertThatThrownBy(() -> lease.get("p:x", String.class, () -> ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("p:x");
  }

  @Test
  void what_could_not_be_made_is_made_again() {
    Carried.Lease lease = carried.lease();
    assertThatThrownBy(() ->
            lease.get(
                "p:x",
                Cache.class,
                () -> {
                  throw new IllegalStateException("no");
                }))
        .hasMessage("no");
    assertThat(lease.get("p:x", Cache.class, Cache::new).closed).isZero();
  }
}
