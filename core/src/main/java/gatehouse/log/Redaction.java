package gatehouse.log;

import gatehouse.model.PluginEntity;
import gatehouse.model.Snapshot;
import gatehouse.spi.Discretion;
import gatehouse.spi.NamesCredentials;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// Hides credentials by the names they travel under: those that sound like it, those that everybody
/// uses, and those that the configuration's plugins name.
public final class Redaction implements Discretion {
  /// What stands in place of a secret.
  static final String MASK = "REDACTED";

  /// Wherever one of these is in a name, the value is hidden. Not in the plural: `max_tokens` is a
  /// number.
  private static final List<String> WORDS =
      List.of(
          "password",
          "passwd",
          "passphrase",
          "secret",
          "token",
          "apikey",
          "accesskey",
          "privatekey",
          "authorization",
          "cookie");

  private static final Set<String> HEADERS =
      Set.of("dpop", "xgoogiapjwtassertion", "xotp", "xjwt", "xjwtassertion");

  private static final Set<String> ARGUMENTS =
      Set.of(
          "assertion",
          "auth",
          "clientassertion",
          "codeverifier",
          "credential",
          "credentials",
          "jsessionid",
          "jwt",
          "otp",
          "pass",
          "phpsessid",
          "pin",
          "pwd",
          "samlresponse",
          "sessionid",
          "sig",
          "signature",
          "totp",
          "xamzsignature");

  /// Names are the same all the time; clients that send ever new ones have them judged anew.
  private static final int MOST_KNOWN = 2_000;

  private static final int LONGEST_KNOWN = 100;

  private final Set<String> configured;
  private final ConcurrentHashMap<String, Boolean> headers = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Boolean> names = new ConcurrentHashMap<>();

  private Redaction(Set<String> configured) {
    this.configured = Set.copyOf(configured);
  }

  /// The redaction that goes with a configuration.
  public static Redaction of(Snapshot snapshot) {
    Set<String> configured = new HashSet<>();
    for (PluginEntity plugin : snapshot.plugins()) {
      if (plugin.config() instanceof NamesCredentials naming) {
        naming.credentialNames().forEach(name -> configured.add(name.toLowerCase(Locale.ROOT)));
      }
    }
    return new Redaction(configured);
  }

  @Override
  public boolean hides(String name) {
    return remembered(names, name, this::isSecret);
  }

  private boolean isSecret(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    String plain = plain(lower);
    return configured.contains(lower) || ARGUMENTS.contains(plain) || soundsSecret(plain);
  }

  @Override
  public String header(String lowerName, String value) {
    return hidesHeader(lowerName) ? MASK : address(value);
  }

  @Override
  public boolean hidesHeader(String lowerName) {
    return remembered(headers, lowerName, this::isSecretHeader);
  }

  private boolean isSecretHeader(String lowerName) {
    String plain = plain(lowerName);
    return configured.contains(lowerName) || HEADERS.contains(plain) || soundsSecret(plain);
  }

  private static boolean remembered(
      ConcurrentHashMap<String, Boolean> known, String name, Predicate<String> judge) {
    Boolean before = known.get(name);
    if (before != null) {
      return before;
    }
    boolean secret = judge.test(name);
    if (known.size() < MOST_KNOWN && name.length() <= LONGEST_KNOWN) {
      known.put(name, secret);
    }
    return secret;
  }

  @Override
  public String address(String address) {
    return AddressRedaction.of(address, this);
  }

  private static boolean soundsSecret(String plain) {
    for (String word : WORDS) {
      int at = plain.indexOf(word);
      if (at >= 0 && !plain.startsWith("s", at + word.length())) {
        return true;
      }
    }
    return false;
  }

  /// The name without what spellings differ in: `X-Api_Key` is `xapikey`.
  private static String plain(String lower) {
    int odd = 0;
    while (odd < lower.length() && isLetterOrDigit(lower.charAt(odd))) {
      odd++;
    }
    if (odd == lower.length()) {
      return lower;
    }
    StringBuilder plain = new StringBuilder(lower.length()).append(lower, 0, odd);
    for (int i = odd; i < lower.length(); i++) {
      if (isLetterOrDigit(lower.charAt(i))) {
        plain.append(lower.charAt(i));
      }
    }
    return plain.toString();
  }

  private static boolean isLetterOrDigit(char c) {
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c > 127;
  }
}
