package gatehouse.app;

import gatehouse.model.Settings;
import gatehouse.model.Settings.Limits;
import gatehouse.model.Settings.Listen;
import gatehouse.model.Settings.Timeouts;
import gatehouse.model.Settings.Trust;
import gatehouse.spi.Cidr;
import gatehouse.spi.HeaderName;
import gatehouse.spi.IpAddress;
import gatehouse.spi.IpSet;
import gatehouse.spi.Tracing;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Turns texts from flags and the environment into [Settings]. Every text is checked here; a bad
/// one is a [UsageException] that names where it was written and what would be accepted.
final class SettingsReader {
  /// Kong's informational headers, in lower case, besides the groups `server_tokens` and
  /// `latency_tokens`.
  private static final Set<String> TOKENS =
      Set.of(
          "server_tokens",
          "latency_tokens",
          "server",
          "via",
          "x-kong-upstream-latency",
          "x-kong-proxy-latency",
          "x-kong-response-latency",
          "x-kong-admin-latency",
          "x-kong-upstream-status",
          "x-kong-request-id");

  private static final Set<String> LEVELS =
      Set.of("debug", "info", "notice", "warn", "error", "crit");

  /// Kong's words for what is traced.
  private static final Set<String> INSTRUMENTATIONS =
      Set.of(
          "off",
          "all",
          "request",
          "router",
          "balancer",
          "plugin_rewrite",
          "plugin_access",
          "plugin_header_filter",
          "dns_query",
          "http_client",
          "db_query");

  /// A text and where it was written.
  private static final int DNS_PORT = 53;

  private static final int MOST_PORT = 65_535;

  private record Given(String text, String source) {}

  private final Map<Setting, Given> given = new EnumMap<>(Setting.class);

  /// Takes what the environment sets. Other variables that begin with `GATEHOUSE_` are left alone:
  /// Kubernetes makes some for a service of that name.
  SettingsReader(Map<String, String> environment) {
    for (Setting setting : Setting.values()) {
      String text = environment.get(setting.variable());
      if (text != null) {
        given.put(setting, new Given(text, setting.variable()));
      }
    }
  }

