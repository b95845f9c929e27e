package gatehouse.seclang;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Many routes with the same rule set and exclusions of their own.
class SharingTest {
  private static final int ROUTES = 50;

  /// A rule set alone takes tens of MiB; one more with exclusions took 0.11 MiB when measured.
  private static final long MAX_PER_ROUTE = 400 << 10;

  private final Engine engine = new Engine(InstantSource.system());

  @Test
  void memory_grows_by_the_exclusions_not_by_the_rule_sets() throws SecLangException {
    List<Waf> held = new ArrayList<>();
    held.add(route("SecRuleRemoveById 1"));
    long one = used();
    for (int i = 0; i < ROUTES; i++) {
      held.add(
          route(
              "SecRuleUpdateTargetById 942100 \"!ARGS:field%d\"\nSecRuleRemoveById 92%04d"
                  .formatted(i, 1_000 + 10 * i)));
    }
    assertThat(used() - one).isLessThan(ROUTES * MAX_PER_ROUTE);
    assertThat(held).hasSize(ROUTES + 1);
  }

  @Test
  void an_exclusion_of_one_route_is_none_of_another() throws SecLangException {
    String rules =
        "SecRule ARGS \"@contains evil\" \"id:1,phase:2,deny,status:403\"\n"
            + "SecRule REQUEST_URI \"@rx forbidden\" \"id:2,phase:1,deny\"\n";
    Waf strict = Exchange.waf(engine, rules);
    Waf mild = Exchange.waf(engine, rules + "SecRuleUpdateTargetById 1 \"!ARGS:a\"");
    Waf milder = Exchange.waf(engine, rules + "SecRuleRemoveById 1");
    assertThat(Exchange.with(strict).get("/?a=evil").ids()).containsExactly(1);
    assertThat(Exchange.with(mild).get("/?a=evil").ids()).isEmpty();
    assertThat(Exchange.with(mild).get("/?b=evil").ids()).containsExactly(1);
    assertThat(Exchange.with(milder).get("/?b=evil").ids()).isEmpty();
    assertThat(Exchange.with(strict).get("/?a=evil").ids()).containsExactly(1);
  }

  @Test
  void a_changed_text_under_an_old_name_is_read_again() throws SecLangException {
    Waf before = Exchange.waf(engine, "SecRule ARGS \"@contains one\" \"id:1,phase:2,deny\"");
    Waf after = Exchange.waf(engine, "SecRule ARGS \"@contains two\" \"id:1,phase:2,deny\"");
    assertThat(Exchange.with(before).get("/?a=one").ids()).containsExactly(1);
    assertThat(Exchange.with(after).get("/?a=one").ids()).isEmpty();
    assertThat(Exchange.with(after).get("/?a=two").ids()).containsExactly(1);
  }

  private Waf route(String exclusions) throws SecLangException {
    String crs = SharedData.path("crs").toString();
    return engine
        .waf()
        .include(crs + "/crs-setup.conf.example")
        .include(crs + "/rules/*.conf")
        .rules("own", exclusions)
        .build();
  }

  private static long used() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}
