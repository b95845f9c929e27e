package gatehouse.plugin.access;

import gatehouse.model.Consumer;
import gatehouse.model.ConsumerGroup;
import gatehouse.plugin.access.Authz.RolesFrom;
import gatehouse.plugin.auth.VerifiedClaims;
import gatehouse.spi.Consumers;
import gatehouse.spi.Entities;
import gatehouse.spi.Exchange;
import gatehouse.spi.Identity;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds the roles of a caller: those that its identity brings, and all that these grant.
final class CallerRoles {
  private final List<RolesFrom> sources;
  private final Map<String, Set<String>> granted = new HashMap<>();
  private final Consumers consumers;
  private final Entities entities;

  CallerRoles(
      List<RolesFrom> sources,
      Map<String, List<String>> hierarchy,
      Consumers consumers,
      Entities entities) {
    this.sources = sources;
    this.consumers = consumers;
    this.entities = entities;
    hierarchy.keySet().forEach(role -> granted.put(role, closure(role, hierarchy)));
  }

  /// A role that grants itself over others; null if there is none.
  static @Nullable String cycle(Map<String, List<String>> hierarchy) {
    for (Map.Entry<String, List<String>> entry : hierarchy.entrySet()) {
      for (String lower : entry.getValue()) {
        if (closure(lower, hierarchy).contains(entry.getKey())) {
          return entry.getKey();
        }
      }
    }
    return null;
  }

  private static Set<String> closure(String role, Map<String, List<String>> hierarchy) {
    Set<String> all = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(role));
    while (!open.isEmpty()) {
      String next = open.pop();
      if (all.add(next)) {
        open.addAll(hierarchy.getOrDefault(next, List.of()));
      }
    }
    return all;
  }

  /// The effective roles, sorted.
  SortedSet<String> of(Exchange x) {
    SortedSet<String> roles = new TreeSet<>();
    for (RolesFrom source : sources) {
      for (String own : found(source, x)) {
        String role = source.prefix() + own;
        Set<String> all = granted.get(role);
        if (all == null) {
          roles.add(role);
        } else {
          roles.addAll(all);
        }
      }
    }
    return roles;
  }

  private Collection<String> found(RolesFrom source, Exchange x) {
    Identity identity = x.identity();
    Consumer consumer = identity == null ? null : identity.consumer();
    return switch (source.source()) {
      case "acl_groups" -> consumer == null ? List.of() : consumers.groups(consumer);
      case "consumer_groups" -> identity == null ? List.of() : groupNames(identity);
      case "consumer_tags" -> consumer == null ? List.of() : consumer.tags();
      case "authenticated_groups" -> identity == null ? List.of() : identity.groups();
      default -> {
        VerifiedClaims claims = VerifiedClaims.of(x);
        yield claims == null || source.path() == null ? List.of() : claims.words(source.path());
      }
    };
  }

  private List<String> groupNames(Identity identity) {
    return identity.memberOf().stream()
        .map(id -> entities.find(ConsumerGroup.class, id))
        .filter(Objects::nonNull)
        .map(ConsumerGroup::name)
        .toList();
  }
}
