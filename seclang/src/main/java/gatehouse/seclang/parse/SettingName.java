package gatehouse.seclang.parse;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every directive that sets one thing of the engine, with the form of its value.
public enum SettingName {
  SEC_RULE_ENGINE("SecRuleEngine", Form.choice("On", "Off", "DetectionOnly")),
  SEC_REQUEST_BODY_ACCESS("SecRequestBodyAccess", Form.ON_OFF),
  SEC_REQUEST_BODY_LIMIT("SecRequestBodyLimit", Form.NUMBER),
  SEC_REQUEST_BODY_NO_FILES_LIMIT("SecRequestBodyNoFilesLimit", Form.NUMBER),
  SEC_REQUEST_BODY_LIMIT_ACTION("SecRequestBodyLimitAction", Form.LIMIT_ACTION),
  SEC_REQUEST_BODY_IN_MEMORY_LIMIT("SecRequestBodyInMemoryLimit", Form.HARMLESS),
  SEC_REQUEST_BODY_JSON_DEPTH_LIMIT("SecRequestBodyJsonDepthLimit", Form.NUMBER),
  SEC_ARGUMENTS_LIMIT("SecArgumentsLimit", Form.NUMBER),
  SEC_ARGUMENT_SEPARATOR("SecArgumentSeparator", Form.CHAR),
  SEC_COOKIE_FORMAT("SecCookieFormat", new Form.Only("0")),
  SEC_RESPONSE_BODY_ACCESS("SecResponseBodyAccess", Form.ON_OFF),
  SEC_RESPONSE_BODY_MIME_TYPE("SecResponseBodyMimeType", Form.WORDS),
  SEC_RESPONSE_BODY_MIME_TYPES_CLEAR("SecResponseBodyMimeTypesClear", Form.NOTHING),
  SEC_RESPONSE_BODY_LIMIT("SecResponseBodyLimit", Form.NUMBER),
  SEC_RESPONSE_BODY_LIMIT_ACTION("SecResponseBodyLimitAction", Form.LIMIT_ACTION),
  SEC_COMPONENT_SIGNATURE("SecComponentSignature", Form.TEXT),
  SEC_UNICODE_MAP_FILE("SecUnicodeMapFile", Form.WORDS),
  SEC_COLLECTION_TIMEOUT("SecCollectionTimeout", Form.NUMBER),
  SEC_DATA_DIR("SecDataDir", Form.HARMLESS),
  SEC_TMP_DIR("SecTmpDir", Form.HARMLESS),
  SEC_UPLOAD_DIR("SecUploadDir", Form.HARMLESS),
  SEC_UPLOAD_KEEP_FILES("SecUploadKeepFiles", Form.OFF_ONLY),
  SEC_UPLOAD_FILE_LIMIT("SecUploadFileLimit", Form.NUMBER),
  SEC_UPLOAD_FILE_MODE("SecUploadFileMode", Form.HARMLESS),
  SEC_TMP_SAVE_UPLOADED_FILES("SecTmpSaveUploadedFiles", Form.ON_OFF),
  SEC_AUDIT_ENGINE("SecAuditEngine", Form.choice("On", "Off", "RelevantOnly")),
  SEC_AUDIT_LOG("SecAuditLog", Form.FILE),
  SEC_AUDIT_LOG2("SecAuditLog2", Form.FILE),
  SEC_AUDIT_LOG_TYPE("SecAuditLogType", Form.choice("Serial", "Concurrent", "Parallel")),
  SEC_AUDIT_LOG_FORMAT("SecAuditLogFormat", Form.choice("Native", "JSON")),
  SEC_AUDIT_LOG_PARTS("SecAuditLogParts", Form.TEXT),
  SEC_AUDIT_LOG_RELEVANT_STATUS("SecAuditLogRelevantStatus", Form.TEXT),
  SEC_AUDIT_LOG_STORAGE_DIR("SecAuditLogStorageDir", Form.TEXT),
  SEC_AUDIT_LOG_DIR_MODE("SecAuditLogDirMode", Form.MODE),
  SEC_AUDIT_LOG_FILE_MODE("SecAuditLogFileMode", Form.MODE),
  SEC_DEBUG_LOG("SecDebugLog", Form.HARMLESS),
  SEC_DEBUG_LOG_LEVEL("SecDebugLogLevel", Form.NUMBER),
  SEC_PCRE_MATCH_LIMIT("SecPcreMatchLimit", Form.HARMLESS),
  SEC_PCRE_MATCH_LIMIT_RECURSION("SecPcreMatchLimitRecursion", Form.HARMLESS),
  SEC_WEB_APP_ID("SecWebAppId", Form.TEXT),
  SEC_HTTP_BL_KEY("SecHttpBlKey", Form.LABEL),
  SEC_GEO_LOOKUP_DB("SecGeoLookupDb", Form.FILE),
  SEC_XML_EXTERNAL_ENTITY("SecXmlExternalEntity", Form.OFF_ONLY),
  SEC_PARSE_XML_INTO_ARGS("SecParseXmlIntoArgs", Form.choice("On", "Off", "OnlyArgs")),
  SEC_STATUS_ENGINE("SecStatusEngine", Form.HARMLESS),
  SEC_SERVER_SIGNATURE("SecServerSignature", Form.HARMLESS),
  SEC_SENSOR_ID("SecSensorId", Form.HARMLESS),
  SEC_CONN_ENGINE("SecConnEngine", Form.OFF_ONLY),
  SEC_CHROOT_DIR("SecChrootDir", Form.REFUSED),
  SEC_CACHE_TRANSFORMATIONS("SecCacheTransformations", Form.HARMLESS),
  SEC_DISABLE_BACKEND_COMPRESSION("SecDisableBackendCompression", Form.OFF_ONLY),
  SEC_CONTENT_INJECTION("SecContentInjection", Form.OFF_ONLY),
  SEC_STREAM_IN_BODY_INSPECTION("SecStreamInBodyInspection", Form.OFF_ONLY),
  SEC_STREAM_OUT_BODY_INSPECTION("SecStreamOutBodyInspection", Form.OFF_ONLY),
  SEC_HASH_ENGINE("SecHashEngine", Form.OFF_ONLY),
  SEC_HASH_KEY("SecHashKey", Form.REFUSED),
  SEC_HASH_METHOD_PM("SecHashMethodPm", Form.REFUSED),
  SEC_HASH_METHOD_RX("SecHashMethodRx", Form.REFUSED),
  SEC_HASH_PARAM("SecHashParam", Form.REFUSED),
  SEC_GUARDIAN_LOG("SecGuardianLog", Form.REFUSED),
  SEC_GSB_LOOKUP_DB("SecGsbLookupDb", Form.HARMLESS),
  SEC_INTERCEPT_ON_ERROR("SecInterceptOnError", Form.OFF_ONLY),
  SEC_CONN_READ_STATE_LIMIT("SecConnReadStateLimit", Form.HARMLESS),
  SEC_CONN_WRITE_STATE_LIMIT("SecConnWriteStateLimit", Form.HARMLESS),
  SEC_RULE_PERF_TIME("SecRulePerfTime", Form.HARMLESS),
  SEC_RULE_INHERITANCE("SecRuleInheritance", Form.OFF_ONLY),
  SEC_COOKIE_V0_SEPARATOR("SecCookieV0Separator", new Form.Only(";")),
  SEC_REMOTE_RULES("SecRemoteRules", Form.REFUSED),
  SEC_REMOTE_RULES_FAIL_ACTION("SecRemoteRulesFailAction", Form.HARMLESS),
  SEC_RULE_SCRIPT("SecRuleScript", Form.REFUSED),
  SEC_DATASET("SecDataset", Form.REFUSED);

