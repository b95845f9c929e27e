package gatehouse.seclang.rule;

import gatehouse.seclang.operator.Operator;
import gatehouse.seclang.operator.Probe;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.transform.Transformation;
import gatehouse.seclang.variable.Entry;
import gatehouse.seclang.variable.EntryVisitor;
import gatehouse.seclang.variable.Kind;
import gatehouse.seclang.variable.Macro;
import gatehouse.seclang.variable.Store;
import gatehouse.seclang.variable.Value;
import gatehouse.seclang.variable.VariableName;
import gatehouse.seclang.variable.Variables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Evaluates one link of a rule over all its values, and remembers what the rule matched last. The
/// hot loop of the engine: it visits entries itself, so that no lambda is made for a value.
final class LinkEvaluation implements EntryVisitor, SetVar.ScoreSink {
  private static final Bytes[] CAPTURE_KEYS = captureKeys();
  private static final Value[] COUNTS = counts();
  private static final int MAX_LOGGED = 200;

  /// Once the work is used up, only values up to this length are still looked at: those by which
  /// rules tell what happened.
  private static final int SHORT = 128;

  /// A match is found again, then its end, then its beginning.
  private static final long CAPTURE_PASSES = 3;

  /// What logs say of a body that was looked at as a whole.
  private static final Value DOCUMENT = new Value(Bytes.of("[XML document tree]"));

  private final Effect.Scope scope;
  private final Variables variables;
  private final Controls controls;
  private final Probe probe;
  private final Matched matched;
  private final StepMemo memo = new StepMemo();
  private final RuleFields fields = new RuleFields();
  private final List<RuleMatch.Score> scores = new ArrayList<>();

  private @Nullable Rule rule;
  private @Nullable Link link;
  private @Nullable Operator operator;
  private @Nullable TargetUse target;
  private @Nullable Matcher matcher;

  /// A `ctl` took targets from the rule.
  private boolean narrowed;

  private int known;
  private boolean anyMatch;
  private int count;
  private boolean counting;

  private @Nullable OperatorUse lastOperator;
  private Bytes lastCapture = Bytes.EMPTY;
  private int lastOffset;
  private boolean sanitises;

  LinkEvaluation(Effect.Scope scope, Probe probe) {
    this.scope = scope;
    this.variables = scope.variables();
    this.controls = scope.controls();
    this.probe = probe;
    this.matched = new Matched(variables);
    variables.replace(VariableName.RULE, fields.entries(variables));
  }

  /// A rule begins.
  void begin(Rule next) {
    rule = next;
    narrowed = controls.removesTargets(next.index());
    fields.use(next.meta());
    matched.begin();
    scores.clear();
    lastOperator = null;
    lastCapture = Bytes.EMPTY;
    lastOffset = -1;
    sanitises = false;
  }

  /// A rule that does nothing but jump has matched an entry of TX.
  void note(Entry entry) {
    matched.note(entry);
  }

  /// Whether the link matches any of its values. Captures and `setvar`s run at each match. Values
  /// that `by` has looked at need not be tested: it knows the answer as that of test `number`.
  boolean matches(Link next, @Nullable Matcher by, int number) {
    link = next;
    matcher = by;
    known = number;
    OperatorUse use = next.operator();
    if (use == null) {
      runSetVars(next);
      return true;
    }
    operator = use.operator(variables);
    anyMatch = false;
    List<TargetUse> targets = next.targets();
    if (use.name().readsDocument()) {
      target = targets.getFirst();
      test(DOCUMENT, null);
      return anyMatch;
    }
    for (int i = 0; i < targets.size(); i++) {
      TargetUse one = targets.get(i);
      target = one;
      if (one.counts()) {
        count(one);
      } else {
        one.visit(variables, this);
      }
    }
    return anyMatch;
  }

  private void count(TargetUse one) {
    counting = true;
    count = 0;
    one.visit(variables, this);
    counting = false;
    test(count < COUNTS.length ? COUNTS[count] : new Value(Bytes.of(count)), null);
  }

  @Override
  public void visit(Entry entry) {
    Rule current = rule;
    TargetUse use = target;
    if (current == null || use == null) {
      return;
    }
    if (narrowed && controls.isTargetRemoved(current.index(), use.variable(), entry.key())) {
      return;
    }
    if (counting) {
      count++;
    } else {
      test(entry.value(), entry);
    }
  }

