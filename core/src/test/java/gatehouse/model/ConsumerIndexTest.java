package gatehouse.model;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.spi.Consumers;
import gatehouse.spi.Secret;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ConsumerIndexTest {
  private static Consumer consumer(
      String id, @Nullable String username, @Nullable String customId) {
    return new Consumer(id, username, customId, List.of(), List.of());
  }

  private static KeyAuthCredential key(String id, String consumer, String key) {
    return new KeyAuthCredential(id, consumer, new Secret(key), null, 0, List.of());
  }

  private static Consumers index(List<Consumer> consumers, List<Credential> credentials) {
    return index(consumers, credentials, List.of());
  }

  private static Consumers index(
      List<Consumer> consumers, List<Credential> credentials, List<AclGroup> acls) {
    return new ConsumerIndex(
        new Snapshot(
            List.of(),
            List.of(),
            consumers,
            List.of(),
            credentials,
            acls,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            ""));
  }

  @Test
  void finds_consumers_by_id_and_username_but_not_by_custom_id() {
    Consumer alice = consumer("1", "alice", "a");
    Consumer nameless = consumer("2", null, "b");

    Consumers index = index(List.of(alice, nameless), List.of());

    assertThat(index.find("alice")).isSameAs(alice);
    assertThat(index.find("2")).isSameAs(nameless);
    assertThat(index.byId("1")).isSameAs(alice);
    assertThat(index.byId("alice")).isNull();
    assertThat(index.find("b")).isNull();
    assertThat(index.byCustomId("b")).isSameAs(nameless);
    assertThat(index.byCustomId("alice")).isNull();
  }

  @Test
  void finds_credentials_of_one_kind_by_their_key() {
    KeyAuthCredential key = key("c", "1", "k");
    HmacAuthCredential hmac = new HmacAuthCredential("h", "1", "k", new Secret("s"), List.of());

    Consumers index = index(List.of(), List.of(key, hmac));

    assertThat(index.credential(KeyAuthCredential.class, "k")).isSameAs(key);
    assertThat(index.credential(HmacAuthCredential.class, "k")).isSameAs(hmac);
    assertThat(index.credential(KeyAuthCredential.class, "K")).isNull();
    assertThat(index.credential(KeyAuthCredential.class, "")).isNull();
    assertThat(index.credential(JwtCredential.class, "k")).isNull();
  }

  @Test
  void never_finds_a_credential_whose_key_is_empty() {
    Consumers index = index(List.of(), List.of(key("c", "1", "")));

    assertThat(index.credential(KeyAuthCredential.class, "")).isNull();
  }

  @Test
  void finds_each_of_a_hundred_thousand() {
    List<Credential> credentials = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      credentials.add(key("c" + i, "1", "key-" + i));
    }

    Consumers index = index(List.of(), credentials);

    for (int i = 0; i < 100_000; i++) {
      assertThat(index.credential(KeyAuthCredential.class, "key-" + i))
          .isSameAs(credentials.get(i));
    }
    assertThat(index.credential(KeyAuthCredential.class, "key-100000")).isNull();
  }

  @Test
  void tells_the_groups_of_a_consumer_in_their_order_and_keeps_equal_lists_once() {
    Consumer alice = consumer("1", "alice", null);
    Consumer bob = consumer("2", "bob", null);

    Consumers index =
        index(
            List.of(alice, bob),
            List.of(),
            List.of(
                new AclGroup("a", "1", "staff", List.of()),
                new AclGroup("b", "2", "staff", List.of()),
                new AclGroup("c", "1", "admins", List.of()),
                new AclGroup("d", "2", "admins", List.of())));

    assertThat(index.groups(alice)).containsExactly("staff", "admins");
    assertThat(index.groups(bob)).isSameAs(index.groups(alice));
    assertThat(index.groups(consumer("3", "carol", null))).isEmpty();
  }
}
