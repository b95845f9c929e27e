package gatehouse.plugin.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gatehouse.seclang.operator.NameLookup;
import gatehouse.spi.IpAddress;
import gatehouse.spi.NameServers;
import gatehouse.spi.NameServers.Addresses;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// What is kept of answers, and what becomes of silence.
class BlockListsTest {
  private static final Addresses LISTED =
      new Addresses(
          List.of(Objects.requireNonNull(IpAddress.parse("127.0.0.2"))), Duration.ofMinutes(1));

  private static final Addresses NONE = new Addresses(List.of(), Duration.ZERO);

  private final List<String> asked = new ArrayList<>();

  private BlockLists lists(Function<String, CompletionStage<Addresses>> answers) {
    NameServers servers =
        name -> {
          asked.add(name);
          return answers.apply(name);
        };
    return new BlockLists(servers, InstantSource.system());
  }

  private static List<String> ask(BlockLists lists, String name) {
    return lists.asking().addresses(name, "list.test");
  }

  @Test
  void answers_are_kept_whatever_they_say() {
    BlockLists lists =
        lists(name ->
            switch (name) {
              case "listed" -> CompletableFuture.completedFuture(LISTED);
              case "none" -> CompletableFuture.completedFuture(NONE);
              default -> CompletableFuture.failedFuture(new IOException("SERVFAIL"));
            });
    for (int i = 0; i < 3; i++) {
      assertThat(ask(lists, "listed")).containsExactly("127.0.0.2");
      assertThat(ask(lists, "none")).isEmpty();
      assertThat(ask(lists, "broken")).isEmpty();
    }
    assertThat(asked).containsExactly("listed", "none", "broken");
  }

  @Test
  void one_transaction_asks_so_many_questions_and_knows_what_is_known() {
    BlockLists lists = lists(_ -> CompletableFuture.completedFuture(LISTED));
    assertThat(ask(lists, "known")).isNotEmpty();
    NameLookup one = lists.asking();
    for (int i = 0; i < 50; i++) {
      assertThat(one.addresses("n" + i, "list.test")).isNotEmpty();
    }
    assertThat(one.addresses("more", "list.test")).isEmpty();
    assertThat(one.addresses("known", "list.test")).isNotEmpty();
    assertThat(asked).hasSize(51);
  }

  /// As many questions wait as may; others are not asked.
  @Test
  void only_so_many_questions_wait() {
    CompletableFuture<Addresses> never = new CompletableFuture<>();
    BlockLists lists = lists(_ -> never);
    for (int i = 0; i < 3; i++) {
      ask(lists, "slow" + i);
    }
    for (int i = 0; i < 600; i++) {
      ask(lists, "n" + i);
    }
    assertThat(asked).hasSize(500);
    never.complete(LISTED);
    assertThat(ask(lists, "again")).isNotEmpty();
    assertThat(ask(lists, "n7")).isNotEmpty();
  }

  /// A fourth answer would come in time, were it waited for.
  @Test
  void after_three_silences_nobody_waits_until_an_answer_comes() {
    BlockLists lists =
        lists(name ->
            name.startsWith("silent")
                ? new CompletableFuture<>()
                : CompletableFuture.supplyAsync(
                    () -> LISTED, CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS)));
    assertThat(ask(lists, "soon")).as("it is waited for").isNotEmpty();
    for (int i = 0; i < 3; i++) {
      assertThat(ask(lists, "silent" + i)).isEmpty();
    }
    assertThat(ask(lists, "fourth")).isEmpty();
    await().untilAsserted(() -> assertThat(ask(lists, "fourth")).isNotEmpty());
    assertThat(ask(lists, "fifth")).as("it is waited for again").isNotEmpty();
  }
}
