package gatehouse.config;

import gatehouse.regex.Regex;
import gatehouse.regex.RegexFault;
import gatehouse.regex.RegexOptions;
import gatehouse.spi.Cidr;
import gatehouse.spi.Pem;
import gatehouse.spi.schema.Match.Form;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// The named checks behind [gatehouse.spi.schema.Match], in Kong's words.
final class Forms {
  private Forms() {}

  /// Why the text does not have that form; null if it has.
  static @Nullable String complaint(Form form, String text) {
    return switch (form) {
      case HEADER_NAME -> headerName(text);
      case HOST -> HostForms.host(text);
      case HOST_NAME -> HostForms.hostName(text);
      case HOST_AND_PORT -> HostForms.hostAndPort(text);
      case ROUTE_HOST -> HostForms.routeHost(text);
      case SNI -> HostForms.sni(text);
      case URL -> url(text);
      case REGEX -> regex(text, RegexOptions.PCRE);
      case METHOD -> all(text, Forms::isUpper) ? null : "invalid value: " + shown(text);
      case UUID -> isUuid(text) ? null : "expected a valid UUID";
      case FILE_PATH -> filePath(text);
      case SERVICE_PATH -> PathForms.servicePath(text);
      case ROUTE_PATH -> PathForms.routePath(text);
      case ROUTE_HEADER -> routeHeader(text);
      case NAME -> name(text);
      case TAG -> tag(text);
      case IP_OR_CIDR ->
          Cidr.parse(text) == null ? "invalid ip or cidr range: '" + shown(text) + "'" : null;
      case PEM_CERTIFICATE -> Pem.certificatesComplaint(text);
      case PEM_KEY -> Pem.keyComplaint(text);
      case PEM_PUBLIC_KEY -> Pem.publicKeyComplaint(text);
    };
  }

  private static @Nullable String headerName(String text) {
    return all(text, c -> isAlphanumeric(c) || c == '_' || c == '-')
        ? null
        : "bad header name '"
            + shown(text)
            + "', allowed characters are A-Z, a-z, 0-9, '_', and '-'";
  }

  /// An expression is lowered before it is compiled, as the values are that it meets.
  private static @Nullable String routeHeader(String text) {
    return text.startsWith("~*")
        ? regex(text.substring(2).toLowerCase(Locale.ROOT), RegexOptions.ROUTER)
        : null;
  }

  private static @Nullable String url(String text) {
    try {
      URI uri = new URI(text);
      if (uri.getScheme() == null) {
        return "missing scheme in url";
      }
      return uri.getHost() == null ? "missing host in url" : null;
    } catch (URISyntaxException _) {
      return "expected a URL";
    }
  }

  /// Why the pattern does not compile, or cannot be matched in linear time; null if all is well.
  static @Nullable String regex(String pattern, RegexOptions options) {
    try {
      Regex.compile(pattern, options);
      return null;
    } catch (RegexFault e) {
      return "invalid regex: " + e.getMessage();
    }
  }

  private static @Nullable String filePath(String text) {
    return all(text, c -> c >= ' ' && c != 0x7f && "*&%`".indexOf(c) < 0)
        ? null
        : "not a valid filename";
  }

  private static @Nullable String name(String text) {
    return all(text, c -> isAlphanumeric(c) || c >= 0x80 || ".-_~".indexOf(c) >= 0)
        ? null
        : "invalid value '"
            + shown(text)
            + "': the only accepted ascii characters are alphanumerics or ., -, _, and ~";
  }

  private static @Nullable String tag(String text) {
    return all(text, c -> c >= ' ' && c != 0x7f && c != ',' && c != '/')
        ? null
        : "invalid tag '"
            + shown(text)
            + "': expected printable ascii (except `,` and `/`) or valid utf-8 sequences";
  }

  /// Whether the text is a UUID in its usual form.
  static boolean isUuid(String text) {
    if (text.length() != 36) {
      return false;
    }
    for (int i = 0; i < 36; i++) {
      char c = text.charAt(i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? c != '-' : !isHex(c)) {
        return false;
      }
    }
    return true;
  }

  static boolean isHex(int c) {
    return c >= '0' && c <= '9' || (c | 0x20) >= 'a' && (c | 0x20) <= 'f';
  }

  static boolean isAlphanumeric(int c) {
    return c >= '0' && c <= '9' || (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
  }

  private static boolean isUpper(int c) {
    return c >= 'A' && c <= 'Z';
  }

  static boolean all(String text, IntPredicate allowed) {
    return text.chars().allMatch(allowed);
  }

  /// The text as a fault may repeat it: short, and without characters that upset a terminal.
  static String shown(String text) {
    String start = text.length() > 100 ? text.substring(0, 100) + "…" : text;
    return start.replaceAll("\\p{Cntrl}", "?");
  }
}