  /// Takes one `KEY=VALUE` of the command line, which wins over the environment.
  void set(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      throw new UsageException("--set takes KEY=VALUE, not '" + assignment + "'");
    }
    String key = assignment.substring(0, equals).strip();
    Setting setting = Setting.find(key);
    if (setting == null) {
      throw new UsageException("unknown setting '" + key + "'" + hint(key));
    }
    given.put(setting, new Given(assignment.substring(equals + 1).strip(), "--set " + key));
  }

  /// The word that a setting of kind WORD has.
  String word(Setting setting) {
    Set<String> words = setting == Setting.LOG_LEVEL ? LEVELS : Set.of("text", "json");
    String text = text(setting).toLowerCase(Locale.ROOT);
    if (!words.contains(text)) {
      throw bad(setting);
    }
    return text;
  }

  /// The most bytes of one text of the configuration.
  int configSize() {
    return (int) size(Setting.CONFIG_MAX_SIZE);
  }

  /// All settings together.
  Settings read(@Nullable Listen proxy, @Nullable Listen proxyTls, Duration drainTimeout) {
    int loops = count(Setting.LOOPS);
    return new Settings(
        proxy,
        proxyTls,
        isOn(Setting.REUSE_PORT),
        loops == 0 ? Runtime.getRuntime().availableProcessors() : loops,
        drainTimeout,
        trust(),
        limits(),
        timeouts(),
        tokens(),
        isOn(Setting.UPSTREAM_TLS_VERIFY),
        path(Setting.IDENTITY_JWKS_PATH),
        tracing(),
        nameServers());
  }

  private List<InetSocketAddress> nameServers() {
    List<InetSocketAddress> servers = new ArrayList<>();
    for (String part : parts(Setting.DNS_RESOLVER)) {
      servers.add(nameServer(part));
    }
    return List.copyOf(servers);
  }

  /// `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1` or `[2001:db8::1]:5353`.
  private InetSocketAddress nameServer(String text) {
    boolean bracketed = text.startsWith("[");
    int colon = text.lastIndexOf(':');
    boolean hasPort =
        colon > 0 && (bracketed ? text.indexOf(']') < colon : text.indexOf(':') == colon);
    String host = hasPort ? text.substring(0, colon) : text;
    IpAddress address =
        IpAddress.parse(
            bracketed && host.endsWith("]") ? host.substring(1, host.length() - 1) : host);
    long port = hasPort ? number(text.substring(colon + 1), 1) : DNS_PORT;
    if (address == null || bracketed && address.v4() || port < 1 || port > MOST_PORT) {
      throw bad(Setting.DNS_RESOLVER);
    }
    return new InetSocketAddress(address.toInetAddress(), (int) port);
  }

  private Tracing tracing() {
    Set<String> words = new TreeSet<>();
    for (String part : parts(Setting.TRACING_INSTRUMENTATIONS)) {
      String word = part.toLowerCase(Locale.ROOT);
      if (!INSTRUMENTATIONS.contains(word)) {
        throw new UsageException(
            source(Setting.TRACING_INSTRUMENTATIONS)
                + ": unknown name '"
                + part
                + "'"
                + Nearest.hint(word, INSTRUMENTATIONS));
      }
      words.add(word);
    }
    return new Tracing(
        words.contains("off") ? Set.of() : words, share(Setting.TRACING_SAMPLING_RATE));
  }

  private double share(Setting setting) {
    String text = text(setting);
    boolean plain = !text.isEmpty() && text.chars().allMatch(c -> c == '.' || Character.isDigit(c));
    try {
      double value = plain ? Double.parseDouble(text) : -1;
      if (value >= 0 && value <= 1) {
        return value;
      }
    } catch (NumberFormatException _) {
      // Told below.
    }
    throw bad(setting);
  }

  private Trust trust() {
    return new Trust(
        new IpSet(ranges()), header(), isOn(Setting.REAL_IP_RECURSIVE), count(Setting.IPV6_PREFIX));
  }

  private Limits limits() {
    return new Limits(
        size(Setting.CLIENT_MAX_BODY_SIZE),
        count(Setting.CLIENT_MAX_HEADERS),
        (int) size(Setting.CLIENT_HEADER_BUFFER),
        count(Setting.CLIENT_MAX_CONNECTIONS),
        count(Setting.HTTP2_MAX_STREAMS),
        (int) size(Setting.HTTP2_MAX_HEADER_LIST),
        count(Setting.HTTP2_MAX_RESETS),
        size(Setting.BODY_MEMORY));
  }

  private Timeouts timeouts() {
    return new Timeouts(
        duration(Setting.CLIENT_HEADER_TIMEOUT),
        duration(Setting.CLIENT_BODY_TIMEOUT),
        duration(Setting.SEND_TIMEOUT),
        duration(Setting.KEEPALIVE_TIMEOUT));
  }

  private List<Cidr> ranges() {
    List<Cidr> ranges = new ArrayList<>();
    for (String part : parts(Setting.TRUSTED_IPS)) {
      Cidr range = Cidr.parse(part);
      if (range == null) {
        throw bad(Setting.TRUSTED_IPS);
      }
      ranges.add(range);
    }
    return ranges;
  }

  private HeaderName header() {
    String text = text(Setting.REAL_IP_HEADER);
    if (!HeaderName.isToken(text) || text.equals("proxy_protocol")) {
      throw bad(Setting.REAL_IP_HEADER);
    }
    return HeaderName.of(text);
  }

  private Set<String> tokens() {
    if (text(Setting.HEADERS).equalsIgnoreCase("off")) {
      return Set.of();
    }
    Set<String> tokens = new TreeSet<>();
    for (String part : parts(Setting.HEADERS)) {
      String token = part.toLowerCase(Locale.ROOT);
      if (!TOKENS.contains(token)) {
        throw new UsageException(
            source(Setting.HEADERS)
                + ": unknown name '"
                + part
                + "'"
                + Nearest.hint(token, TOKENS));
      }
      tokens.add(token);
    }
    return tokens;
  }

  /// A path as requests have it once it is canonical; null where it is off.
  private @Nullable String path(Setting setting) {
    String text = text(setting);
    if (text.equalsIgnoreCase("off")) {
      return null;
    }
    if (!text.startsWith("/")
        || !Arrays.stream(text.substring(1).split("/", -1)).allMatch(SettingsReader::isSegment)) {
      throw bad(setting);
    }
    return text;
  }

  private static boolean isSegment(String text) {
    return !text.isEmpty()
        && !text.equals(".")
        && !text.equals("..")
        && text.chars()
            .allMatch(c -> c < 128 && Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
  }

  private boolean isOn(Setting setting) {
    return switch (text(setting).toLowerCase(Locale.ROOT)) {
      case "on", "true" -> true;
      case "off", "false" -> false;
      default -> throw bad(setting);
    };
  }

  private int count(Setting setting) {
    return (int) bounded(setting, number(text(setting), 1));
  }

  private long size(Setting setting) {
    String text = text(setting).toLowerCase(Locale.ROOT);
    int shift = text.isEmpty() ? -1 : "kmg".indexOf(text.charAt(text.length() - 1));
    return bounded(
        setting,
        shift < 0
            ? number(text, 1)
            : number(text.substring(0, text.length() - 1), 1L << 10 * (shift + 1)));
  }

  private Duration duration(Setting setting) {
    long millis = millis(text(setting));
    if (millis < setting.least * 1000 || millis > setting.most * 1000) {
      throw bad(setting);
    }
    return Duration.ofMillis(millis);
  }

  /// Milliseconds of `75`, `75s`, `1500ms`, `2m` or `1h`; -1 if it is nothing of that.
  static long millis(String duration) {
    String text = duration.toLowerCase(Locale.ROOT);
    int digits = 0;
    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    long factor =
        switch (text.substring(digits)) {
          case "ms" -> 1;
          case "", "s" -> 1000;
          case "m" -> 60_000;
          case "h" -> 3_600_000;
          default -> 0;
        };
    return factor == 0 ? -1 : number(text.substring(0, digits), factor);
  }

  private static long number(String digits, long factor) {
    try {
      return digits.startsWith("+") || digits.startsWith("-")
          ? -1
          : Math.multiplyExact(Long.parseLong(digits), factor);
    } catch (NumberFormatException | ArithmeticException _) {
      return -1;
    }
  }

  private long bounded(Setting setting, long value) {
    if (value < setting.least || value > setting.most) {
      throw bad(setting);
    }
    return value;
  }

  private List<String> parts(Setting setting) {
    return Arrays.stream(text(setting).split(","))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  private String text(Setting setting) {
    Given one = given.get(setting);
    return one == null ? setting.standard : one.text();
  }

  private String source(Setting setting) {
    Given one = given.get(setting);
    return one == null ? setting.key() : one.source();
  }

  private UsageException bad(Setting setting) {
    return new UsageException(
        source(setting) + ": expected " + setting.accepted() + ", not '" + text(setting) + "'");
  }

  /// Kong spells nginx's own directives with a prefix that is left out here.
  private static String hint(String key) {
    List<String> keys = Arrays.stream(Setting.values()).map(Setting::key).toList();
    for (String prefix : List.of("nginx_http_", "nginx_proxy_", "nginx_")) {
      if (key.startsWith(prefix) && keys.contains(key.substring(prefix.length()))) {
        return "; did you mean '" + key.substring(prefix.length()) + "'?";
      }
    }
    String underscored = key.toLowerCase(Locale.ROOT).replace('-', '_');
    return keys.contains(underscored)
        ? "; did you mean '" + underscored + "'?"
        : Nearest.hint(key, keys);
  }
}
