package gatehouse.seclang.parse;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every action that a rule can name, with what a rule may do with it.
public enum ActionName {
  ID("id", Group.META, Value.NEEDED),
  PHASE("phase", Group.META, Value.NEEDED),
  MSG("msg", Group.META, Value.NEEDED),
  TAG("tag", Group.META, Value.NEEDED),
  SEVERITY("severity", Group.META, Value.NEEDED),
  REV("rev", Group.META, Value.NEEDED),
  VER("ver", Group.META, Value.NEEDED),
  MATURITY("maturity", Group.META, Value.NEEDED),
  ACCURACY("accuracy", Group.META, Value.NEEDED),
  LOGDATA("logdata", Group.META, Value.NEEDED),
  PASS("pass", Group.DISRUPTIVE, Value.NONE),
  DENY("deny", Group.DISRUPTIVE, Value.NONE),
  BLOCK("block", Group.DISRUPTIVE, Value.NONE),
  DROP("drop", Group.DISRUPTIVE, Value.NONE),
  ALLOW("allow", Group.DISRUPTIVE, Value.OPTIONAL),
  REDIRECT("redirect", Group.DISRUPTIVE, Value.NEEDED),
  STATUS("status", Group.DATA, Value.NEEDED),
  XMLNS("xmlns", Group.DATA, Value.NEEDED),
  CHAIN("chain", Group.FLOW, Value.NONE),
  SKIP("skip", Group.FLOW, Value.NEEDED),
  SKIP_AFTER("skipAfter", Group.FLOW, Value.NEEDED),
  TRANSFORM("t", Group.OTHER, Value.NEEDED),
  CAPTURE("capture", Group.OTHER, Value.NONE),
  MULTI_MATCH("multiMatch", Group.OTHER, Value.NONE),
  LOG("log", Group.OTHER, Value.NONE),
  NOLOG("nolog", Group.OTHER, Value.NONE),
  AUDITLOG("auditlog", Group.OTHER, Value.NONE),
  NOAUDITLOG("noauditlog", Group.OTHER, Value.NONE),
  SETVAR("setvar", Group.OTHER, Value.NEEDED),
  EXPIREVAR("expirevar", Group.OTHER, Value.NEEDED),
  INITCOL("initcol", Group.OTHER, Value.NEEDED),
  SETSID("setsid", Group.OTHER, Value.NEEDED),
  SETUID("setuid", Group.OTHER, Value.NEEDED),
  SETRSC("setrsc", Group.OTHER, Value.NEEDED),
  SETENV("setenv", Group.OTHER, Value.NEEDED),
  CTL("ctl", Group.OTHER, Value.NEEDED),
  SANITISE_ARG("sanitiseArg", Group.OTHER, Value.NEEDED),
  SANITISE_MATCHED("sanitiseMatched", Group.OTHER, Value.NONE),
  SANITISE_MATCHED_BYTES("sanitiseMatchedBytes", Group.OTHER, Value.OPTIONAL),
  SANITISE_REQUEST_HEADER("sanitiseRequestHeader", Group.OTHER, Value.NEEDED),
  SANITISE_RESPONSE_HEADER("sanitiseResponseHeader", Group.OTHER, Value.NEEDED),
  APPEND("append", "a firewall does not rewrite responses"),
  DEPRECATEVAR("deprecatevar", "use expirevar"),
  EXEC("exec", "running programs and Lua is not supported"),
  PAUSE("pause", "holding a request back costs the gateway more than the attacker"),
  PREPEND("prepend", "a firewall does not rewrite responses"),
  PROXY("proxy", "a firewall does not choose upstreams");

  /// What kind of effect an action has.
  public enum Group {
    META,
    DISRUPTIVE,
    DATA,
    FLOW,
    OTHER
  }

  /// Whether `:value` follows the name.
  public enum Value {
    NONE,
    OPTIONAL,
    NEEDED
  }

  private static final Map<String, ActionName> BY_NAME = byName();

  private final String spelling;
  private final Group group;
  private final Value value;
  private final @Nullable String refusal;

  ActionName(String spelling, Group group, Value value) {
    this.spelling = spelling;
    this.group = group;
    this.value = value;
    this.refusal = null;
  }

  ActionName(String spelling, String refusal) {
    this.spelling = spelling;
    this.group = Group.OTHER;
    this.value = Value.OPTIONAL;
    this.refusal = refusal;
  }

  public String spelling() {
    return spelling;
  }

  public Group group() {
    return group;
  }

  public Value value() {
    return value;
  }

  /// Why this engine does not have it, or null when it does.
  public @Nullable String refusal() {
    return refusal;
  }

  /// The action of that name in any case, or null.
  public static @Nullable ActionName of(String name) {
    return BY_NAME.get(name.toLowerCase(Locale.ROOT));
  }

  private static Map<String, ActionName> byName() {
    Map<String, ActionName> map = new HashMap<>();
    for (ActionName name : values()) {
      String lower = name.spelling.toLowerCase(Locale.ROOT);
      map.put(lower, name);
      map.put(lower.replace("sanitise", "sanitize"), name);
    }
    return Map.copyOf(map);
  }
}
