package gatehouse.seclang.operator;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The lists whose answers are known to mean more than «listed».
enum ListKind {
  /// Project Honey Pot: days since the last activity, a threat score, and bits for kinds.
  HTTPBL,
  SPAMHAUS,
  URIBL,
  OTHER;

  private static final String[] HARMS = {"Suspicious", "Harvester", "Comment spammer"};

  static ListKind of(String list) {
    if (isAt(list, "httpbl.org")) {
      return HTTPBL;
    }
    return isAt(list, "spamhaus.org") ? SPAMHAUS : isAt(list, "uribl.com") ? URIBL : OTHER;
  }

  private static boolean isAt(String list, String domain) {
    return list.equals(domain) || list.endsWith("." + domain);
  }

  /// Why an answer does not mean that the value is listed; null when it does. Whoever asks a list
  /// through a public resolver, or too often, gets such answers for everything.
  @Nullable String refusal(byte[] code) {
    if (code.length != 4 || code[0] != 127) {
      return "not an answer of a list (RFC 5782): a name server makes up addresses";
    }
    boolean refused =
        switch (this) {
          case SPAMHAUS -> (code[1] & 0xff) == 255 && (code[2] & 0xff) == 255;
          case URIBL -> code[3] == 1 || (code[3] & 0xff) == 255;
          case HTTPBL, OTHER -> false;
        };
    return refused ? "the list refuses to answer this name server" : null;
  }

  /// What an answer says of the value; empty when that is not known.
  String meaning(byte[] code) {
    int last = code[3] & 0xff;
    return switch (this) {
      case HTTPBL -> honeyPot(code[1] & 0xff, code[2] & 0xff, last);
      case SPAMHAUS ->
          switch (code[1] == 0 && code[2] == 0 ? last : 0) {
            case 2, 3 -> "static sources of spam";
            case 4, 5, 6, 7 -> "exploited by third parties";
            case 10, 11 -> "sends mail without authentication";
            default -> "";
          };
      case URIBL ->
          switch (last) {
            case 2 -> "black";
            case 4 -> "grey";
            case 8 -> "red";
            case 14 -> "black, grey, red";
            default -> "";
          };
      case OTHER -> "";
    };
  }

  /// In the words that rules look for.
  private static String honeyPot(int days, int threat, int kinds) {
    StringBuilder who = new StringBuilder();
    for (int i = 0; i < HARMS.length; i++) {
      if ((kinds >> i & 1) != 0) {
        who.append(who.isEmpty() ? HARMS[i] : HARMS[i].toLowerCase(Locale.ROOT)).append(' ');
      }
    }
    String name = who.isEmpty() ? "Search Engine" : who + "IP";
    return name + ": " + days + " days since last activity, threat score " + threat;
  }
}
