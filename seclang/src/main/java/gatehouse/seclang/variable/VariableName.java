package gatehouse.seclang.variable;

import static gatehouse.seclang.variable.Kind.COLLECTION;
import static gatehouse.seclang.variable.Kind.SCALAR;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Every variable that a rule can name. The constants are spelled as SecLang spells them, since
/// their names appear in logs.
public enum VariableName {
  ARGS(COLLECTION),
  ARGS_COMBINED_SIZE(SCALAR),
  ARGS_GET(COLLECTION),
  ARGS_GET_NAMES(COLLECTION),
  ARGS_NAMES(COLLECTION),
  ARGS_POST(COLLECTION),
  ARGS_POST_NAMES(COLLECTION),
  AUTH_TYPE(SCALAR),
  DURATION(SCALAR),
  ENV(COLLECTION),
  FILES(COLLECTION),
  FILES_COMBINED_SIZE(SCALAR),
  FILES_NAMES(COLLECTION),
  FILES_SIZES(COLLECTION),
  FILES_TMP_CONTENT(COLLECTION),
  FILES_TMPNAMES(COLLECTION),
  FULL_REQUEST(SCALAR),
  FULL_REQUEST_LENGTH(SCALAR),
  GEO(COLLECTION),
  GLOBAL(COLLECTION),
  HIGHEST_SEVERITY(SCALAR),
  INBOUND_DATA_ERROR(SCALAR),
  IP(COLLECTION),
  MATCHED_VAR(SCALAR),
  MATCHED_VAR_NAME(SCALAR),
  MATCHED_VARS(COLLECTION),
  MATCHED_VARS_NAMES(COLLECTION),
  MODSEC_BUILD(SCALAR),
  MSC_PCRE_ERROR(SCALAR),
  MSC_PCRE_LIMITS_EXCEEDED(SCALAR),
  MULTIPART_BOUNDARY_QUOTED(SCALAR),
  MULTIPART_BOUNDARY_WHITESPACE(SCALAR),
  MULTIPART_CRLF_LF_LINES(SCALAR),
  MULTIPART_DATA_AFTER(SCALAR),
  MULTIPART_DATA_BEFORE(SCALAR),
  MULTIPART_FILE_LIMIT_EXCEEDED(SCALAR),
  MULTIPART_FILENAME(COLLECTION),
  MULTIPART_HEADER_FOLDING(SCALAR),
  MULTIPART_INVALID_HEADER_FOLDING(SCALAR),
  MULTIPART_INVALID_PART(SCALAR),
  MULTIPART_INVALID_QUOTING(SCALAR),
  MULTIPART_LF_LINE(SCALAR),
  MULTIPART_MISSING_SEMICOLON(SCALAR),
  MULTIPART_NAME(COLLECTION),
  MULTIPART_PART_HEADERS(COLLECTION),
  MULTIPART_STRICT_ERROR(SCALAR),
  MULTIPART_UNMATCHED_BOUNDARY(SCALAR),
  OUTBOUND_DATA_ERROR(SCALAR),
  PATH_INFO(SCALAR),
  QUERY_STRING(SCALAR),
  REMOTE_ADDR(SCALAR),
  REMOTE_HOST(SCALAR),
  REMOTE_PORT(SCALAR),
  REMOTE_USER(SCALAR),
  REQBODY_ERROR(SCALAR),
  REQBODY_ERROR_MSG(SCALAR),
  REQBODY_PROCESSOR(SCALAR),
  REQBODY_PROCESSOR_ERROR(SCALAR),
  REQBODY_PROCESSOR_ERROR_MSG(SCALAR),
  REQUEST_BASENAME(SCALAR),
  REQUEST_BODY(SCALAR),
  REQUEST_BODY_LENGTH(SCALAR),
  REQUEST_COOKIES(COLLECTION),
  REQUEST_COOKIES_NAMES(COLLECTION),
  REQUEST_FILENAME(SCALAR),
  REQUEST_HEADERS(COLLECTION),
  REQUEST_HEADERS_NAMES(COLLECTION),
  REQUEST_LINE(SCALAR),
  REQUEST_METHOD(SCALAR),
  REQUEST_PROTOCOL(SCALAR),
  REQUEST_URI(SCALAR),
  REQUEST_URI_RAW(SCALAR),
  RESOURCE(COLLECTION),
  RESPONSE_BODY(SCALAR),
  RESPONSE_CONTENT_LENGTH(SCALAR),
  RESPONSE_CONTENT_TYPE(SCALAR),
  RESPONSE_HEADERS(COLLECTION),
  RESPONSE_HEADERS_NAMES(COLLECTION),
  RESPONSE_PROTOCOL(SCALAR),
  RESPONSE_STATUS(SCALAR),
  RULE(COLLECTION),
  SERVER_ADDR(SCALAR),
  SERVER_NAME(SCALAR),
  SERVER_PORT(SCALAR),
  SESSION(COLLECTION),
  SESSIONID(SCALAR),
  STATUS(SCALAR),
  STATUS_LINE(SCALAR),
  TIME(SCALAR),
  TIME_DAY(SCALAR),
  TIME_EPOCH(SCALAR),
  TIME_HOUR(SCALAR),
  TIME_MIN(SCALAR),
  TIME_MON(SCALAR),
  TIME_SEC(SCALAR),
  TIME_WDAY(SCALAR),
  TIME_YEAR(SCALAR),
  TX(COLLECTION),
  UNIQUE_ID(SCALAR),
  URLENCODED_ERROR(SCALAR),
  USER(COLLECTION),
  USERID(SCALAR),
  WEBAPPID(SCALAR),
  XML(COLLECTION);

