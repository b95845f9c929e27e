package gatehouse.seclang.rule;

import gatehouse.seclang.body.XmlUse;
import gatehouse.seclang.geo.GeoDatabase;
import gatehouse.seclang.parse.Directive;
import gatehouse.seclang.parse.Faults;
import gatehouse.seclang.parse.RuleFiles;
import gatehouse.seclang.parse.SettingName;
import gatehouse.seclang.parse.Text;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.transform.UnicodeMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// Gathers [Settings] from directives; the last one of a name wins. Starts from the engine's
/// defaults.
final class SettingsReader {
  private static final long MAX_BODY = 1L << 30;

  private final RuleFiles files;
  private final Faults faults;
  private EngineMode mode = EngineMode.OFF;
  private boolean requestBodyAccess;
  private long requestBodyLimit = 134_217_728;
  private long requestBodyNoFilesLimit = 1_048_576;
  private boolean rejectsLongRequest = true;
  private int jsonDepthLimit = 10_000;
  private XmlUse xmlUse = XmlUse.TREE;
  private int argumentsLimit = 1_000;
  private int argumentSeparator = '&';
  private boolean responseBodyAccess;
  private final Set<String> responseTypes = new LinkedHashSet<>(List.of("text/plain", "text/html"));
  private boolean typesGiven;
  private long responseBodyLimit = 524_288;
  private boolean rejectsLongResponse = true;
  private int uploadFileLimit = 100;
  private boolean keepsFileContent;
  private UnicodeMap unicode = UnicodeMap.builtIn();
  private long collectionTimeout = 3_600;
  private Bytes webAppId = Bytes.of("default");
  private final List<String> components = new ArrayList<>();
  private @Nullable GeoDatabase places;
  private @Nullable String httpBlKey;
  private AuditMode auditMode = AuditMode.OFF;
  private String auditParts = "ABCFHZ";
  private @Nullable Pattern relevantStatus;
  private boolean auditJson;
  private boolean auditConcurrent;
  private @Nullable String auditLog;
  private @Nullable String auditLog2;
  private @Nullable String auditFolder;
  private int auditFileMode = AuditSettings.FILE_MODE;
  private int auditFolderMode = AuditSettings.FOLDER_MODE;

  SettingsReader(RuleFiles files, Faults faults) {
    this.files = files;
    this.faults = faults;
  }

  Settings toSettings() {
    AuditSettings audit =
        new AuditSettings(
            auditMode,
            auditParts,
            relevantStatus,
            auditJson,
            auditConcurrent,
            auditLog,
            auditLog2,
            auditFolder,
            auditFileMode,
            auditFolderMode);
    return new Settings(
        mode,
        requestBodyAccess,
        requestBodyLimit,
        requestBodyNoFilesLimit,
        rejectsLongRequest,
        jsonDepthLimit,
        xmlUse,
        argumentsLimit,
        argumentSeparator,
        responseBodyAccess,
        Set.copyOf(responseTypes),
        responseBodyLimit,
        rejectsLongResponse,
        uploadFileLimit,
        keepsFileContent,
        unicode,
        collectionTimeout,
        webAppId,
        List.copyOf(components),
        places,
        httpBlKey,
        audit);
  }

  void read(Directive.Setting setting) {
    SettingName name = setting.name();
    if (name == SettingName.SEC_RESPONSE_BODY_MIME_TYPES_CLEAR) {
      responseTypes.clear();
      typesGiven = true;
      return;
    }
    String value = setting.value().toString();
    if (!readBody(name, value, setting) && !readAudit(name, value, setting)) {
      readOther(name, value, setting);
    }
  }

