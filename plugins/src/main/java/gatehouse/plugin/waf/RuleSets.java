package gatehouse.plugin.waf;

import gatehouse.plugin.geo.GeoFiles;
import gatehouse.seclang.Engine;
import gatehouse.seclang.SecLangException;
import gatehouse.seclang.Waf;
import gatehouse.seclang.WafBuilder;
import gatehouse.seclang.audit.AuditWriter;
import gatehouse.seclang.parse.Fault;
import gatehouse.seclang.parse.RuleFiles;
import gatehouse.seclang.rule.AuditSettings;
import java.lang.ref.WeakReference;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The compiled rule sets of this process by what they are compiled from, so that instances that
/// say the same share one, over reloads too; what no plan uses any more is let go. Checking a
/// configuration and building its plan ask here both, hence one for the process. Thread-safe.
final class RuleSets {
  /// Process-wide: a configuration is checked where there is no workshop yet.
  static final RuleSets SHARED = new RuleSets();

  private static final AuditWriter NO_AUDIT = new AuditWriter(AuditSettings.OFF);

  private record Held(WeakReference<RuleSet> set, SeenFiles files) {}

  private final Engine engine = new Engine(InstantSource.system());
  private final GeoFiles databases = new GeoFiles();
  private final Map<RuleSetText, Held> held = new HashMap<>();

  /// The rule set of that text; compiled if nobody has it, or if a file it was made of is another
  /// one now.
  synchronized RuleSet get(RuleSetText text) {
    Held known = held.get(text);
    RuleSet set = known == null ? null : known.set.get();
    if (known != null && set != null && known.files.holds()) {
      return set;
    }
    held.values().removeIf(h -> h.set.refersTo(null));
    SeenFiles files = new SeenFiles(RuleFiles.ofDisk(), databases);
    RuleSet made = compile(text, files);
    held.put(text, new Held(new WeakReference<>(made), files));
    return made;
  }

  /// What is wrong or odd in files that are read in order as one rule set.
  List<Fault> lint(List<String> paths) {
    WafBuilder builder = engine.waf().files(new SeenFiles(RuleFiles.ofDisk(), databases));
    paths.forEach(builder::include);
    try {
      builder.build();
      return builder.faults();
    } catch (SecLangException e) {
      return e.faults();
    }
  }

  private RuleSet compile(RuleSetText text, SeenFiles files) {
    WafBuilder builder = engine.waf().files(files);
    text.addTo(builder, files);
    try {
      Waf waf = builder.build();
      return new RuleSet(waf, new AuditWriter(waf.settings().audit()), builder.faults());
    } catch (SecLangException e) {
      return new RuleSet(null, NO_AUDIT, e.faults());
    }
  }
}