  /// What may stand behind a directive's name.
  public sealed interface Form {
    Form ON_OFF = new Choice(List.of("On", "Off"));
    Form LIMIT_ACTION = new Choice(List.of("Reject", "ProcessPartial"));
    Form NUMBER = new Plain("a number");
    Form CHAR = new Plain("one character");
    Form TEXT = new Plain("one value");
    Form FILE = new Plain("the name of a file; programs are not started");
    Form MODE = new Plain("an octal number of permissions such as 0640, or default");
    Form LABEL = new Plain("a key of letters and digits");
    Form WORDS = new Words();
    Form NOTHING = new Nothing();
    Form HARMLESS = new Harmless();
    Form OFF_ONLY = new Only("Off");
    Form REFUSED = new Refused();

    static Form choice(String... values) {
      return new Choice(List.of(values));
    }

    /// One of these words, in any case.
    record Choice(List<String> values) implements Form {}

    /// One value, described for people.
    record Plain(String description) implements Form {}

    /// One value or more.
    record Words() implements Form {}

    record Nothing() implements Form {}

    /// Anything: it has no meaning for this engine, and leaving it out weakens nothing.
    record Harmless() implements Form {}

    /// This value, since this engine does not have what any other would ask for.
    record Only(String value) implements Form {}

    /// Never, since somebody who writes it counts on an effect that would not come.
    record Refused() implements Form {}
  }

  private static final Map<String, SettingName> BY_NAME = byName();

  private final String spelling;

  // Every form is a record of strings; Error Prone cannot see that through the interface.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Form form;

  SettingName(String spelling, Form form) {
    this.spelling = spelling;
    this.form = form;
  }

  public String spelling() {
    return spelling;
  }

  public Form form() {
    return form;
  }

  /// The setting of that name in any case, or null.
  public static @Nullable SettingName of(String name) {
    return BY_NAME.get(name.toLowerCase(Locale.ROOT));
  }

  private static Map<String, SettingName> byName() {
    Map<String, SettingName> map = new HashMap<>();
    for (SettingName name : values()) {
      map.put(name.spelling.toLowerCase(Locale.ROOT), name);
    }
    return Map.copyOf(map);
  }
}
