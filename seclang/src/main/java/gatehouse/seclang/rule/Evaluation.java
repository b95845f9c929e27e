package gatehouse.seclang.rule;

import gatehouse.seclang.operator.Probe;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.Entry;
import gatehouse.seclang.variable.PersistentStore;
import gatehouse.seclang.variable.VariableName;
import gatehouse.seclang.variable.Variables;
import gatehouse.seclang.variable.XmlDocument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs the phases of a program for one transaction: which rule comes next, what a rule that
/// matched does, and what is told of it. One thread at a time.
public final class Evaluation {
  private static final int LOGGING = 5;

  private final Program program;
  private final Variables variables;
  private final Controls controls;
  private final LinkEvaluation links;
  private final Effect.Scope scope;
  private final Probe probe;
  private final List<RuleMatch> matches = new ArrayList<>();
  private @Nullable Intervention intervention;
  private int allowedUpTo;
  private int highestSeverity = 255;
  private boolean statusIsGiven;
  private final Scan scan;
  private int guardsAt = -1;
  private long guardsKnown;
  private @Nullable Entry[] holding = new Entry[8];

  public Evaluation(
      Program program,
      Variables variables,
      Controls controls,
      PersistentStore persistent,
      Probe probe) {
    this.program = program;
    this.variables = variables;
    this.controls = controls;
    this.probe = probe;
    this.scope = new Effect.Scope(variables, controls, persistent, program.settings());
    this.links = new LinkEvaluation(scope, probe);
    this.scan = new Scan(variables, probe);
    variables.compute(VariableName.HIGHEST_SEVERITY, () -> Bytes.of(highestSeverity));
    Bytes zero = Bytes.of(0);
    Bytes one = Bytes.of(1);
    variables.compute(
        VariableName.MSC_PCRE_LIMITS_EXCEEDED, () -> probe.isExhausted() ? one : zero);
    variables.compute(VariableName.MSC_PCRE_ERROR, () -> probe.isExhausted() ? one : zero);
  }

  /// What was decided so far, null when nothing.
  public @Nullable Intervention intervention() {
    return intervention;
  }

  /// Whether the rule that decided names the status, so that nobody should choose another.
  public boolean statusIsGiven() {
    return statusIsGiven;
  }

  /// The rules that matched and are to be told of, in order.
  public List<RuleMatch> matches() {
    return matches;
  }

  /// Runs one phase, unless an earlier one decided otherwise. Phase 5 always runs and decides
  /// nothing.
  public void run(int phase) {
    boolean over = phase < LOGGING && (intervention != null || phase <= allowedUpTo);
    if (over || controls.mode() == EngineMode.OFF) {
      return;
    }
    XmlDocument document = variables.document();
    if (document != null) {
      probe.show(document.document());
    }
    walk(program.phase(phase), phase);
  }

  private void walk(Phase rules, int phase) {
    guardsAt = -1;
    int size = rules.rules().size();
    int at = 0;
    while (at < size) {
      Segment segment = rules.segment(at);
      LookAhead ahead = segment.lookAhead(variables, probe);
      long[] active = scan.active(ahead);
      if (failsClosed(phase)) {
        return;
      }
      at = Tests.next(active, at, segment.to());
      while (at >= 0 && at < segment.to()) {
        Rule rule = rules.rules().get(at);
        Guard condition = rule.guard() == null ? rules.condition(at) : null;
        boolean matches =
            rule.guard() != null
                ? jumps(rule)
                : (condition == null || condition.holds(variables, probe))
                    && evaluate(rule, at, ahead, phase);
        at = matches ? after(rule, at) : at + 1;
        boolean stopped =
            failsClosed(phase)
                || (phase < LOGGING && (intervention != null || phase <= allowedUpTo));
        if (stopped || controls.mode() == EngineMode.OFF) {
          return;
        }
        at = at < segment.to() ? Tests.next(active, at, segment.to()) : at;
      }
      at = at < 0 ? segment.to() : at;
    }
    failsClosed(phase);
  }