  /// Names of other engines' variables: known, so that a fault can say more than «unknown».
  private static final Set<String> FOREIGN =
      Set.of(
          "ARGS_PATH",
          "JSON",
          "PERF_ALL",
          "PERF_COMBINED",
          "PERF_GC",
          "PERF_LOGGING",
          "PERF_PHASE1",
          "PERF_PHASE2",
          "PERF_PHASE3",
          "PERF_PHASE4",
          "PERF_PHASE5",
          "PERF_RULES",
          "PERF_SREAD",
          "PERF_SWRITE",
          "REQUEST_URI_PATH",
          "RESPONSE_ARGS",
          "RESPONSE_XML",
          "RES_BODY_ERROR",
          "RES_BODY_ERROR_MSG",
          "RES_BODY_PROCESSOR",
          "SCRIPT_BASENAME",
          "SCRIPT_FILENAME",
          "SCRIPT_GID",
          "SCRIPT_GROUPNAME",
          "SCRIPT_MODE",
          "SCRIPT_UID",
          "SCRIPT_USERNAME",
          "SDBM_DELETE_ERROR",
          "STREAM_INPUT_BODY",
          "STREAM_OUTPUT_BODY",
          "USERAGENT_IP");

  private static final Map<String, VariableName> BY_NAME = byName();

  private final Kind kind;

  VariableName(Kind kind) {
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /// A dense number, for arrays with a place for each variable.
  @SuppressWarnings("EnumOrdinal") // Never stored, so the order of the constants stays free.
  public int index() {
    return ordinal();
  }

  /// Whether it lives longer than a transaction, under a key that `initcol` and its like give.
  public boolean isPersistent() {
    return switch (this) {
      case GLOBAL, IP, RESOURCE, SESSION, USER -> true;
      default -> false;
    };
  }

  /// Whether it may change while the rules of one phase run, by what they do or because it is
  /// computed whenever it is read.
  public boolean changesWithin() {
    return switch (this) {
      case ARGS_COMBINED_SIZE,
          DURATION,
          ENV,
          FULL_REQUEST,
          FULL_REQUEST_LENGTH,
          GEO,
          HIGHEST_SEVERITY,
          MATCHED_VAR,
          MATCHED_VAR_NAME,
          MATCHED_VARS,
          MATCHED_VARS_NAMES,
          MSC_PCRE_ERROR,
          MSC_PCRE_LIMITS_EXCEEDED,
          REQBODY_PROCESSOR,
          RULE,
          SESSIONID,
          TIME,
          TIME_DAY,
          TIME_EPOCH,
          TIME_HOUR,
          TIME_MIN,
          TIME_MON,
          TIME_SEC,
          TIME_WDAY,
          TIME_YEAR,
          TX,
          URLENCODED_ERROR,
          USERID ->
          true;
      default -> isPersistent();
    };
  }

  /// The variable of that name in any case, or null.
  public static @Nullable VariableName of(String name) {
    return BY_NAME.get(name.toUpperCase(Locale.ROOT));
  }

  /// Whether another engine has a variable of that name which this one leaves out.
  public static boolean isForeign(String name) {
    return FOREIGN.contains(name.toUpperCase(Locale.ROOT));
  }

  private static Map<String, VariableName> byName() {
    Map<String, VariableName> map = new HashMap<>();
    for (VariableName name : values()) {
      map.put(name.name(), name);
    }
    map.put("MULTIPART_SEMICOLON_MISSING", MULTIPART_MISSING_SEMICOLON);
    return Map.copyOf(map);
  }
}
