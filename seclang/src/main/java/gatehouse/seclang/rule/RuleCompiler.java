package gatehouse.seclang.rule;

import gatehouse.seclang.geo.GeoDatabase;
import gatehouse.seclang.operator.Operator;
import gatehouse.seclang.operator.OperatorFault;
import gatehouse.seclang.operator.OperatorName;
import gatehouse.seclang.operator.Rbl;
import gatehouse.seclang.parse.ActionCall;
import gatehouse.seclang.parse.ActionName;
import gatehouse.seclang.parse.Faults;
import gatehouse.seclang.parse.OperatorCall;
import gatehouse.seclang.parse.RuleFiles;
import gatehouse.seclang.parse.Target;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.transform.Transformation;
import gatehouse.seclang.transform.TransformationName;
import gatehouse.seclang.variable.Macro;
import gatehouse.seclang.variable.VariableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Compiles one rule after the other, and numbers the operators.
final class RuleCompiler {
  private final OperatorCache cache;
  private final RuleFiles files;
  private final Faults faults;
  private final Settings settings;
  private final EffectCompiler effects;
  private final TargetCompiler targets;
  private final RuleBodies bodies;

  RuleCompiler(
      OperatorCache cache,
      RuleBodies bodies,
      RuleFiles files,
      Faults faults,
      Settings settings,
      Selections selections) {
    this.cache = cache;
    this.bodies = bodies;
    this.files = files;
    this.faults = faults;
    this.settings = settings;
    this.effects = new EffectCompiler(selections, faults);
    this.targets = new TargetCompiler(faults);
  }

  /// `place` is the rule's index among those of its phase.
  Rule compile(int index, RuleDraft draft, int place, Jumps jumps) {
    RuleBody body = body(draft);
    String label = body.skipAfter();
    return new Rule(
        index,
        body.meta(),
        body.links(),
        body.disruption(),
        body.status(),
        body.redirect(),
        body.log(),
        body.auditLog(),
        body.skip(),
        label == null ? place + 1 : jumps.target(label, draft.at()),
        null);
  }

  private RuleBody body(RuleDraft draft) {
    RuleBodies.Key key = new RuleBodies.Key(draft, settings.unicode());
    RuleBody known = bodies.get(key);
    if (known != null) {
      return known;
    }
    int before = faults.count();
    RuleBody made = compile(draft);
    if (standsAlone(draft) && faults.count() == before) {
      bodies.put(key, made);
    }
    return made;
  }

  /// Whether the rule means the same in every rule set: no file may have changed meanwhile, nothing
  /// is looked up as settings say, and no rules are named, whose numbers would differ.
  private static boolean standsAlone(RuleDraft draft) {
    for (RuleDraft.LinkDraft link : draft.links) {
      OperatorCall operator = link.operator;
      boolean selects =
          link.actions.stream().map(ActionCall::ctl).anyMatch(c -> c != null && c.rules() != null);
      if (selects
          || (operator != null && (operator.name().readsFile() || operator.name().looksUp()))) {
        return false;
      }
    }
    return true;
  }

  private RuleBody compile(RuleDraft draft) {
    List<ActionCall> inheritable =
        draft.inherited.stream().filter(a -> a.name().group() == ActionName.Group.OTHER).toList();
    List<Link> links = new ArrayList<>();
    ActionSet first = new ActionSet(faults).read(inheritable).read(draft.links.getFirst().actions);
    links.add(link(draft.links.getFirst(), first));
    for (RuleDraft.LinkDraft link : draft.links.subList(1, draft.links.size())) {
      ActionSet actions = new ActionSet(faults).readSteps(inheritable).read(link.actions);
      links.add(link(link, actions));
    }
    ActionSet defaults = new ActionSet(new Faults()).read(draft.inherited);
    boolean silentAction = draft.links.getFirst().operator == null && !first.hasMessage;
    return new RuleBody(
        meta(draft, first),
        List.copyOf(links),
        disruption(first, defaults),
        first.status != 0 ? first.status : defaults.status,
        Macro.of(first.redirect.isEmpty() ? defaults.redirect : first.redirect),
        first.log && !silentAction,
        first.auditLog && !silentAction,
        first.skip,
        first.skipAfter);
  }

  private static @Nullable Disruption disruption(ActionSet own, ActionSet defaults) {
    boolean byDefault = own.disruption == null || own.disruption == Disruption.BLOCK;
    if (!byDefault) {
      return own.disruption;
    }
    // Without a SecDefaultAction the built-in one holds: pass.
    return defaults.disruption == null ? Disruption.PASS : defaults.disruption;
  }

