package gatehouse.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.model.Consumer;
import gatehouse.model.PluginEntity;
import gatehouse.spi.Identity;
import gatehouse.spi.Plugin;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Kong's precedence of scopes, its order of plugins, and the `ordering` of the access phase.
final class ChainCompilerTest {
  private static final Consumer ALICE =
      new Consumer("alice", "alice", null, List.of("gold", "silver"), List.of());
  private static final Consumer BOB = new Consumer("bob", "bob", null, List.of(), List.of());

  private record Config() {}

  /// Most specific first.
  private static final List<String> SCOPES =
      List.of(
          "consumer route service",
          "group route service",
          "consumer route",
          "consumer service",
          "group route",
          "group service",
          "route service",
          "consumer",
          "group",
          "route",
          "service",
          "global");

  private static Instance instance(String name, String scope, PluginEntity.@Nullable Ordering o) {
    PluginEntity entity =
        new PluginEntity(
            name + " " + scope,
            name,
            null,
            new Config(),
            true,
            true,
            List.of("http"),
            scope.contains("route") ? "r" : null,
            scope.contains("service") ? "s" : null,
            scope.contains("consumer") ? "alice" : null,
            scope.contains("group") ? "gold" : null,
            o,
            "test.yml:1:1",
            List.of());
    return Instance.of(entity, new Plugin() {}, true);
  }

  private static @Nullable Identity who(@Nullable Consumer caller) {
    return caller == null
        ? null
        : new Identity(caller, new Identity.ProvenCredential("k", "k"), List.of(), "test");
  }

  @Test
  void picks_the_most_specific_scope_that_fits() {
    for (int i = 0; i < SCOPES.size(); i++) {
      List<Instance> instances = new ArrayList<>();
      SCOPES.subList(i, SCOPES.size()).forEach(s -> instances.add(instance("p", s, null)));
      Collections.shuffle(instances, new Random(i));
      Chain chain = new ChainCompiler(instances, Map.of("p", 1)).chain("r", "s");
      Instance picked = chain.slots().getFirst().pick(who(ALICE));
      assertThat(picked == null ? "none" : picked.entity().id()).isEqualTo("p " + SCOPES.get(i));
    }
  }

  @Test
  void picks_for_a_stranger_what_is_for_everybody() {
    List<Instance> instances = SCOPES.stream().map(s -> instance("p", s, null)).toList();
    Slot slot = new ChainCompiler(instances, Map.of("p", 1)).chain("r", "s").slots().getFirst();
    for (Consumer caller : new Consumer[] {BOB, null}) {
      Instance picked = slot.pick(who(caller));
      assertThat(picked == null ? "none" : picked.entity().id()).isEqualTo("p route service");
    }
  }

  @Test
  void leaves_out_what_belongs_to_another_route_or_service() {
    List<Instance> instances =
        List.of(instance("a", "route", null), instance("b", "service", null));
    ChainCompiler compiler = new ChainCompiler(instances, Map.of());
    assertThat(compiler.chain("other", "s").slots()).extracting(Slot::name).containsExactly("b");
    assertThat(compiler.chain("r", null).slots()).extracting(Slot::name).containsExactly("a");
    assertThat(compiler.chain(null, null).slots()).isEmpty();
  }

  @Test
  void shares_one_chain_between_routes_with_the_same_plugins() {
    ChainCompiler compiler = new ChainCompiler(List.of(instance("p", "global", null)), Map.of());
    assertThat(compiler.chain("r1", "s1")).isSameAs(compiler.chain("r2", "s2"));
  }

  @Test
  void orders_by_priority_and_then_by_name_descending() {
    List<Instance> instances =
        List.of(
            instance("a", "global", null),
            instance("b", "global", null),
            instance("high", "global", null));
    Chain chain = new ChainCompiler(instances, Map.of("a", 5, "b", 5, "high", 9)).chain(null, null);
    assertThat(chain.slots()).extracting(Slot::name).containsExactly("high", "b", "a");
  }

  private static PluginEntity.Ordering before(String... names) {
    return new PluginEntity.Ordering(Map.of("access", List.of(names)), Map.of());
  }

  private static List<String> accessOrder(Instance... instances) {
    Chain chain =
        new ChainCompiler(List.of(instances), Map.of("auth", 30, "limit", 20, "ip", 10))
            .chain(null, null);
    return chain.access().stream().map(i -> chain.slots().get(i).name()).toList();
  }

  @Test
  void lets_an_ip_rule_come_before_authentication() {
    assertThat(
            accessOrder(
                instance("auth", "global", null),
                instance("limit", "global", null),
                instance("ip", "global", before("auth", "absent"))))
        .containsExactly("limit", "ip", "auth");
  }

  @Test
  void refuses_a_circle_and_names_its_members() {
    assertThatThrownBy(() ->
            accessOrder(
                instance("auth", "global", before("ip")),
                instance("limit", "global", null),
                instance("ip", "global", before("auth"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("auth")
        .hasMessageContaining("ip")
        .message()
        .doesNotContain("limit");
  }
}
