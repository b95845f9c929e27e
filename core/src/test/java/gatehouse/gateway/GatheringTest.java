package gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.log.Drain;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

final class GatheringTest {
  private final List<List<Integer>> batches = new CopyOnWriteArrayList<>();
  private final Set<Drain> running = ConcurrentHashMap.newKeySet();

  private static <T> CompletableFuture<Void> add(Gathering<T> to, T item) {
    return to.add(item).toCompletableFuture();
  }

  @Test
  void what_comes_while_a_batch_is_worked_on_makes_the_next_in_its_order() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Gathering<Integer> gathering =
        new Gathering<>(
            "test",
            batch -> {
              batches.add(List.copyOf(batch));
              begun.countDown();
              await(goOn);
            },
            running);
    CompletableFuture<Void> first = add(gathering, 0);
    await(begun);
    List<CompletableFuture<Void>> others = new ArrayList<>();
    for (int i = 1; i < 100; i++) {
      others.add(add(gathering, i));
    }
    assertThat(first).isNotDone();
    assertThat(others).noneMatch(CompletableFuture::isDone);
    goOn.countDown();
    first.get(10, TimeUnit.SECONDS);
    others.getLast().get(10, TimeUnit.SECONDS);
    assertThat(batches).hasSize(2);
    assertThat(batches.get(1)).hasSize(99).isSorted();
  }

  @Test
  void a_batch_that_fails_tells_those_who_are_in_it_and_no_others() throws Exception {
    Gathering<Integer> gathering =
        new Gathering<>(
            "test",
            batch -> {
              if (batch.contains(1)) {
                throw new IllegalStateException("as asked");
              }
            },
            running);
    assertThatThrownBy(() -> add(gathering, 1).get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("as asked");
    assertThat(add(gathering, 2).get(10, TimeUnit.SECONDS)).isNull();
  }

  @Test
  void more_than_may_wait_is_rejected_at_once() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    Gathering<Integer> gathering = new Gathering<>("test", _ -> await(goOn), running);
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 25_000; i++) {
      all.add(add(gathering, i));
    }
    assertThatThrownBy(() -> all.getLast().get(0, TimeUnit.SECONDS))
        .hasCauseInstanceOf(RejectedExecutionException.class);
    goOn.countDown();
    all.getFirst().get(10, TimeUnit.SECONDS);
    assertThat(all.stream().filter(CompletableFuture::isCompletedExceptionally).count())
        .isBetween(4_000L, 5_000L);
  }

  @RepeatedTest(50)
  void closing_works_on_what_was_handed_in() {
    List<Integer> written = new CopyOnWriteArrayList<>();
    Background background = new Background();
    var batches = background.<Integer>batches("test", written::addAll);
    for (int i = 0; i < 1_000; i++) {
      batches.add(i);
    }
    background.close();
    assertThat(written).hasSize(1_000).isSorted();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
