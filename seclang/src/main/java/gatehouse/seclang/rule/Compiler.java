package gatehouse.seclang.rule;

import gatehouse.seclang.parse.Directive;
import gatehouse.seclang.parse.Faults;
import gatehouse.seclang.parse.RuleFiles;
import gatehouse.seclang.parse.Script;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Makes a [Program] of a script: settings gathered, chains joined, exceptions applied, operators
/// built, jumps resolved. What is wrong is added to the faults; the program must not be used when
/// there are errors.
public final class Compiler {
  private final Shared shared;
  private final RuleFiles files;
  private final Faults faults;
  private final boolean plans;

  /// `plans` false makes a program that takes no shortcuts: every rule asks every value, as the
  /// text says. It is what programs are measured against.
  public Compiler(Shared shared, boolean plans, RuleFiles files, Faults faults) {
    this.shared = shared;
    this.plans = plans;
    this.files = files;
    this.faults = faults;
  }

  public Program compile(Script script) {
    Drafts drafts = new Drafts(faults);
    SettingsReader settingsReader = new SettingsReader(files, faults);
    List<Directive> exceptions = new ArrayList<>();
    for (Directive directive : script.directives()) {
      switch (directive) {
        case Directive.Setting setting -> settingsReader.read(setting);
        case Directive.Rule rule -> drafts.add(rule);
        case Directive.Marker marker -> drafts.add(marker);
        case Directive.DefaultAction defaults -> drafts.add(defaults);
        case Directive.RemoveRules _, Directive.UpdateTargets _, Directive.UpdateActions _ ->
            exceptions.add(directive);
      }
    }
    drafts.end();
    Selections selections = new Selections(drafts.rules());
    new Lint(script, drafts, selections, faults).run();
    apply(exceptions, new Exceptions(drafts.rules(), selections, faults));
    Settings settings = settingsReader.toSettings();
    RuleCompiler rules =
        new RuleCompiler(shared.operators(), shared.bodies(), files, faults, settings, selections);
    return link(drafts, settings, Reach.of(script, settings), rules);
  }

  private static void apply(List<Directive> directives, Exceptions exceptions) {
    for (Directive directive : directives) {
      switch (directive) {
        case Directive.RemoveRules removal -> exceptions.apply(removal);
        case Directive.UpdateTargets update -> exceptions.apply(update);
        case Directive.UpdateActions update -> exceptions.apply(update);
        case Directive.Setting _,
            Directive.Rule _,
            Directive.Marker _,
            Directive.DefaultAction _ -> {}
      }
    }
  }

  private Program link(Drafts drafts, Settings settings, Reach reach, RuleCompiler compiler) {
    List<Phase> phases = new ArrayList<>();
    List<Segment> ofRequest = new ArrayList<>();
    List<Segment> ofResponse = new ArrayList<>();
    for (int phase = 1; phase <= 5; phase++) {
      BitSet members = members(drafts.rules(), phase);
      List<Rule> rules = new ArrayList<>();
      for (int i = members.nextSetBit(0); i >= 0; i = members.nextSetBit(i + 1)) {
        Jumps jumps = new Jumps(drafts.markers(), members, i, faults);
        rules.add(compiler.compile(i, drafts.rules().get(i), rules.size(), jumps));
      }
      List<Segment> relatives = phase <= 2 ? ofRequest : ofResponse;
      phases.add(new Phase(List.copyOf(rules), shared.matchers(), relatives, plans));
    }
    return new Program(settings, reach, List.copyOf(phases));
  }

  private static BitSet members(List<RuleDraft> rules, int phase) {
    BitSet members = new BitSet();
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).phase == phase && !rules.get(i).isRemoved) {
        members.set(i);
      }
    }
    return members;
  }
}
