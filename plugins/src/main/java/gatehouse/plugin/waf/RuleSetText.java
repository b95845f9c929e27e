package gatehouse.plugin.waf;

import gatehouse.seclang.WafBuilder;
import gatehouse.seclang.parse.RuleFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Everything of a configuration that decides which rules run and how: equal texts are one rule
/// set. The order in which the parts apply is the order of [#addTo].
///
/// @param mode `block`, `detect` or `off`
/// @param crs `baseline`, `installed`, `none`, or a folder
record RuleSetText(
    String mode,
    String crs,
    @Nullable Integer paranoiaLevel,
    @Nullable Integer detectionParanoiaLevel,
    @Nullable Integer inboundThreshold,
    @Nullable Integer outboundThreshold,
    @Nullable String directives,
    @Nullable String directivesAfter,
    @Nullable Integer requestBodyLimit,
    @Nullable String requestBodyLimitAction,
    @Nullable Boolean responseBodyInspection,
    @Nullable Integer responseBodyLimit,
    @Nullable String auditLog) {

  /// Names of the parts that are not files, as faults and audit records show them.
  static final String DIRECTIVES = "directives";

  static final String DIRECTIVES_AFTER = "directives_after";
  private static final String DEFAULTS = "gatehouse/defaults.conf";
  private static final String FIELDS = "gatehouse/fields.conf";
  private static final String[] BASELINE = {
    "setup.conf", "protocol.conf", "attacks.conf", "responses.conf", "verdict.conf"
  };

  /// What only a rule set of the gateway's own choosing needs; with `crs: none` the text stands
  /// alone.
  boolean hasRuleSet() {
    return !crs.equals("none");
  }

  /// Whether its rules are files of a core rule set.
  boolean readsFiles() {
    return hasRuleSet() && !crs.equals("baseline");
  }

  /// Adds all parts in the order in which they apply.
  ///
  /// @throws IllegalArgumentException if the rule set is not there
  void addTo(WafBuilder builder, RuleFiles files) {
    CrsFolder folder = folder(files);
    if (hasRuleSet()) {
      builder.defaults(DEFAULTS, resource("defaults.conf"));
    }
    builder.rules(FIELDS, before());
    if (directives != null) {
      builder.rules(DIRECTIVES, directives);
    }
    if (folder != null) {
      addFiles(builder, folder, files);
    } else if (crs.equals("baseline")) {
      builder.rules(FIELDS, scores());
      for (String part : BASELINE) {
        builder.rules("baseline/" + part, resource("baseline/" + part));
      }
    }
    if (directivesAfter != null) {
      builder.rules(DIRECTIVES_AFTER, directivesAfter);
    }
    builder.rules(FIELDS, after());
  }

  private void addFiles(WafBuilder builder, CrsFolder folder, RuleFiles files) {
    builder.include(folder.setup());
    builder.rules(FIELDS, scores());
    String plugins = folder.plugins();
    if (plugins != null) {
      builder.rules(plugins + "/", "IncludeOptional " + plugins + "/*-config.conf");
      builder.rules(plugins + "/", "IncludeOptional " + plugins + "/*-before.conf");
    }
    if (folder.before() != null) {
      builder.include(folder.before());
    }
    addRules(builder, folder.rules(), files);
    if (plugins != null) {
      builder.rules(plugins + "/", "IncludeOptional " + plugins + "/*-after.conf");
    }
    if (folder.after() != null) {
      builder.include(folder.after());
    }
  }

  /// What joins the lists of what is allowed stands behind the file that makes them where the setup
  /// has not, `REQUEST-901-INITIALIZATION.conf`, and before the rules that ask them.
  private static void addRules(WafBuilder builder, String folder, RuleFiles files) {
    boolean joined = false;
    for (String file : files.glob(folder + "/*.conf")) {
      if (!joined && file.compareTo(folder + "/REQUEST-902") > 0) {
        builder.rules("gatehouse/allowed.conf", resource("allowed.conf"));
        joined = true;
      }
      builder.include(file);
    }
  }

  private @Nullable CrsFolder folder(RuleFiles files) {
    return switch (crs) {
      case "none", "baseline" -> null;
      case "installed" -> CrsFolder.installed(files);
      default -> CrsFolder.in(crs, files);
    };
  }

  /// What the user's own directives may change again.
  private String before() {
    StringBuilder text = new StringBuilder();
    text.append("SecRuleEngine ").append(engine()).append('\n');
    if (auditLog != null) {
      text.append("SecAuditEngine RelevantOnly\nSecAuditLogType Serial\nSecAuditLogFormat JSON\n");
    }
    return text.toString();
  }

  /// What stands between a rule set's setup and its rules. The older names are those of rule sets
  /// before version 4.
  private String scores() {
    StringBuilder sets = new StringBuilder();
    Integer blocking = paranoiaLevel;
    if (blocking != null) {
      score(sets, "blocking_paranoia_level", blocking);
      score(sets, "paranoia_level", blocking);
      score(sets, "detection_paranoia_level", blocking);
      score(sets, "executing_paranoia_level", blocking);
    }
    if (detectionParanoiaLevel != null) {
      score(sets, "detection_paranoia_level", detectionParanoiaLevel);
      score(sets, "executing_paranoia_level", detectionParanoiaLevel);
    }
    score(sets, "inbound_anomaly_score_threshold", inboundThreshold);
    score(sets, "outbound_anomaly_score_threshold", outboundThreshold);
    return sets.isEmpty() ? "" : "SecAction \"id:8900001,phase:1,pass,nolog" + sets + "\"\n";
  }

  private static void score(StringBuilder sets, String name, @Nullable Integer value) {
    if (value != null) {
      sets.append(",setvar:tx.").append(name).append('=').append(value);
    }
  }

  /// What wins over all directives.
  private String after() {
    StringBuilder text = new StringBuilder();
    if (hasRuleSet() || mode.equals("off")) {
      text.append("SecRuleEngine ").append(engine()).append('\n');
    }
    directive(text, "SecRequestBodyLimit ", requestBodyLimit);
    if (requestBodyLimitAction != null) {
      boolean rejects = requestBodyLimitAction.equals("reject");
      directive(text, "SecRequestBodyLimitAction ", rejects ? "Reject" : "ProcessPartial");
    }
    if (responseBodyInspection != null) {
      directive(text, "SecResponseBodyAccess ", responseBodyInspection ? "On" : "Off");
    }
    directive(text, "SecResponseBodyLimit ", responseBodyLimit);
    if (auditLog != null) {
      directive(text, "SecAuditLog ", '"' + auditLog.replace("\"", "\\\"") + '"');
    }
    return text.toString();
  }

  private static void directive(StringBuilder text, String directive, @Nullable Object value) {
    if (value != null) {
      text.append(directive).append(value).append('\n');
    }
  }

  private String engine() {
    return switch (mode.toLowerCase(Locale.ROOT)) {
      case "block" -> "On";
      case "detect" -> "DetectionOnly";
      default -> "Off";
    };
  }

  static String resource(String name) {
    try (InputStream in = RuleSetText.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the gateway was packaged without " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
