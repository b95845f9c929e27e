package gatehouse.plugin.log.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class DeliveryQueueTest {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong dropped = new AtomicLong();
  private final List<List<String>> delivered = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static Queue bounds(int batch, double coalescing, int entries, double retryTime) {
    return new Queue(batch, coalescing, entries, null, retryTime, 0.001, 0.01, 1);
  }

  private DeliveryQueue queue(Queue bounds, Delivery delivery) {
    return new DeliveryQueue(
        "test",
        bounds,
        UnaryOperator.identity(),
        delivery,
        threads,
        dropped::addAndGet,
        InstantSource.system());
  }

  private void record(List<byte[]> batch) {
    delivered.add(batch.stream().map(b -> new String(b, StandardCharsets.UTF_8)).toList());
  }

  private static void add(DeliveryQueue queue, int from, int to) {
    IntStream.range(from, to).forEach(i -> queue.add(("e" + i).getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> names(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "e" + i).toList();
  }

  private List<String> all() {
    synchronized (delivered) {
      return delivered.stream().flatMap(List::stream).toList();
    }
  }

  @Test
  void delivers_one_by_one_in_order() {
    DeliveryQueue queue = queue(bounds(1, 1, 1000, 60), this::record);

    add(queue, 0, 50);

    await().until(() -> delivered.size() == 50);
    assertThat(all()).isEqualTo(names(0, 50));
    assertThat(dropped).hasValue(0);
  }

  @Test
  void waits_for_a_full_batch_but_not_when_it_is_closed() {
    DeliveryQueue queue = queue(bounds(10, 3600, 1000, 60), this::record);

    add(queue, 0, 13);
    await().until(() -> delivered.size() == 1);
    queue.close();

    assertThat(delivered).containsExactly(names(0, 10), names(10, 13));
    assertThat(dropped).hasValue(0);
  }

  @Test
  void loses_nothing_while_the_collector_is_down_for_less_than_the_retry_time() {
    AtomicBoolean down = new AtomicBoolean(true);
    AtomicInteger tries = new AtomicInteger();
    DeliveryQueue queue =
        queue(
            bounds(5, 0, 1000, 60),
            batch -> {
              tries.incrementAndGet();
              if (down.get()) {
                throw new IOException("down");
              }
              record(batch);
            });

    add(queue, 0, 100);
    await().until(() -> tries.get() > 3);
    down.set(false);

    await().until(() -> all().size() == 100);
    assertThat(all()).isEqualTo(names(0, 100));
    assertThat(dropped).hasValue(0);
  }

  @Test
  void drops_the_oldest_when_full_and_says_how_many() throws Exception {
    CountDownLatch taken = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    DeliveryQueue queue =
        queue(
            bounds(1, 0, 10, 60),
            batch -> {
              taken.countDown();
              go.await();
              record(batch);
            });

    add(queue, 0, 1);
    taken.await();
    List<String> lines = logged(() -> add(queue, 1, 31));
    go.countDown();

    assertThat(lines)
        .containsExactly("log entries for test are lost, 1 since the start: the queue is full");

    await().until(() -> delivered.size() == 11);
    assertThat(all()).startsWith("e0").endsWith(names(21, 31).toArray(String[]::new));
    assertThat(dropped).hasValue(20);
  }

  private static List<String> logged(Runnable work) {
    Logger logger = (Logger) LoggerFactory.getLogger(DeliveryQueue.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    try {
      work.run();
    } finally {
      logger.detachAppender(lines);
    }
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void bounds_bytes_too() {
    Queue bounds = new Queue(1000, 3600, 1000, 10, 60, 0.001, 0.01, 1);
    DeliveryQueue queue = queue(bounds, this::record);

    add(queue, 0, 9);
    queue.close();

    assertThat(all()).isEqualTo(names(4, 9));
    assertThat(dropped).hasValue(4);
  }

  @Test
  void gives_a_batch_up_after_the_retry_time() {
    DeliveryQueue queue =
        queue(
            bounds(1, 0, 1000, 0.02),
            batch -> {
              if (new String(batch.getFirst(), StandardCharsets.UTF_8).equals("e0")) {
                throw new IOException("never");
              }
              record(batch);
            });

    add(queue, 0, 2);

    await().until(() -> delivered.size() == 1);
    assertThat(all()).containsExactly("e1");
    assertThat(dropped).hasValue(1);
  }

  @Test
  void an_entry_that_makes_the_delivery_throw_does_not_stop_the_others() {
    DeliveryQueue queue =
        queue(
            bounds(1, 0, 1000, 60),
            batch -> {
              if (delivered.isEmpty() && dropped.get() == 0) {
                throw new IllegalStateException("a bug");
              }
              record(batch);
            });

    add(queue, 0, 3);

    await().until(() -> delivered.size() == 2);
    assertThat(dropped).hasValue(1);
  }

  @Test
  void takes_nothing_after_it_was_closed() {
    DeliveryQueue queue = queue(bounds(1, 0, 1000, 60), this::record);
    queue.close();

    add(queue, 0, 3);

    assertThat(dropped).hasValue(3);
    assertThat(delivered).isEmpty();
  }

  @Test
  void without_a_queue_each_entry_is_sent_at_once() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    DeliveryQueue queue =
        queue(
            new Queue(1, 0, 2, null, 60, 0.001, 0.01, -1),
            batch -> {
              both.countDown();
              both.await();
              record(batch);
            });

    add(queue, 0, 2);

    await().until(() -> delivered.size() == 2);
    assertThat(all()).containsExactlyInAnyOrder("e0", "e1");
  }
}