  private static RuleMeta meta(RuleDraft draft, ActionSet actions) {
    List<Macro> tags = actions.tags.stream().map(Macro::of).toList();
    List<Bytes> fixed = tags.stream().map(Macro::constant).filter(Objects::nonNull).toList();
    return new RuleMeta(
        draft.at(),
        draft.id,
        draft.phase,
        Macro.of(actions.message),
        actions.message,
        Macro.of(actions.data),
        tags,
        List.copyOf(actions.tags),
        actions.severity,
        actions.rev,
        actions.ver,
        actions.maturity,
        actions.accuracy,
        fixed.size() == tags.size() ? fixed : null,
        new RuleText());
  }

  private Link link(RuleDraft.LinkDraft draft, ActionSet actions) {
    List<Transformation> steps = new ArrayList<>();
    for (TransformationName step : actions.steps) {
      steps.add(Transformation.of(step, settings.unicode()));
    }
    OperatorCall operator = draft.operator;
    boolean sanitises =
        actions.effects.stream()
            .anyMatch(a ->
                a.name() == ActionName.SANITISE_MATCHED
                    || a.name() == ActionName.SANITISE_MATCHED_BYTES);
    List<Effect> all = effects.compile(actions.effects);
    OperatorUse use = operator == null ? null : operator(operator);
    if (operator != null && operator.name().readsDocument() && !isDocument(draft.targets)) {
      faults.error(operator.at(), "operator @" + operator.name().title() + " looks at XML alone");
    }
    return new Link(
        List.of(targets.compile(draft.targets, actions.namespaces)),
        use,
        List.copyOf(steps),
        tests(use, steps, actions.multiMatch),
        actions.multiMatch,
        actions.capture,
        all.stream().filter(Effect.Open.class::isInstance).toList(),
        List.copyOf(actions.setVars),
        all.stream().filter(e -> !(e instanceof Effect.Open)).toList(),
        sanitises);
  }

  private static boolean isDocument(List<Target> targets) {
    return targets.size() == 1
        && targets.getFirst().variable() == VariableName.XML
        && targets.getFirst().use() == Target.Use.VALUES;
  }

  private static List<Test> tests(
      @Nullable OperatorUse use, List<Transformation> steps, boolean multiMatch) {
    Operator operator = use == null ? null : use.fixed();
    if (use == null || operator == null) {
      return List.of();
    }
    List<Test> tests = new ArrayList<>();
    for (int count = multiMatch ? 0 : steps.size(); count <= steps.size(); count++) {
      tests.add(Test.of(operator, steps.subList(0, count), use.isNegated()));
    }
    return List.copyOf(tests);
  }

  private @Nullable OperatorUse operator(OperatorCall call) {
    OperatorName name = call.name();
    String text = call.parameter().toString();
    if (name.expandsMacros() && !Macro.of(text).isConstant()) {
      return OperatorUse.expanding(name, call.negated(), text, cache.operators());
    }
    if (name.looksUp()) {
      return name == OperatorName.GEO_LOOKUP ? geoLookup(call) : rbl(call);
    }
    Bytes parameter = name.expandsMacros() || !name.readsFile() ? Bytes.of(text) : file(call);
    if (parameter == null) {
      return null;
    }
    try {
      OperatorCache.Made made = cache.get(name, parameter);
      for (String warning : made.warnings()) {
        faults.warn(call.at(), warning);
      }
      return OperatorUse.fixed(name, call.negated(), text, made.operator(), cache.operators());
    } catch (OperatorFault fault) {
      int offset = name.readsFile() ? 0 : Math.min(fault.offset(), text.length());
      faults.error(call.parameter().position(offset), fault.getMessage());
      return null;
    }
  }

  private OperatorUse geoLookup(OperatorCall call) {
    GeoDatabase places = settings.places();
    if (places == null) {
      faults.warn(call.at(), "@geoLookup matches nothing without SecGeoLookupDb FILE.mmdb");
    }
    return OperatorUse.bound(
        call.name(),
        call.negated(),
        call.parameter().toString(),
        variables -> places == null ? (value, probe) -> false : new GeoLookup(places, variables),
        cache.operators());
  }

  private @Nullable OperatorUse rbl(OperatorCall call) {
    String list = call.parameter().toString();
    List<String> warnings = new ArrayList<>();
    try {
      Rbl made = Rbl.of(Bytes.of(list), settings.httpBlKey(), warnings);
      warnings.forEach(warning -> faults.warn(call.at(), warning));
      return made.asks()
          ? OperatorUse.waiting(call.name(), call.negated(), list, made, cache.operators())
          : OperatorUse.bound(call.name(), call.negated(), list, _ -> made, cache.operators());
    } catch (OperatorFault fault) {
      faults.error(call.parameter().position(), fault.getMessage());
      return null;
    }
  }

  private @Nullable Bytes file(OperatorCall call) {
    byte[] content = DataFiles.read(files, call.parameter());
    if (content == null) {
      faults.error(call.parameter().position(), "no file " + call.parameter());
      return null;
    }
    return Bytes.of(content);
  }
}
