package gatehouse.plugin.waf;

import gatehouse.model.Route;
import gatehouse.seclang.Transaction;
import gatehouse.seclang.rule.RuleMatch;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.VariableName;
import gatehouse.spi.Decision;
import gatehouse.spi.Exchange;
import gatehouse.spi.Measures;
import gatehouse.spi.Measures.Counter;
import gatehouse.spi.Measures.Distribution;
import gatehouse.spi.Measures.Family;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The firewall's numbers. A request in which no rule matches adds to series that are known
/// already, and makes no object.
final class WafMeasures {
  private static final double[] SCORES = {0, 2, 5, 7, 10, 15, 20, 30, 50, 100};
  private static final double[] SECONDS = {
    0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1
  };
  private static final double NANOS = 1e9;

  /// Where rule sets of the fourth and the third generation keep what they add up.
  private static final List<String> INBOUND =
      List.of("blocking_inbound_anomaly_score", "anomaly_score");

  private static final List<String> OUTBOUND =
      List.of("blocking_outbound_anomaly_score", "outbound_anomaly_score");

  private final Measures measures;
  private final Family<Counter> verdicts;
  private final Family<Distribution> scores;
  private final Family<Counter> rules;
  private final Family<Counter> skipped;
  private final Distribution requestTime;
  private final Distribution responseTime;
  private final ConcurrentHashMap<String, PerRoute> routes = new ConcurrentHashMap<>();
  private volatile Hits hits = new Hits(new int[0], new Counter[0]);

  WafMeasures(Measures measures) {
    this.measures = measures;
    verdicts =
        measures.counters(
            "gatehouse_waf_requests_total",
            "Requests the firewall has looked at, by what it made of them",
            "route",
            "verdict");
    scores =
        measures.distributions(
            "gatehouse_waf_score",
            "Anomaly scores of requests and answers",
            SCORES,
            "route",
            "direction");
    rules =
        measures.counters(
            "gatehouse_waf_rule_hits_total", "How often rules matched", "rule", "phase", "action");
    skipped =
        measures.counters(
            "gatehouse_waf_body_skipped_total",
            "Bodies that were not, or not wholly, looked into",
            "direction",
            "why");
    Family<Distribution> times =
        measures.distributions(
            "gatehouse_waf_seconds", "Time that rules took", SECONDS, "direction");
    requestTime = times.of("request");
    responseTime = times.of("response");
  }

  /// The series of one route.
  private record PerRoute(
      Counter passed,
      Counter detected,
      Counter blocked,
      Distribution inbound,
      Distribution outbound) {}

  /// Counters by rule id, sorted, so that counting a match needs no boxing.
  @SuppressWarnings("ArrayRecordComponent") // never compared, never leaves this class
  private record Hits(int[] ids, Counter[] counters) {}

  long nanos() {
    return measures.nanos();
  }

  /// Counts a body that was not, or not wholly, looked into.
  void skipped(String direction, String why) {
    skipped.of(direction, why).add(1);
  }

  /// Counts an exchange at its end.
  void ended(Exchange x, Inspection inspection) {
    Transaction transaction = inspection.transaction();
    PerRoute route = route(x.route());
    verdict(x.decisions(), route).add(1);
    requestTime.observe(inspection.requestNanos() / NANOS);
    if (inspection.responseNanos() > 0) {
      responseTime.observe(inspection.responseNanos() / NANOS);
    }
    boolean quiet = !transaction.hasMatches();
    route.inbound.observe(quiet ? 0 : score(transaction, INBOUND));
    if (inspection.responseNanos() > 0) {
      route.outbound.observe(quiet ? 0 : score(transaction, OUTBOUND));
    }
    if (!quiet) {
      transaction.matches().forEach(match -> hit(match).add(1));
    }
  }

  private static Counter verdict(List<Decision> decisions, PerRoute route) {
    Counter verdict = route.passed;
    for (int i = 0; i < decisions.size(); i++) {
      Decision decision = decisions.get(i);
      if (decision.plugin().equals("waf") && decision.action() == Decision.Action.DENY) {
        return route.blocked;
      }
      if (decision.plugin().equals("waf") && decision.action() == Decision.Action.WOULD_DENY) {
        verdict = route.detected;
      }
    }
    return verdict;
  }

  private static double score(Transaction transaction, List<String> names) {
    for (String name : names) {
      String text = transaction.variable(VariableName.TX, name);
      if (!text.isEmpty()) {
        return Bytes.of(text).number();
      }
    }
    return 0;
  }

  private PerRoute route(@Nullable Route route) {
    String id = route == null ? "" : route.id();
    PerRoute known = routes.get(id);
    return known == null ? routes.computeIfAbsent(id, _ -> make(route)) : known;
  }

  private PerRoute make(@Nullable Route route) {
    String name = route == null ? "" : route.name() == null ? route.id() : route.name();
    return new PerRoute(
        verdicts.of(name, "passed"),
        verdicts.of(name, "detected"),
        verdicts.of(name, "blocked"),
        scores.of(name, "inbound"),
        scores.of(name, "outbound"));
  }

  private Counter hit(RuleMatch match) {
    Hits known = hits;
    int at = Arrays.binarySearch(known.ids, match.rule().id());
    return at >= 0 ? known.counters[at] : add(match);
  }

  private synchronized Counter add(RuleMatch match) {
    int id = match.rule().id();
    Hits known = hits;
    int at = Arrays.binarySearch(known.ids, id);
    if (at >= 0) {
      return known.counters[at];
    }
    int place = -at - 1;
    String action = match.asksToRefuse() ? "refuse" : match.scores().isEmpty() ? "log" : "score";
    Counter made = rules.of(Integer.toString(id), Integer.toString(match.rule().phase()), action);
    int[] ids = new int[known.ids.length + 1];
    Counter[] counters = new Counter[ids.length];
    System.arraycopy(known.ids, 0, ids, 0, place);
    System.arraycopy(known.counters, 0, counters, 0, place);
    ids[place] = id;
    counters[place] = made;
    System.arraycopy(known.ids, place, ids, place + 1, known.ids.length - place);
    System.arraycopy(known.counters, place, counters, place + 1, known.ids.length - place);
    hits = new Hits(ids, counters);
    return made;
  }
}
