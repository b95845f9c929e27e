package gatehouse.plugin.access;

import gatehouse.model.Consumer;
import gatehouse.model.ConsumerGroup;
import gatehouse.spi.Answer;
import gatehouse.spi.Consumers;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Identity;
import gatehouse.spi.OnRequest;
import gatehouse.spi.Policy;
import gatehouse.spi.Policy.Scope;
import gatehouse.spi.Step;
import gatehouse.spi.Utf8Field;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Allows or denies callers by the groups they are in.
@Policy(
    name = "acl",
    priority = 950,
    scopes = {Scope.GLOBAL, Scope.SERVICE, Scope.ROUTE},
    summary = "Allows or denies callers by the groups they are in.")
public final class Acl implements OnRequest {
  private static final HeaderName OF_CONSUMER = HeaderName.of("X-Consumer-Groups");
  private static final HeaderName OF_CREDENTIAL = HeaderName.of("X-Authenticated-Groups");
  private static final Answer UNAUTHORIZED = Answer.error(401, "Unauthorized");
  private static final Answer FORBIDDEN = Answer.error(403, "You cannot consume this service");

  private final Consumers consumers;
  private final boolean allows;
  private final Set<String> listed;
  private final boolean tells;
  private final boolean prefersCredential;
  private final Map<String, String> consumerGroups;

  /// What an instance is told.
  public record Config(
      @Nullable @Doc("Groups whose members pass; everybody else is denied.") List<String> allow,
      @Nullable @Doc("Groups whose members are denied; everybody else who is known passes.")
          List<String> deny,
      @Default("false") @Doc("Whether the service is not told the caller's groups.")
          boolean hideGroupsHeader,
      @Default("false")
          @Doc(
              "Whether groups that came with the credential (a token's claim, for example) count"
                  + " even if the caller is a consumer with groups of its own.")
          boolean alwaysUseAuthenticatedGroups,
      @Default("false")
          @Doc("Whether the names of the consumer's `consumer_groups` count as groups too.")
          boolean includeConsumerGroups)
      implements Checked {
    @Override
    public void check(Check check) {
      check.onlyOneOf("allow", "deny");
    }
  }

  /// The groups that count for a caller.
  ///
  /// @param header where the service is told them
  private record Groups(List<String> names, HeaderName header) {}

  /// Builds an instance.
  public Acl(Config config, Workshop workshop) {
    consumers = workshop.consumers();
    allows = config.allow() != null && !config.allow().isEmpty();
    List<String> names = allows ? config.allow() : config.deny();
    listed = names == null ? Set.of() : Set.copyOf(names);
    tells = !config.hideGroupsHeader();
    prefersCredential = config.alwaysUseAuthenticatedGroups();
    consumerGroups =
        config.includeConsumerGroups()
            ? workshop.entities().all(ConsumerGroup.class).stream()
                .collect(Collectors.toUnmodifiableMap(ConsumerGroup::id, ConsumerGroup::name))
            : Map.of();
  }

  @Override
  public Step onRequest(Exchange x) {
    Identity who = x.identity();
    Groups groups = who == null ? null : groups(who);
    boolean proven = who != null && who.authenticated();
    if (groups == null) {
      return proven
          ? x.deny(FORBIDDEN, "groups", "the caller has no groups")
          : x.deny(UNAUTHORIZED, "unknown", "nobody has said who the caller is");
    }
    boolean isListed = groups.names.stream().anyMatch(listed::contains);
    if (allows && !isListed && !proven && groups.names.isEmpty()) {
      return x.deny(UNAUTHORIZED, "anonymous", "the anonymous consumer has no groups");
    }
    if (isListed != allows) {
      return allows
          ? x.deny(FORBIDDEN, "allow", "none of the caller's groups is in config.allow")
          : x.deny(FORBIDDEN, "deny", "one of the caller's groups is in config.deny");
    }
    if (tells && !groups.names.isEmpty()) {
      x.request().headers().set(groups.header, Utf8Field.encode(String.join(", ", groups.names)));
    }
    return Step.NEXT;
  }

  /// Groups of the credential count where there is no consumer or only the anonymous one. Null if
  /// there is nobody who could have groups.
  private @Nullable Groups groups(Identity who) {
    Consumer consumer = who.consumer();
    boolean byCredential = prefersCredential || consumer == null || !who.authenticated();
    if (byCredential && !who.groups().isEmpty()) {
      return new Groups(who.groups(), OF_CREDENTIAL);
    }
    List<String> all = counted(who);
    return consumer == null && all.isEmpty() ? null : new Groups(all, OF_CONSUMER);
  }

  /// The consumer's own groups and, if they count, the names of its consumer groups.
  private List<String> counted(Identity who) {
    Consumer consumer = who.consumer();
    List<String> own = consumer == null ? List.of() : consumers.groups(consumer);
    List<String> memberOf = consumerGroups.isEmpty() ? List.of() : who.memberOf();
    if (memberOf.isEmpty()) {
      return own;
    }
    List<String> all = new ArrayList<>(own);
    for (String id : memberOf) {
      String name = consumerGroups.get(id);
      if (name != null && !all.contains(name)) {
        all.add(name);
      }
    }
    return all;
  }
}
