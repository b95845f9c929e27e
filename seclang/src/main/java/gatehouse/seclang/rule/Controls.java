package gatehouse.seclang.rule;

import gatehouse.seclang.body.XmlUse;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.VariableName;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the settings say for one transaction, as `ctl` actions change it. One thread at a time.
public final class Controls {
  /// A target that rules leave out from now on.
  private record RemovedTarget(BitSet rules, VariableName variable, KeyMatcher keys) {}

  private EngineMode mode;
  private boolean refusesNothing;
  private AuditMode auditMode;
  private String auditParts;
  private boolean requestBodyAccess;
  private boolean responseBodyAccess;
  private boolean forcesBodyVariable;
  private XmlUse xmlUse;
  private @Nullable String processor;
  private long requestBodyLimit;
  private long responseBodyLimit;
  private @Nullable BitSet removedRules;
  private final List<RemovedTarget> removedTargets = new ArrayList<>(0);
  private final Set<String> sanitised = new HashSet<>(0);
  private Hidden hidden = Hidden.NOTHING;

  public Controls(Settings settings) {
    mode = settings.mode();
    auditMode = settings.audit().mode();
    auditParts = settings.audit().parts();
    requestBodyAccess = settings.requestBodyAccess();
    responseBodyAccess = settings.responseBodyAccess();
    xmlUse = settings.xmlUse();
    requestBodyLimit = settings.requestBodyLimit();
    responseBodyLimit = settings.responseBodyLimit();
  }

  public EngineMode mode() {
    return mode;
  }

  public AuditMode auditMode() {
    return auditMode;
  }

  /// Whether the audit record has a part.
  public boolean audits(char part) {
    return auditParts.indexOf(part) >= 0;
  }

  public boolean requestBodyAccess() {
    return requestBodyAccess;
  }

  public boolean responseBodyAccess() {
    return responseBodyAccess;
  }

  public boolean forcesBodyVariable() {
    return forcesBodyVariable;
  }

  public XmlUse xmlUse() {
    return xmlUse;
  }

  /// The processor that a rule chose, or null when the content type decides.
  public @Nullable String processor() {
    return processor;
  }

  public long requestBodyLimit() {
    return requestBodyLimit;
  }

  public long responseBodyLimit() {
    return responseBodyLimit;
  }

  /// Hides more from logs than rules ask for.
  public void hide(Hidden more) {
    hidden = more;
  }

  /// What logs hide whatever rules say.
  public Hidden hidden() {
    return hidden;
  }

  /// Whether there is anything that logs must not show.
  public boolean sanitises() {
    return !hidden.equals(Hidden.NOTHING) || !sanitised.isEmpty();
  }

  /// How many fields rules have hidden so far; they never show one again.
  public int sanitisedNames() {
    return sanitised.size();
  }

  /// Whether logs must not show a field.
  ///
  /// @param kind `arg:`, `cookie:`, `request:` or `response:`
  /// @param lowerName its name in lower case
  public boolean isSanitised(String kind, String lowerName) {
    return !sanitised.isEmpty() && sanitised.contains(kind + lowerName)
        || switch (kind) {
          case "arg:" -> hidden.hides(lowerName);
          case "request:", "response:" -> hidden.hidesHeader(lowerName);
          default -> false;
        };
  }

  void setMode(EngineMode value) {
    mode = refusesNothing && value == EngineMode.ON ? EngineMode.DETECTION_ONLY : value;
  }

  /// Rules only tell from now on, whatever they say.
  public void refuseNothing() {
    refusesNothing = true;
    setMode(mode);
  }

  void setAuditMode(AuditMode value) {
    auditMode = value;
  }

  /// `+X` adds parts, `-X` takes them away, anything else replaces them.
  void setAuditParts(String value) {
    String letters = value.substring(1);
    if (value.startsWith("+")) {
      auditParts += letters;
    } else if (value.startsWith("-")) {
      StringBuilder kept = new StringBuilder();
      auditParts.chars().filter(c -> letters.indexOf(c) < 0).forEach(c -> kept.append((char) c));
      auditParts = kept.toString();
    } else {
      auditParts = value;
    }
  }

  void setRequestBodyAccess(boolean value) {
    requestBodyAccess = value;
  }

  void setResponseBodyAccess(boolean value) {
    responseBodyAccess = value;
  }

  void setForcesBodyVariable(boolean value) {
    forcesBodyVariable = value;
  }

  void setXmlUse(XmlUse value) {
    xmlUse = value;
  }

  void setProcessor(String value) {
    processor = value;
  }

  void setRequestBodyLimit(long value) {
    requestBodyLimit = value;
  }

  void setResponseBodyLimit(long value) {
    responseBodyLimit = value;
  }

  void sanitise(String field) {
    sanitised.add(field);
  }

  /// Hides what a rule has matched; the key is null for a variable that has none.
  void sanitise(VariableName variable, @Nullable Bytes key) {
    String kind =
        switch (variable) {
          case ARGS, ARGS_GET, ARGS_POST -> "arg:";
          case REQUEST_COOKIES -> "cookie:";
          case REQUEST_HEADERS -> "request:";
          case RESPONSE_HEADERS -> "response:";
          default -> "";
        };
    if (key != null && !kind.isEmpty()) {
      sanitised.add(kind + key.lower());
    }
  }

  void removeRules(BitSet rules) {
    BitSet removed = removedRules;
    if (removed == null) {
      removed = new BitSet();
      removedRules = removed;
    }
    removed.or(rules);
  }

  boolean isRemoved(int rule) {
    BitSet removed = removedRules;
    return removed != null && removed.get(rule);
  }

  void removeTarget(BitSet rules, VariableName variable, KeyMatcher keys) {
    removedTargets.add(new RemovedTarget(rules, variable, keys));
  }

  /// Whether a rule has lost any target.
  boolean removesTargets(int rule) {
    for (int i = 0; i < removedTargets.size(); i++) {
      if (removedTargets.get(i).rules.get(rule)) {
        return true;
      }
    }
    return false;
  }

  boolean isTargetRemoved(int rule, VariableName variable, Bytes key) {
    for (int i = 0; i < removedTargets.size(); i++) {
      RemovedTarget target = removedTargets.get(i);
      if (target.variable == variable && target.rules.get(rule) && target.keys.matches(key)) {
        return true;
      }
    }
    return false;
  }
}
