package gatehouse.seclang.rule;

import gatehouse.seclang.operator.Operator;
import gatehouse.seclang.operator.Probe;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.transform.Transformation;
import gatehouse.seclang.variable.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Asks many tests of one value at a time: each transformation once, tests that cannot be true left
/// out by proof, and only the rest run. Has no effects, so it may run ahead of the rules. Shared by
/// all threads, and by all rule sets that ask the same questions.
final class Matcher {
  private static final ThreadLocal<Workspace> WORKSPACE = ThreadLocal.withInitial(Workspace::new);

  /// What a step costs beside an operator that reads a value once: it reads its input and writes,
  /// compares and classifies its output.
  private static final long STEP_PASSES = 4;

  /// What the pass for words costs.
  private static final long SIEVE_PASSES = 4;

  /// What handling a value costs whatever its length, in bytes that could be read meanwhile.
  private static final long HANDLING = 64;

  private final List<Test> tests;
  private final Map<Test, Integer> numbers = new HashMap<>();
  private final int words;
  private final StepTree tree;
  private final Sieve sieve;
  private final Verdicts verdicts = new Verdicts();

  Matcher(List<Test> tests) {
    this.tests = List.copyOf(tests);
    this.words = (tests.size() + 63) / 64;
    this.tree = new StepTree(tests, words);
    this.sieve = new Sieve(tests);
    for (int i = 0; i < tests.size(); i++) {
      numbers.put(tests.get(i), i);
    }
  }

  int size() {
    return tests.size();
  }

  /// Length of a set of tests in `long`s.
  int words() {
    return words;
  }

  /// The number of a test, or -1.
  int number(Test test) {
    return numbers.getOrDefault(test, -1);
  }

  /// Asks the tests of a value, unless their outcome is known, and leaves the answers with it. They
  /// may be remembered beyond the transaction; `isField` says that a client sends the like with
  /// each request, and that it may be a secret.
  void look(Value value, long[] wanted, boolean isField, Probe probe) {
    long[] known = value.known(this);
    if (Tests.hasAll(known, wanted)) {
      return;
    }
    Object name = Verdicts.name(value.bytes(), isField);
    if (name == null) {
      ask(value, known, wanted, probe);
      return;
    }
    Verdicts.Entry verdict = verdicts.find(name);
    boolean comesFirst = known.length == 0;
    if (verdict != null) {
      value.keep(this, verdict.known, verdict.hits);
      known = verdict.known;
      if (Tests.hasAll(known, wanted)) {
        return;
      }
    }
    ask(value, known, wanted, probe);
    if ((comesFirst || verdict != null) && !probe.isExhausted()) {
      verdicts.add(name, value.known(this), value.hits());
    }
  }

  /// Asks what is not known of a value yet: other rules may have looked at it.
  private void ask(Value value, long[] known, long[] wanted, Probe probe) {
    if (known.length == 0) {
      value.keep(this, wanted, ask(value.bytes(), wanted, probe));
      return;
    }
    long[] rest = wanted.clone();
    long[] all = known.clone();
    for (int i = 0; i < words; i++) {
      rest[i] &= ~known[i];
      all[i] |= wanted[i];
    }
    long[] hits = ask(value.bytes(), rest, probe);
    long[] before = value.hits();
    if (hits != null && before != null) {
      Tests.addAll(hits, before);
    }
    value.keep(this, all, hits == null ? before : hits);
  }

  /// Those of the tests that are true; null when none is.
  private long @Nullable [] ask(Bytes bytes, long[] wanted, Probe probe) {
    Workspace work = WORKSPACE.get();
    work.begin(words);
    try {
      return ask(bytes, wanted, work, probe);
    } finally {
      work.end();
    }
  }

  private long @Nullable [] ask(Bytes bytes, long[] wanted, Workspace work, Probe probe) {
    StepTree.Split split = tree.split(bytes.traits());
    work.add(bytes, split.same, wanted);
    List<StepTree.Node> changing = split.changing;
    for (int i = 0; i < changing.size(); i++) {
      descend(changing.get(i), bytes, wanted, work);
    }
    probe.read(STEP_PASSES * work.steps() * (bytes.length() + HANDLING));
    for (int i = 0; i < work.groups() && !probe.isExhausted(); i++) {
      run(work.bytes(i), work.tests(i), work, probe);
    }
    return work.hits();
  }

  private void descend(StepTree.Node node, Bytes bytes, long[] wanted, Workspace work) {
    Transformation step = node.step;
    if (step != null && sieve.mayPassBelow(node, step, bytes, wanted)) {
      spread(node, work.through(step, bytes), wanted, work);
    }
  }

  private void spread(StepTree.Node node, Bytes bytes, long[] wanted, Workspace work) {
    work.add(bytes, node.here, wanted);
    for (int i = 0; i < node.children.size(); i++) {
      StepTree.Node child = node.children.get(i);
      Transformation step = child.step;
      if (step == null || step.changesNothing(bytes)) {
        spread(child, bytes, wanted, work);
      } else {
        descend(child, bytes, wanted, work);
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // Equal operators are one object.
  private void run(Bytes bytes, long[] asked, Workspace work, Probe probe) {
    if (Tests.isEmpty(asked)) {
      return;
    }
    long presence = sieve.sift(bytes, asked, work.waiting(), work.literals());
    long passes = SIEVE_PASSES;
    Operator before = null;
    boolean answer = false;
    for (int i = 0; i < words; i++) {
      for (long left = asked[i]; left != 0; left &= left - 1) {
        int number = i * 64 + Long.numberOfTrailingZeros(left);
        if (sieve.mayPass(number, presence)) {
          Test test = tests.get(number);
          Operator operator = test.operator();
          // With multiMatch the same operator stands behind each step, and most steps change
          // nothing.
          if (operator != before) {
            passes++;
            answer = operator.matches(bytes, probe.begin(false));
            before = operator;
          }
          if (answer != test.negated()) {
            work.hit(number);
          }
        }
      }
    }
    probe.read(passes * (bytes.length() + HANDLING));
  }
}
