package gatehouse.seclang.parse;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a `ctl` action can change for the rest of a transaction.
public enum CtlOption {
  AUDIT_ENGINE("auditEngine"),
  AUDIT_LOG_PARTS("auditLogParts"),
  DEBUG_LOG_LEVEL("debugLogLevel"),
  FORCE_REQUEST_BODY_VARIABLE("forceRequestBodyVariable"),
  PARSE_XML_INTO_ARGS("parseXmlIntoArgs"),
  REQUEST_BODY_ACCESS("requestBodyAccess"),
  REQUEST_BODY_LIMIT("requestBodyLimit"),
  REQUEST_BODY_PROCESSOR("requestBodyProcessor"),
  RESPONSE_BODY_ACCESS("responseBodyAccess"),
  RESPONSE_BODY_LIMIT("responseBodyLimit"),
  RULE_ENGINE("ruleEngine"),
  RULE_REMOVE_BY_ID("ruleRemoveById"),
  RULE_REMOVE_BY_MSG("ruleRemoveByMsg"),
  RULE_REMOVE_BY_TAG("ruleRemoveByTag"),
  RULE_REMOVE_TARGET_BY_ID("ruleRemoveTargetById"),
  RULE_REMOVE_TARGET_BY_MSG("ruleRemoveTargetByMsg"),
  RULE_REMOVE_TARGET_BY_TAG("ruleRemoveTargetByTag");

  private static final Map<String, CtlOption> BY_NAME = byName();

  private final String spelling;

  CtlOption(String spelling) {
    this.spelling = spelling;
  }

  public String spelling() {
    return spelling;
  }

  /// The option of that name in any case, or null.
  public static @Nullable CtlOption of(String name) {
    return BY_NAME.get(name.toLowerCase(Locale.ROOT));
  }

  private static Map<String, CtlOption> byName() {
    Map<String, CtlOption> map = new HashMap<>();
    for (CtlOption option : values()) {
      map.put(option.spelling.toLowerCase(Locale.ROOT), option);
    }
    return Map.copyOf(map);
  }
}
