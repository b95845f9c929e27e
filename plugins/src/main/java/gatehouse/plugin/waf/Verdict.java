package gatehouse.plugin.waf;

import gatehouse.seclang.Transaction;
import gatehouse.seclang.rule.RuleMatch;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.VariableName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the rules found, told to an operator: which rule on which variable, why that was enough,
/// and what to write to let it pass.
///
/// @param refusing the match that refuses, or would; null when the engine itself decided
/// @param causes the matches that led to it: itself, or those whose scores it adds up
/// @param principal the one of them that says most of what was found
/// @param score what they add up to; empty when the rule does not judge a score
/// @param threshold what the score is held against
record Verdict(
    @Nullable RuleMatch refusing,
    List<RuleMatch> causes,
    @Nullable RuleMatch principal,
    String score,
    String threshold) {
  private static final int SHOWN = 80;
  private static final Bytes LEVEL = Bytes.of("_pl");
  private static final Bytes ANOMALY_SCORE = Bytes.of("anomaly_score");
  private static final Bytes INBOUND = Bytes.of("inbound");
  private static final Bytes OUTBOUND = Bytes.of("outbound");

  /// What led to the refusal; of all matches the last that asks for one decides.
  static Verdict of(Transaction transaction) {
    List<RuleMatch> matches = transaction.shownMatches();
    RuleMatch refusing = null;
    for (RuleMatch match : matches) {
      if (match.refuses() || refusing == null && match.asksToRefuse()) {
        refusing = match;
      }
    }
    if (refusing == null) {
      return new Verdict(null, List.of(), null, "", "");
    }
    if (!judgesScores(refusing)) {
      return new Verdict(refusing, List.of(refusing), refusing, "", "");
    }
    List<RuleMatch> causes = scored(refusing, matches, paranoia(transaction));
    return new Verdict(
        refusing,
        causes,
        dearest(causes),
        refusing.value().toString(),
        expanded(refusing.parameter(), transaction));
  }

  /// The matches whose scores a rule adds up; itself when it judges no scores.
  private static List<RuleMatch> scored(
      RuleMatch judge, List<RuleMatch> matches, long paranoiaLevel) {
    Bytes other = judge.rule().phase() >= 3 ? INBOUND : OUTBOUND;
    List<RuleMatch> causes = new ArrayList<>();
    for (RuleMatch match : matches) {
      if (added(match, paranoiaLevel) > 0 && !adds(match, other)) {
        causes.add(match);
      }
    }
    return causes.isEmpty() ? List.of(judge) : causes;
  }

  private static boolean judgesScores(RuleMatch match) {
    return match.variable().toString().startsWith("TX:");
  }

  /// Everything that would have to be left out for the message to pass, in order.
  static List<RuleMatch> causes(Transaction transaction) {
    List<RuleMatch> matches = transaction.matches();
    List<RuleMatch> causes = new ArrayList<>();
    Set<RuleMatch> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (RuleMatch match : matches) {
      if (match.asksToRefuse()) {
        List<RuleMatch> led =
            judgesScores(match) ? scored(match, matches, paranoia(transaction)) : List.of(match);
        for (RuleMatch cause : led) {
          if (seen.add(cause)) {
            causes.add(cause);
          }
        }
      }
    }
    return causes;
  }

  /// Whether rules may have had more to say than they did: one refused by itself, or in the first
  /// phase. What judges scores stands behind all other rules.
  static boolean mayBeIncomplete(Transaction transaction) {
    for (RuleMatch match : transaction.matches()) {
      if (match.refuses()) {
        return !judgesScores(match) || match.rule().phase() == 1;
      }
    }
    return false;
  }

  private static long paranoia(Transaction transaction) {
    Bytes level = Bytes.of(transaction.variable(VariableName.TX, "blocking_paranoia_level"));
    return level.isEmpty() ? Long.MAX_VALUE : level.number();
  }

  /// What a match adds to scores; those of a higher paranoia level than the one that blocks count
  /// for nothing.
  private static long added(RuleMatch match, long level) {
    long sum = 0;
    for (RuleMatch.Score score : match.scores()) {
      Bytes name = score.name().lower();
      if (name.indexOf(ANOMALY_SCORE, 0) >= 0 && level(name) <= level) {
        sum += score.amount();
      }
    }
    return sum;
  }

  /// The paranoia level that a score is of; 0 when it is of all.
  private static long level(Bytes name) {
    long level = 0;
    for (int at = name.indexOf(LEVEL, 0); at >= 0; at = name.indexOf(LEVEL, at + 1)) {
      level = name.slice(at + LEVEL.length(), name.length()).number();
    }
    return level;
  }

  private static boolean adds(RuleMatch match, Bytes kind) {
    for (RuleMatch.Score score : match.scores()) {
      if (score.name().lower().startsWith(kind, 0)) {
        return true;
      }
    }
    return false;
  }

  /// The first of those that add most.
  private static RuleMatch dearest(List<RuleMatch> causes) {
    RuleMatch dearest = causes.getFirst();
    for (RuleMatch cause : causes) {
      if (added(cause, Long.MAX_VALUE) > added(dearest, Long.MAX_VALUE)) {
        dearest = cause;
      }
    }
    return dearest;
  }

  private static String expanded(String parameter, Transaction transaction) {
    if (!parameter.startsWith("%{") || !parameter.endsWith("}")) {
      return parameter;
    }
    String name = parameter.substring(2, parameter.length() - 1).toLowerCase(Locale.ROOT);
    return name.startsWith("tx.")
        ? transaction.variable(VariableName.TX, name.substring(3))
        : parameter;
  }

  /// The rule, as decisions and metrics name it.
  String rule() {
    RuleMatch match = principal;
    return match == null ? "limit" : String.valueOf(match.rule().id());
  }

  /// One sentence.
  String reason() {
    RuleMatch match = principal;
    RuleMatch last = refusing;
    if (match == null || last == null) {
      return "a limit of the firewall was exceeded";
    }
    StringBuilder text = new StringBuilder(sentence(match));
    List<Integer> others = new ArrayList<>();
    for (RuleMatch cause : causes) {
      if (cause.rule().id() != match.rule().id() && !others.contains(cause.rule().id())) {
        others.add(cause.rule().id());
      }
    }
    if (!others.isEmpty()) {
      text.append("; so did ").append(others.subList(0, Math.min(others.size(), 10)));
    }
    if (!score.isEmpty() && last.rule().id() != match.rule().id()) {
      text.append("; score ").append(score).append(", threshold ").append(threshold);
      text.append(" (rule ").append(last.rule().id()).append(')');
    }
    return text.toString();
  }

  /// What one rule found where.
  static String sentence(RuleMatch match) {
    String message = printable(match.message(), SHOWN * 2);
    String variable = printable(match.variable(), SHOWN);
    String text = "rule " + match.rule().id() + (message.isEmpty() ? "" : " (" + message + ")");
    return text + " matched" + (variable.isEmpty() ? "" : " " + variable);
  }

  /// The text that matched, masked.
  @Nullable String input() {
    RuleMatch match = principal;
    return match == null ? null : masked(match);
  }

  /// Credentials are hidden whole; of anything else longer words are, so that the shape of an
  /// attack stays to be seen but no secret does.
  static String masked(RuleMatch match) {
    Bytes shown = match.captured().isEmpty() ? match.value() : match.captured();
    String variable = match.variable().toString().toLowerCase(Locale.ROOT);
    boolean secret =
        variable.contains("cookie")
            || variable.contains("authorization")
            || variable.contains("passw")
            || variable.contains("secret")
            || variable.contains("token")
            || variable.contains("api-key")
            || variable.contains("apikey");
    if (secret) {
      return "*".repeat(Math.min(shown.length(), 8));
    }
    StringBuilder out = new StringBuilder();
    int run = 0;
    for (int i = 0; i < shown.length() && i < SHOWN; i++) {
      int c = shown.at(i);
      boolean word = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      run = word ? run + 1 : 0;
      out.append(run > 3 ? '*' : c < 32 || c > 126 ? '.' : (char) c);
    }
    return shown.length() > SHOWN ? out + "…" : out.toString();
  }

  private static String printable(Bytes text, int most) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length() && i < most; i++) {
      int c = text.at(i);
      out.append(c < 32 || c > 126 ? '.' : (char) c);
    }
    return text.length() > most ? out + "…" : out.toString();
  }
}
