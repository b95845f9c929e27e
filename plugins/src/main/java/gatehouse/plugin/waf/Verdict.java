package gatehouse.plugin.waf;

import gatehouse.seclang.Transaction;
import gatehouse.seclang.rule.RuleMatch;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.VariableName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the rules found, told to an operator: which rule on which variable, why that was enough,
/// and what to write to let it pass.
///
/// @param refusing the match that refuses, or would; null when the engine itself decided
/// @param causes the matches that led to it: itself, or those whose scores it adds up
/// @param score what they add up to; empty when the rule does not judge a score
/// @param threshold what the score is held against
record Verdict(
    @Nullable RuleMatch refusing, List<RuleMatch> causes, String score, String threshold) {
  private static final int SHOWN = 80;

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
      return new Verdict(null, List.of(), "", "");
    }
    if (!judgesScores(refusing)) {
      return new Verdict(refusing, List.of(refusing), "", "");
    }
    return new Verdict(
        refusing,
        scored(refusing, matches, paranoia(transaction)),
        refusing.value().toString(),
        expanded(refusing.parameter(), transaction));
  }

  /// The matches whose scores a rule adds up; itself when it judges no scores.
  private static List<RuleMatch> scored(
      RuleMatch judge, List<RuleMatch> matches, long paranoiaLevel) {
    String kind = judge.rule().phase() >= 3 ? "outbound" : "inbound";
    List<RuleMatch> causes = new ArrayList<>();
    for (RuleMatch match : matches) {
      if (added(match, paranoiaLevel) > 0 && !other(match, kind)) {
        causes.add(match);
      }
    }
    return causes.isEmpty() ? List.of(judge) : causes;
  }

  private static boolean judgesScores(RuleMatch match) {
    return match.variable().toString().startsWith("TX:");
  }

  /// Everything that would have to be left out for the message to pass.
  static Set<RuleMatch> causes(Transaction transaction) {
    List<RuleMatch> matches = transaction.matches();
    Set<RuleMatch> causes = new LinkedHashSet<>();
    for (RuleMatch match : matches) {
      if (match.asksToRefuse()) {
        causes.addAll(
            judgesScores(match) ? scored(match, matches, paranoia(transaction)) : List.of(match));
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
      String name = score.name().toString().toLowerCase(Locale.ROOT);
      int at = name.lastIndexOf("_pl");
      boolean counts = at < 0 || Bytes.of(name.substring(at + 3)).number() <= level;
      if (name.contains("anomaly_score") && counts) {
        sum += score.amount();
      }
    }
    return sum;
  }

  private static boolean other(RuleMatch match, String kind) {
    String wrong = kind.equals("inbound") ? "outbound" : "inbound";
    return match.scores().stream()
        .anyMatch(score -> score.name().toString().toLowerCase(Locale.ROOT).startsWith(wrong));
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

  /// The match that says most of what was found.
  @Nullable RuleMatch principal() {
    return causes.stream()
        .max(Comparator.comparingLong((RuleMatch match) -> added(match, Long.MAX_VALUE)))
        .orElse(refusing);
  }

  /// The rule, as decisions and metrics name it.
  String rule() {
    RuleMatch match = principal();
    return match == null ? "limit" : String.valueOf(match.rule().id());
  }

  /// One sentence.
  String reason() {
    RuleMatch match = principal();
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
    RuleMatch match = principal();
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
