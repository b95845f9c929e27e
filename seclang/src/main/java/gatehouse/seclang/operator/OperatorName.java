package gatehouse.seclang.operator;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every operator that a rule can name. The title is the one ModSecurity v3's logs use.
public enum OperatorName {
  BEGINS_WITH("BeginsWith", true),
  CONTAINS("Contains", true),
  CONTAINS_WORD("ContainsWord", true),
  DETECT_SQLI("DetectSQLi", false),
  DETECT_XSS("DetectXSS", false),
  ENDS_WITH("EndsWith", true),
  EQ("Eq", true),
  FUZZY_HASH("FuzzyHash", "ssdeep hashes are not supported"),
  GE("Ge", true),
  GEO_LOOKUP("GeoLookup", false),
  GSB_LOOKUP("GsbLookup", false),
  GT("Gt", true),
  INSPECT_FILE("InspectFile", "running programs is not supported"),
  IP_MATCH("IpMatch", false),
  IP_MATCH_FROM_DATASET(
      "IpMatchFromDataset", "datasets are another engine's; use @ipMatchFromFile"),
  IP_MATCH_FROM_FILE("IpMatchFromFile", false),
  LE("Le", true),
  LT("Lt", true),
  NO_MATCH("NoMatch", false),
  PM("Pm", false),
  PM_FROM_DATASET("PmFromDataset", "datasets are another engine's; use @pmFromFile"),
  PM_FROM_FILE("PmFromFile", false),
  RBL("Rbl", false),
  RESTPATH("Restpath", "it is another engine's"),
  RSUB("Rsub", "rewriting bodies is not supported"),
  RX("Rx", true),
  RX_GLOBAL("RxGlobal", true),
  STR_EQ("StrEq", true),
  STR_MATCH("StrMatch", true),
  UNCONDITIONAL_MATCH("UnconditionalMatch", false),
  VALIDATE_BYTE_RANGE("ValidateByteRange", false),
  VALIDATE_DTD("ValidateDTD", false),
  VALIDATE_HASH("ValidateHash", "link hashing is not supported"),
  VALIDATE_NID("ValidateNid", "it is another engine's"),
  VALIDATE_SCHEMA("ValidateSchema", false),
  VALIDATE_URL_ENCODING("ValidateUrlEncoding", false),
  VALIDATE_UTF8_ENCODING("ValidateUtf8Encoding", false),
  VERIFY_CC("VerifyCC", false),
  VERIFY_CPF("VerifyCPF", false),
  VERIFY_SSN("VerifySSN", false),
  VERIFY_SVNR("VerifySVNR", false),
  WITHIN("Within", true);

  private static final Map<String, OperatorName> BY_NAME = byName();

  private final String title;
  private final boolean expandsMacros;
  private final @Nullable String refusal;

  OperatorName(String title, boolean expandsMacros) {
    this.title = title;
    this.expandsMacros = expandsMacros;
    this.refusal = null;
  }

  OperatorName(String title, String refusal) {
    this.title = title;
    this.expandsMacros = false;
    this.refusal = refusal;
  }

  public String title() {
    return title;
  }

  /// Whether `%{…}` in its parameter is replaced when it runs.
  public boolean expandsMacros() {
    return expandsMacros;
  }

  /// Whether its parameter names a file.
  public boolean readsFile() {
    return switch (this) {
      case PM_FROM_FILE, IP_MATCH_FROM_FILE -> true;
      default -> readsDocument();
    };
  }

  /// Whether it asks what is neither in the rules nor in the request.
  public boolean looksUp() {
    return this == GEO_LOOKUP || this == RBL;
  }

  /// Whether it looks at the parsed body and not at the values of its variables.
  public boolean readsDocument() {
    return this == VALIDATE_DTD || this == VALIDATE_SCHEMA;
  }

  /// Why this engine does not have it, or null when it does.
  public @Nullable String refusal() {
    return refusal;
  }

  /// The operator of that name in any case, or null.
  public static @Nullable OperatorName of(String name) {
    return BY_NAME.get(name.toLowerCase(Locale.ROOT));
  }

  private static Map<String, OperatorName> byName() {
    Map<String, OperatorName> map = new HashMap<>();
    for (OperatorName name : values()) {
      map.put(name.title.toLowerCase(Locale.ROOT), name);
    }
    map.put("pmf", PM_FROM_FILE);
    map.put("ipmatchf", IP_MATCH_FROM_FILE);
    return Map.copyOf(map);
  }
}