  private boolean readBody(SettingName name, String value, Directive.Setting setting) {
    switch (name) {
      case SEC_REQUEST_BODY_ACCESS -> requestBodyAccess = isOn(value);
      case SEC_REQUEST_BODY_LIMIT -> requestBodyLimit = bodySize(setting);
      case SEC_REQUEST_BODY_NO_FILES_LIMIT -> requestBodyNoFilesLimit = bodySize(setting);
      case SEC_REQUEST_BODY_LIMIT_ACTION -> rejectsLongRequest = isReject(value);
      case SEC_REQUEST_BODY_JSON_DEPTH_LIMIT -> jsonDepthLimit = Integer.parseInt(value);
      case SEC_PARSE_XML_INTO_ARGS -> xml(setting);
      case SEC_RESPONSE_BODY_ACCESS -> responseBodyAccess = isOn(value);
      case SEC_RESPONSE_BODY_LIMIT -> responseBodyLimit = bodySize(setting);
      case SEC_RESPONSE_BODY_LIMIT_ACTION -> rejectsLongResponse = isReject(value);
      case SEC_RESPONSE_BODY_MIME_TYPE -> addTypes(setting.values());
      case SEC_UPLOAD_FILE_LIMIT -> uploadFileLimit = Integer.parseInt(value);
      case SEC_TMP_SAVE_UPLOADED_FILES -> keepsFileContent = isOn(value);
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean readAudit(SettingName name, String value, Directive.Setting setting) {
    switch (name) {
      case SEC_AUDIT_ENGINE -> auditMode = AuditMode.of(value);
      case SEC_AUDIT_LOG -> auditLog = value;
      case SEC_AUDIT_LOG2 -> auditLog2 = value;
      case SEC_AUDIT_LOG_STORAGE_DIR -> auditFolder = value;
      case SEC_AUDIT_LOG_FILE_MODE -> auditFileMode = mode(value, AuditSettings.FILE_MODE);
      case SEC_AUDIT_LOG_DIR_MODE -> auditFolderMode = mode(value, AuditSettings.FOLDER_MODE);
      case SEC_AUDIT_LOG_TYPE -> auditConcurrent = !value.equalsIgnoreCase("Serial");
      case SEC_AUDIT_LOG_FORMAT -> auditJson = value.equalsIgnoreCase("JSON");
      case SEC_AUDIT_LOG_PARTS -> auditParts = parts(value, setting);
      case SEC_AUDIT_LOG_RELEVANT_STATUS -> relevantStatus = status(value, setting);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void readOther(SettingName name, String value, Directive.Setting setting) {
    switch (name) {
      case SEC_RULE_ENGINE -> mode = EngineMode.of(value);
      case SEC_ARGUMENTS_LIMIT -> argumentsLimit = Integer.parseInt(value);
      case SEC_ARGUMENT_SEPARATOR -> argumentSeparator = value.charAt(0);
      case SEC_COMPONENT_SIGNATURE -> components.add(value);
      case SEC_UNICODE_MAP_FILE -> unicodeMap(setting);
      case SEC_GEO_LOOKUP_DB -> places(setting.value());
      case SEC_HTTP_BL_KEY -> httpBlKey = value;
      case SEC_COLLECTION_TIMEOUT -> collectionTimeout = Long.parseLong(value);
      case SEC_WEB_APP_ID -> webAppId = Bytes.of(value);
      default -> {
        // Known to the parser and without a meaning here: log levels, modes of files.
      }
    }
  }

  private static int mode(String value, int byDefault) {
    return value.equalsIgnoreCase("default") ? byDefault : Integer.parseInt(value, 8);
  }

  private static boolean isOn(String value) {
    return value.equalsIgnoreCase("On");
  }

  private static boolean isReject(String value) {
    return value.equalsIgnoreCase("Reject");
  }

  private static long bodySize(Directive.Setting setting) {
    return bodySize(setting.value().toString());
  }

  /// No limit goes beyond what one body can be held as.
  static long bodySize(String value) {
    return Math.min(Long.parseLong(value), MAX_BODY);
  }

  private void xml(Directive.Setting setting) {
    xmlUse = XmlUse.of(setting.value().toString());
    if (xmlUse == XmlUse.ARGUMENTS) {
      faults.note(
          setting.at(),
          "XML: selects nothing from now on, so that no rule looks at attributes; On keeps it");
    }
  }

  /// The first list replaces the default; later ones add to it, as in v3.
  private void addTypes(List<Text> types) {
    if (!typesGiven) {
      responseTypes.clear();
      typesGiven = true;
    }
    for (Text type : types) {
      for (String one : type.toString().split("\\s+")) {
        responseTypes.add(one.toLowerCase(Locale.ROOT));
      }
    }
  }

  private String parts(String value, Directive.Setting setting) {
    if (!value.matches("[A-K]*Z?")) {
      faults.error(setting.at(), "SecAuditLogParts takes letters from A to K, and Z");
    }
    return value;
  }

  private @Nullable Pattern status(String value, Directive.Setting setting) {
    try {
      return Pattern.compile(value);
    } catch (PatternSyntaxException e) {
      faults.error(setting.value().position(), "bad pattern: " + e.getDescription());
      return null;
    }
  }

  private void places(Text file) {
    try {
      places = DataFiles.places(files, file);
      if (places == null) {
        faults.error(file.position(), "no file " + file);
      }
    } catch (IOException e) {
      faults.error(file.position(), file + ": " + e.getMessage());
    }
    if (places == null) {
      // Rules need not be told of as well.
      places = _ -> null;
    }
  }

  private void unicodeMap(Directive.Setting setting) {
    Text file = setting.value();
    byte[] content = DataFiles.read(files, file);
    if (content == null) {
      faults.error(file.position(), "no file " + file);
      return;
    }
    String page = setting.values().size() > 1 ? setting.values().get(1).toString() : "20127";
    UnicodeMap map = UnicodeMap.parse(new String(content, StandardCharsets.ISO_8859_1), page);
    if (map == null) {
      faults.error(file.position(), file + " has no map for the code page " + page);
    } else {
      unicode = map;
    }
  }
}
