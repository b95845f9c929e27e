package gatehouse.seclang;

import gatehouse.seclang.parse.ActionCall;
import gatehouse.seclang.parse.ActionName;
import gatehouse.seclang.parse.Directive;
import gatehouse.seclang.parse.Fault;
import gatehouse.seclang.parse.Faults;
import gatehouse.seclang.parse.Parser;
import gatehouse.seclang.parse.RuleFiles;
import gatehouse.seclang.parse.Script;
import gatehouse.seclang.parse.Source;
import gatehouse.seclang.rule.Compiler;
import gatehouse.seclang.rule.Program;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Collects the texts of one rule set, in order, and compiles them.
public final class WafBuilder {
  private final Engine engine;
  private final List<Consumer<Parser>> texts = new ArrayList<>();
  private final Set<String> yielding = new HashSet<>();
  private RuleFiles files = RuleFiles.ofDisk();
  private List<Fault> faults = List.of();
  private boolean plans = true;

  WafBuilder(Engine engine) {
    this.engine = engine;
  }

  /// Where `Include` and data files are looked for; the disk unless said otherwise.
  public WafBuilder files(RuleFiles source) {
    files = source;
    return this;
  }

  /// Has every rule ask every value, as the text says, without any shortcut.
  WafBuilder withoutShortcuts() {
    plans = false;
    return this;
  }

  /// Adds directives, which faults will show under `name`.
  public WafBuilder rules(String name, String directives) {
    texts.add(parser -> parser.read(Source.inline(name, directives, 1)));
    return this;
  }

  /// Adds rules that give way: one whose id any other text uses as well is dropped without a word.
  public WafBuilder defaults(String name, String directives) {
    yielding.add(name);
    return rules(name, directives);
  }

  /// Adds directives that stand in another document from a line on.
  public WafBuilder rules(String name, String directives, int firstLine) {
    texts.add(parser -> parser.read(Source.inline(name, directives, firstLine)));
    return this;
  }

  /// Adds a file, or all files that a pattern matches.
  public WafBuilder include(String path) {
    texts.add(parser -> parser.readFile(path));
    return this;
  }

  /// Compiles, or says everything that is wrong. Warnings are kept for [#faults].
  public Waf build() throws SecLangException {
    Faults found = new Faults();
    Parser parser = new Parser(files, found, engine.shared().scripts());
    texts.forEach(text -> text.accept(parser));
    Script script = withoutRepeatedDefaults(parser.script());
    Program program = new Compiler(engine.shared(), plans, files, found).compile(script);
    faults = found.toList();
    if (found.hasErrors()) {
      throw new SecLangException(faults);
    }
    Waf waf = new Waf(engine, program);
    engine.warmUp().later(waf);
    return waf;
  }

  private Script withoutRepeatedDefaults(Script script) {
    if (yielding.isEmpty()) {
      return script;
    }
    Set<String> used = new HashSet<>();
    for (Directive directive : script.directives()) {
      if (!isDefault(directive)) {
        used.add(id(directive));
      }
    }
    used.remove("");
    List<Directive> kept = new ArrayList<>(script.directives());
    kept.removeIf(directive -> isDefault(directive) && used.contains(id(directive)));
    return new Script(kept);
  }

  private boolean isDefault(Directive directive) {
    return yielding.contains(directive.at().file());
  }

  private static String id(Directive directive) {
    if (directive instanceof Directive.Rule rule) {
      for (ActionCall action : rule.actions()) {
        if (action.name() == ActionName.ID) {
          return action.value().toString();
        }
      }
    }
    return "";
  }

  /// What the last build found odd.
  public List<Fault> faults() {
    return faults;
  }
}