  /// Transforms and tests one value; the entry is null for a count.
  private void test(Value value, @Nullable Entry entry) {
    Link current = link;
    if (current == null) {
      return;
    }
    Matcher by = matcher;
    boolean isKnown = by != null && value.isKnown(by, known);
    if (isKnown && !value.isHit(known)) {
      return;
    }
    List<Transformation> steps = current.steps();
    Bytes bytes = value.bytes();
    if (probe.isExhausted() && bytes.length() > SHORT) {
      return;
    }
    if (current.multiMatch()) {
      testOne(current, value, entry, false);
    }
    for (int i = 0; i < steps.size(); i++) {
      Bytes next = memo.through(steps.get(i), bytes, probe);
      if (current.multiMatch() && !next.hasSameBytes(bytes)) {
        testOne(current, new Value(next), entry, false);
      }
      bytes = next;
    }
    if (!current.multiMatch()) {
      boolean same = bytes.hasSameBytes(value.bytes());
      testOne(current, same ? value : new Value(bytes), entry, isKnown);
    }
  }

  private void testOne(Link current, Value value, @Nullable Entry entry, boolean matches) {
    OperatorUse use = current.operator();
    Operator test = operator;
    if (use != null && test != null) {
      if (!matches) {
        probe.read(value.bytes().length());
      }
      if (matches || test.matches(value.bytes(), probe.begin(false)) != use.isNegated()) {
        onMatch(current, use, value, entry);
      }
    }
  }

  private void onMatch(Link current, OperatorUse use, Value value, @Nullable Entry entry) {
    TargetUse one = target;
    Operator test = operator;
    if (one == null || test == null) {
      return;
    }
    anyMatch = true;
    lastOperator = use;
    lastCapture = Bytes.EMPTY;
    lastOffset = -1;
    if (!use.isNegated() && current.capture()) {
      probe.read(CAPTURE_PASSES * value.bytes().length());
      test.matches(value.bytes(), probe.begin(true));
      capture(value.bytes());
    } else if (current.capture()) {
      probe.begin(true);
      capture(value.bytes());
    }
    Bytes key = entry == null || one.variable().kind() == Kind.SCALAR ? null : entry.key();
    matched.add(one.variable(), key, value);
    if (current.sanitisesMatched()) {
      sanitises = true;
      controls.sanitise(one.variable(), key);
    }
    runSetVars(current);
  }

  /// Fills TX:0 to TX:9; unused ones are cleared.
  private void capture(Bytes value) {
    Store tx = variables.tx();
    for (int i = 0; i < CAPTURE_KEYS.length; i++) {
      if (i < probe.captureCount()) {
        tx.set(CAPTURE_KEYS[i], probe.captured(i));
      } else {
        tx.remove(CAPTURE_KEYS[i]);
      }
    }
    lastCapture = probe.captured(0);
    lastOffset = lastCapture.isEmpty() ? -1 : lastCapture.offsetIn(value);
  }

  private void runSetVars(Link current) {
    List<Effect> opens = current.opens();
    for (int i = 0; i < opens.size(); i++) {
      opens.get(i).run(scope);
    }
    List<SetVar> setVars = current.setVars();
    for (int i = 0; i < setVars.size(); i++) {
      setVars.get(i).run(variables, this);
    }
  }

  @Override
  public void added(Bytes name, long amount) {
    scores.add(new RuleMatch.Score(name, amount));
  }

  /// What logs say of the rule that matched.
  RuleMatch describe(Rule of, int refusalStatus) {
    RuleMeta meta = of.meta();
    OperatorUse use = lastOperator;
    Bytes value = use == null ? Bytes.EMPTY : matched.lastValue();
    Bytes data = meta.data().expand(variables);
    List<Bytes> fixed = meta.fixedTags();
    return new RuleMatch(
        meta,
        meta.message().expand(variables),
        sanitises ? stars(data) : data.slice(0, Math.min(data.length(), MAX_LOGGED)).compact(),
        fixed == null ? tags(meta) : fixed,
        use == null ? "UnconditionalMatch" : use.name().title(),
        use == null ? "" : use.parameter(),
        use != null && use.isNegated(),
        use == null ? Bytes.EMPTY : matched.lastName(),
        sanitises ? stars(value) : value.compact(),
        sanitises ? stars(lastCapture) : lastCapture.compact(),
        lastOffset,
        matched.names(RuleMatch.MAX_VARIABLES),
        List.copyOf(scores),
        refusalStatus,
        of.refuses(),
        of.log(),
        of.auditLog());
  }

  private List<Bytes> tags(RuleMeta meta) {
    List<Bytes> tags = new ArrayList<>(meta.tags().size());
    for (Macro tag : meta.tags()) {
      tags.add(tag.expand(variables));
    }
    return tags;
  }

  private static Bytes stars(Bytes value) {
    return Bytes.of("*".repeat(Math.min(value.length(), MAX_LOGGED)));
  }

  private static Value[] counts() {
    Value[] counts = new Value[32];
    Arrays.setAll(counts, count -> new Value(Bytes.of(count)));
    return counts;
  }

  private static Bytes[] captureKeys() {
    Bytes[] keys = new Bytes[Probe.MAX_CAPTURES];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = Bytes.of(i);
    }
    return keys;
  }
}