  /// Whether a rule that does nothing but jump does so.
  private boolean jumps(Rule rule) {
    Guard guard = rule.guard();
    if (guard == null || controls.isRemoved(rule.index())) {
      return false;
    }
    if (controls.removesTargets(rule.index())) {
      links.begin(rule);
      return links.matches(rule.links().getFirst(), null, -1);
    }
    Entry entry = holding(guard);
    if (entry != null) {
      links.note(entry);
    }
    return entry != null;
  }

  /// The entry of TX that makes a guard hold, null when it does not; remembered until a rule writes
  /// to TX.
  private @Nullable Entry holding(Guard guard) {
    int condition = guard.condition();
    int version = variables.tx().version();
    if (version != guardsAt) {
      guardsAt = version;
      guardsKnown = 0;
    }
    if ((guardsKnown >>> condition & 1) == 0) {
      guardsKnown |= 1L << condition;
      Entry entry = variables.tx().entry(guard.key());
      if (condition >= holding.length) {
        holding = Arrays.copyOf(holding, Guard.MAX_CONDITIONS);
      }
      holding[condition] = guard.holds(entry, probe) ? entry : null;
    }
    return holding[condition];
  }

  private static int after(Rule rule, int at) {
    return rule.skip() > 0 ? at + 1 + rule.skip() : rule.next();
  }

  /// A pattern that could not be decided may have hidden an attack.
  private boolean failsClosed(int phase) {
    if (!probe.isExhausted()) {
      return false;
    }
    variables.tx().set(Bytes.of("MSC_PCRE_LIMITS_EXCEEDED"), Bytes.of(1));
    boolean closes = phase < LOGGING && controls.mode() == EngineMode.ON;
    if (closes) {
      intervention = new Intervention.Deny(0, 403);
    }
    return closes;
  }

  private boolean evaluate(Rule rule, int place, LookAhead ahead, int phase) {
    if (controls.isRemoved(rule.index())) {
      return false;
    }
    links.begin(rule);
    List<Link> chain = rule.links();
    for (int i = 0; i < chain.size(); i++) {
      boolean matches =
          i == 0 && ahead.testOf[place] >= 0
              ? links.matches(chain.get(i), ahead.matcher, ahead.testOf[place])
              : links.matches(chain.get(i), null, -1);
      if (!matches) {
        return false;
      }
    }
    matched(rule, phase);
    return true;
  }

  private void matched(Rule rule, int phase) {
    List<Link> chain = rule.links();
    for (int i = 0; i < chain.size(); i++) {
      List<Effect> effects = chain.get(i).effects();
      for (int j = 0; j < effects.size(); j++) {
        effects.get(j).run(scope);
      }
    }
    int severity = rule.meta().severity();
    if (severity >= 0 && severity < highestSeverity) {
      highestSeverity = severity;
    }
    int refusal = phase < LOGGING && controls.mode() == EngineMode.ON ? disrupt(rule, phase) : 0;
    if (rule.log() || rule.auditLog()) {
      matches.add(links.describe(rule, refusal));
    }
  }

  /// Does what the rule says and gives the status of a refusal, 0 when there is none.
  private int disrupt(Rule rule, int phase) {
    Disruption disruption = rule.disruption();
    if (disruption == null) {
      return 0;
    }
    int id = rule.meta().id();
    int status = rule.status() == 0 ? 403 : rule.status();
    statusIsGiven = rule.status() != 0;
    switch (disruption) {
      case PASS, BLOCK -> {}
      case ALLOW -> allowedUpTo = LOGGING - 1;
      case ALLOW_PHASE -> allowedUpTo = Math.max(allowedUpTo, phase);
      case ALLOW_REQUEST -> allowedUpTo = Math.max(allowedUpTo, 2);
      case DENY -> intervention = new Intervention.Deny(id, status);
      case DROP -> intervention = new Intervention.Drop(id, status);
      case REDIRECT -> {
        String location = rule.redirect().expand(variables).toString();
        intervention = new Intervention.Redirect(id, redirectStatus(rule.status()), location);
      }
    }
    Intervention decided = intervention;
    return decided == null ? 0 : decided.status();
  }

  private static int redirectStatus(int status) {
    return switch (status) {
      case 301, 302, 303, 307 -> status;
      default -> 302;
    };
  }
}
