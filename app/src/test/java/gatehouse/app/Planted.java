package gatehouse.app;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Secrets that a test plants, each by a name, and finds again in whatever form.
final class Planted {
  private static final Pattern PLACE = Pattern.compile("@([a-z-]+)@");

  private final Random random = new Random();
  private final Map<String, String> secrets = new LinkedHashMap<>();

  /// The secret of that name; made when it is first asked for.
  String get(String name) {
    return secrets.computeIfAbsent(
        name,
        _ -> {
          byte[] bytes = new byte[10];
          random.nextBytes(bytes);
          return "Zq" + HexFormat.of().formatHex(bytes);
        });
  }

  /// Something secret that somebody else has made.
  void add(String name, String secret) {
    secrets.put(name, secret);
  }

  int count() {
    return secrets.size();
  }

  /// The text with the secrets in their places: `@NAME@`.
  String in(String text) {
    return PLACE.matcher(text).replaceAll(m -> Matcher.quoteReplacement(get(m.group(1))));
  }

  /// The names of the secrets that can be read from a text: as they are, in any case, escaped for
  /// URLs or JSON, or in base64 at any place.
  List<String> readFrom(String text) {
    List<String> readings = new ArrayList<>();
    readings.add(text.toLowerCase(Locale.ROOT));
    readings.add(unescaped(text).toLowerCase(Locale.ROOT));
    readings.add(percentDecoded(text).toLowerCase(Locale.ROOT));
    List<String> found = new ArrayList<>();
    secrets.forEach((name, secret) -> {
      String lower = secret.toLowerCase(Locale.ROOT);
      boolean plain = readings.stream().anyMatch(reading -> reading.contains(lower));
      if (plain || readings.getFirst().contains(encoded(lower)) || inBase64(text, secret)) {
        found.add(name);
      }
    });
    return found;
  }

  private static String encoded(String lower) {
    return URLEncoder.encode(lower, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
  }

  private static String unescaped(String text) {
    return Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))")
        .matcher(text)
        .replaceAll(m -> {
          String digits = m.group(1) == null ? m.group(2) : m.group(1);
          return Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(digits, 16)));
        });
  }

  private static String percentDecoded(String text) {
    String whole = text.replaceAll("%(?![0-9a-fA-F]{2})", "%25");
    return URLDecoder.decode(whole, StandardCharsets.ISO_8859_1);
  }

  /// Wherever a secret stands in what was encoded, these letters of it are the same.
  private static boolean inBase64(String text, String secret) {
    for (int before = 0; before < 3; before++) {
      byte[] shifted = (" ".repeat(before) + secret).getBytes(StandardCharsets.UTF_8);
      String all = Base64.getEncoder().encodeToString(shifted);
      String sure = all.substring(before == 0 ? 0 : 4, all.length() - 4);
      if (text.contains(sure) || text.contains(sure.replace('+', '-').replace('/', '_'))) {
        return true;
      }
    }
    return false;
  }
}
