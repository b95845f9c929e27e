package gatehouse.plugin.inspect.schema;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.format.DateFormat;
import com.networknt.schema.format.DateTimeFormat;
import com.networknt.schema.format.Format;
import com.networknt.schema.format.TimeFormat;
import java.net.IDN;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/// The formats that are checked: the standard ones, and those of OpenAPI for texts. The library's
/// own use regular expressions that backtrack, wherever they are not listed by class here.
final class LinearFormats {
  private static final String LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
  private static final String HOSTNAME = LABEL + "(?:\\." + LABEL + ")*";
  private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final String IPV4 = "(?:" + OCTET + "\\.){3}" + OCTET;
  private static final String POINTER = "(?:/(?:[^~/]|~[01])*)*";
  private static final String ATOM = "[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+";

  /// RFC 5321, section 4.1.2: a dotted or quoted local part.
  private static final String LOCAL =
      "(?:" + ATOM + "(?:\\." + ATOM + ")*|\"(?:[ !#-\\[\\]-~]|\\\\[ -~])*\")";

  private static final String VARIABLE =
      "(?:\\w|%[0-9A-Fa-f]{2})(?:\\.?(?:\\w|%[0-9A-Fa-f]{2}))*(?::[1-9][0-9]{0,3}|\\*)?";

  private static final Predicate<String> HOST = whole(HOSTNAME);
  private static final Predicate<String> LOCAL_PART = whole(LOCAL);
  private static final Predicate<String> ADDRESS_4 = whole(IPV4);

  private static final UriText URI = new UriText(false, LinearFormats::isIpv6);
  private static final UriText IRI = new UriText(true, LinearFormats::isIpv6);

  private static final List<Format> ALL = made();

  private LinearFormats() {}

  static List<Format> all() {
    return ALL;
  }

  private static List<Format> made() {
    return List.of(
        new DateFormat(),
        new DateTimeFormat(),
        new TimeFormat(),
        own("uri", URI::isAbsolute),
        own("uri-reference", URI::isReference),
        own("iri", IRI::isAbsolute),
        own("iri-reference", IRI::isReference),
        own(
            "duration",
            whole(
                "P(?:[0-9]+W|(?:[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)"
                    + "(?:T(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S))?"
                    + "|T(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S))")),
        own("hostname", LinearFormats::isHostname),
        own("idn-hostname", LinearFormats::isIdnHostname),
        own("email", text -> isEmail(text, LOCAL_PART, LinearFormats::isHostname)),
        own(
            "idn-email",
            text -> isEmail(text, LinearFormats::isIdnLocal, LinearFormats::isIdnHostname)),
        own("ipv4", ADDRESS_4),
        own("ipv6", LinearFormats::isIpv6),
        own("uuid", whole("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")),
        own("json-pointer", whole(POINTER)),
        own("relative-json-pointer", whole("(?:0|[1-9][0-9]*)(?:#|" + POINTER + ")")),
        own(
            "uri-template",
            whole(
                "(?:[^\\x00-\\x20\\x7F\"%<>\\\\^`{|}]|%[0-9A-Fa-f]{2}|\\{[+#./;?&=,!@|]?"
                    + VARIABLE
                    + "(?:,"
                    + VARIABLE
                    + ")*\\})*")),
        new Pattern(),
        own("byte", whole("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")));
  }

  /// What a format asks of a text: nothing if there is none of that name; empty if only the library
  /// can tell.
  static Optional<Predicate<String>> quick(String name) {
    for (Format format : ALL) {
      if (format.getName().equals(name)) {
        return format instanceof Own own ? Optional.of(own.test) : Optional.empty();
      }
    }
    return Optional.of(_ -> true);
  }

  private record Own(String name, Predicate<String> test) implements Format {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean matches(ExecutionContext context, String value) {
      return test.test(value);
    }
  }

  /// To try a pattern takes some ten thousand times as long as to read it, so what is tried for one
  /// value is bounded.
  private record Pattern() implements Format {
    private static final int MOST_CHARACTERS = 64 << 10;

    @Override
    public String getName() {
      return "regex";
    }

    @Override
    public boolean matches(ExecutionContext context, String value) {
      AtomicInteger tried =
          context.getCollectorContext().computeIfAbsent(Pattern.class, _ -> new AtomicInteger());
      if (tried.addAndGet(value.length()) > MOST_CHARACTERS) {
        throw new LinearPattern.Exhausted();
      }
      return LinearPattern.isOne(value);
    }
  }

  private static Format own(String name, Predicate<String> test) {
    return new Own(name, test);
  }

  private static Predicate<String> whole(String pattern) {
    return LinearPattern.of("^(?:" + pattern + ")$")::matches;
  }

  private static boolean isHostname(String text) {
    return text.length() <= 253 && HOST.test(text);
  }

  private static boolean isIdnHostname(String text) {
    if (text.length() > 253 || text.isEmpty()) {
      return false;
    }
    try {
      return isHostname(IDN.toASCII(text, IDN.USE_STD3_ASCII_RULES));
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static boolean isEmail(String text, Predicate<String> local, Predicate<String> host) {
    int at = text.lastIndexOf('@');
    return at > 0
        && at <= 64
        && local.test(text.substring(0, at))
        && isMailDomain(text.substring(at + 1), host);
  }

  /// RFC 5321, section 4.1.3: a name, or an address in brackets.
  private static boolean isMailDomain(String domain, Predicate<String> host) {
    if (!domain.startsWith("[") || !domain.endsWith("]")) {
      return host.test(domain);
    }
    String literal = domain.substring(1, domain.length() - 1);
    return literal.regionMatches(true, 0, "IPv6:", 0, 5)
        ? isIpv6(literal.substring(5))
        : ADDRESS_4.test(literal);
  }

  private static boolean isIdnLocal(String local) {
    StringBuilder ascii = new StringBuilder();
    local.codePoints().forEach(c -> ascii.append(c < 0x80 ? (char) c : 'x'));
    return LOCAL_PART.test(ascii.toString());
  }

  /// RFC 4291, section 2.2.
  private static boolean isIpv6(String text) {
    if (text.length() > 45) {
      return false;
    }
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text, true) == 8;
    }
    String after = text.substring(gap + 2);
    if (after.contains("::") || after.startsWith(":")) {
      return false;
    }
    int before = gap == 0 ? 0 : groups(text.substring(0, gap), false);
    int rest = after.isEmpty() ? 0 : groups(after, true);
    return before >= 0 && rest >= 0 && before + rest <= 7;
  }

  /// How many groups of 16 bits a part of an address has; -1 if it is none.
  private static int groups(String text, boolean last) {
    int groups = 0;
    String[] parts = text.split(":", -1);
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i];
      if (last && i == parts.length - 1 && part.indexOf('.') >= 0) {
        if (!ADDRESS_4.test(part)) {
          return -1;
        }
        groups += 2;
      } else if (!part.isEmpty()
          && part.length() <= 4
          && part.chars().allMatch(c -> c < 0x80 && Character.digit(c, 16) >= 0)) {
        groups++;
      } else {
        return -1;
      }
    }
    return groups;
  }
}
