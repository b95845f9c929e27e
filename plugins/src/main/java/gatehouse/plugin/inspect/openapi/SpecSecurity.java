package gatehouse.plugin.inspect.openapi;

import gatehouse.plugin.inspect.openapi.Operation.SecurityNeed;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The plugins that prove what an operation asks for, as far as a document says enough to set them
/// up, and what it leaves to the operator.
///
/// @param plugins each as YAML below a dash that is indented by four
/// @param unmet sentences that name the scheme
/// @param usesAnonymous whether callers who have proven nothing go on as the anonymous consumer
record SpecSecurity(List<String> plugins, List<String> unmet, boolean usesAnonymous) {

  /// @param alternatives all needs of one of them are asked for
  /// @param anonymous the name of the consumer of those who have proven nothing
  static SpecSecurity of(List<List<SecurityNeed>> alternatives, String anonymous) {
    Set<String> keys = new LinkedHashSet<>();
    Set<String> issuers = new LinkedHashSet<>();
    Set<String> others = new LinkedHashSet<>();
    List<String> unmet = new ArrayList<>();
    for (List<SecurityNeed> needs : alternatives) {
      String reason =
          needs.size() == 1 ? met(needs.getFirst(), keys, issuers, others) : "several at once";
      if (!reason.isEmpty()) {
        unmet.add(sentence(needs, reason));
      }
    }
    List<String> configs = new ArrayList<>();
    if (!keys.isEmpty()) {
      configs.add("key-auth|key_names: [" + String.join(", ", keys) + "]");
    }
    others.forEach(name -> configs.add(name + "|"));
    if (!issuers.isEmpty()) {
      configs.add("openid-connect|auth_methods: [bearer], issuer: " + issuers.iterator().next());
    }
    boolean isChoice = configs.size() > 1;
    String more = isChoice ? "anonymous: " + YamlText.quoted(anonymous) : "";
    return new SpecSecurity(
        configs.stream().map(config -> plugin(config, more)).toList(), unmet, isChoice);
  }

  private static String plugin(String config, String more) {
    String name = config.substring(0, config.indexOf('|'));
    String fields = config.substring(name.length() + 1);
    String all = fields.isEmpty() || more.isEmpty() ? fields + more : fields + ", " + more;
    return "name: " + name + "\n" + (all.isEmpty() ? "" : "      config: {" + all + "}\n");
  }

  /// Notes what proves a need; why nothing does, or an empty text.
  private static String met(
      SecurityNeed need, Set<String> keys, Set<String> issuers, Set<String> others) {
    String hint = need.hint();
    switch (need.type()) {
      case "apiKey" -> {
        if (need.in().equals("cookie")) {
          return "a key in a cookie, where key-auth does not look";
        }
        keys.add(YamlText.quoted(need.detail()));
      }
      case "http" -> {
        boolean isJwt = hint.toLowerCase(Locale.ROOT).contains("jwt");
        switch (need.detail()) {
          case "basic" -> others.add("basic-auth");
          case "bearer" -> {
            if (!isJwt) {
              return "tokens of a kind that the document does not name: add jwt, openid-connect or"
                  + " another plugin for them";
            }
            others.add("jwt");
          }
          default -> {
            return "HTTP's " + need.detail() + ", for which there is no plugin";
          }
        }
      }
      case "openIdConnect" -> {
        boolean isAbsolute = hint.startsWith("https://") || hint.startsWith("http://");
        if (!isAbsolute || !issuers.isEmpty() && !issuers.contains(YamlText.quoted(hint))) {
          return isAbsolute
              ? "a second issuer: add openid-connect for it"
              : "an issuer whose address the document does not name: add openid-connect with it";
        }
        issuers.add(YamlText.quoted(hint));
      }
      case "mutualTLS" -> {
        return "client certificates: add mtls-auth with the authorities that issue them";
      }
      default -> {
        return "tokens whose issuer the document does not name: add openid-connect or jwt with it";
      }
    }
    return "";
  }

  private static String sentence(List<SecurityNeed> needs, String reason) {
    List<String> names = needs.stream().map(SecurityNeed::scheme).toList();
    return names.size() == 1
        ? "security scheme " + names.getFirst() + " (" + needs.getFirst().type() + "): " + reason
        : "security schemes "
            + String.join(" and ", names)
            + " at once: a caller proves itself once, so nobody is let in";
  }
}
