package gatehouse.model;

import gatehouse.spi.Consumers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The consumers of one snapshot and their credentials, found in constant time. Immutable.
public final class ConsumerIndex implements Consumers {
  private final Map<String, Consumer> byId;
  private final Map<String, Consumer> byUsername;
  private final Map<String, Consumer> byCustomId = new HashMap<>();
  private final Map<Class<?>, Credentials> credentials = new HashMap<>();
  private final Map<String, List<String>> groups;

  /// Indexes a snapshot.
  public ConsumerIndex(Snapshot snapshot) {
    byId = HashMap.newHashMap(snapshot.consumers().size());
    byUsername = HashMap.newHashMap(snapshot.consumers().size());
    for (Consumer consumer : snapshot.consumers()) {
      byId.put(consumer.id(), consumer);
      if (consumer.username() != null) {
        byUsername.put(consumer.username(), consumer);
      }
      if (consumer.customId() != null) {
        byCustomId.put(consumer.customId(), consumer);
      }
    }
    Map<Class<?>, Integer> counts = new HashMap<>();
    for (Credential credential : snapshot.credentials()) {
      counts.merge(credential.getClass(), 1, Integer::sum);
    }
    counts.forEach((kind, count) -> credentials.put(kind, new Credentials(count)));
    for (Credential credential : snapshot.credentials()) {
      Credentials kind = credentials.get(credential.getClass());
      String key = credential.lookupKey();
      // An unresolved vault reference is an empty key; nobody may call with that.
      if (kind != null && key != null && !key.isEmpty()) {
        kind.add(key, credential);
      }
    }
    groups = groups(snapshot.acls());
  }

  /// Most consumers share their groups with many others, so equal lists are kept once.
  private static Map<String, List<String>> groups(List<AclGroup> acls) {
    Map<String, List<String>> groups = new HashMap<>();
    Map<List<String>, List<String>> shared = new HashMap<>();
    for (AclGroup acl : acls) {
      List<String> known = groups.getOrDefault(acl.consumer(), List.of());
      List<String> more = new ArrayList<>(known);
      more.add(acl.group());
      List<String> fixed = List.copyOf(more);
      groups.put(acl.consumer(), shared.computeIfAbsent(fixed, list -> list));
    }
    return groups;
  }

  @Override
  public @Nullable Consumer find(String idOrUsername) {
    Consumer consumer = byId.get(idOrUsername);
    return consumer == null ? byUsername.get(idOrUsername) : consumer;
  }

  @Override
  public @Nullable Consumer byId(String id) {
    return byId.get(id);
  }

  @Override
  public @Nullable Consumer byCustomId(String customId) {
    return byCustomId.get(customId);
  }

  @Override
  public <C extends Credential> @Nullable C credential(Class<C> kind, String key) {
    Credentials index = credentials.get(kind);
    return index == null ? null : kind.cast(index.find(key));
  }

  @Override
  public List<String> groups(Consumer consumer) {
    return groups.getOrDefault(consumer.id(), List.of());
  }

  @Override
  public <C extends Credential> @Nullable C hardest(Class<C> kind) {
    Credentials index = credentials.get(kind);
    return index == null ? null : kind.cast(index.hardest);
  }

  /// Credentials of one kind in an open hash table over the SHA-256 of their keys: where a key lies
  /// and how far two keys differ says nothing about the text of a key. Twelve bytes an entry at
  /// half load.
  private static final class Credentials {
    private static final ThreadLocal<MessageDigest> SHA_256 =
        ThreadLocal.withInitial(() -> {
          try {
            return MessageDigest.getInstance("SHA-256");
          } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
          }
        });

    private final long[] hashes;
    private final @Nullable Credential[] entries;
    private final int mask;
    private @Nullable Credential hardest;

    Credentials(int count) {
      int capacity = Integer.highestOneBit(Math.max(4, count) * 2 - 1) * 2;
      hashes = new long[capacity];
      entries = new @Nullable Credential[capacity];
      mask = capacity - 1;
    }

    void add(String key, Credential credential) {
      byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
      long hash = hash(bytes);
      int at = (int) hash & mask;
      while (entries[at] != null) {
        at = at + 1 & mask;
      }
      hashes[at] = hash;
      entries[at] = credential;
      if (hardest == null || credential.work() > hardest.work()) {
        hardest = credential;
      }
    }

    @Nullable Credential find(String key) {
      byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
      long hash = hash(bytes);
      for (int at = (int) hash & mask; ; at = at + 1 & mask) {
        Credential entry = entries[at];
        if (entry == null) {
          return null;
        }
        if (hashes[at] == hash && matches(entry, bytes)) {
          return entry;
        }
      }
    }

    private static boolean matches(Credential entry, byte[] key) {
      String own = entry.lookupKey();
      return own != null && MessageDigest.isEqual(own.getBytes(StandardCharsets.UTF_8), key);
    }

    private static long hash(byte[] key) {
      byte[] digest = SHA_256.get().digest(key);
      long hash = 0;
      for (int i = 0; i < 8; i++) {
        hash = hash << 8 | digest[i] & 0xff;
      }
      return hash;
    }
  }
}
