package gatehouse.app;

import gatehouse.model.Settings.Listen;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The flags of a command that serves, each with an environment variable that it wins over.
final class ServerFlags {
  private static final Flag PROXY =
      Flag.one(
          "--proxy-listen",
          "HOST:PORT",
          "Plain HTTP/1.1 and HTTP/2; off turns it off.",
          "Environment: GATEHOUSE_PROXY_LISTEN. Default: 0.0.0.0:8000.");

  private static final Flag PROXY_TLS =
      Flag.one(
          "--proxy-tls-listen",
          "HOST:PORT",
          "TLS, with h2 and http/1.1; off turns it off.",
          "Environment: GATEHOUSE_PROXY_TLS_LISTEN. Default: 0.0.0.0:8443.");

  private static final Flag ADMIN =
      Flag.one(
          "--admin-listen",
          "HOST:PORT",
          "Status, metrics and reload; off turns it off.",
          "Environment: GATEHOUSE_ADMIN_LISTEN. Default: 127.0.0.1:8001.");

  private static final Flag DATABASE =
      Flag.one(
          "--database",
          "off",
          "Where entities are kept; only off, the declarative configuration, is available yet.",
          "Environment: GATEHOUSE_DATABASE. Default: off.");

  private static final Flag DRAIN =
      Flag.one(
          "--drain-timeout",
          "SECONDS",
          "How long SIGTERM waits for requests in flight.",
          "Environment: GATEHOUSE_DRAIN_TIMEOUT. Default: 30.");

  private static final Flag SET =
      new Flag(
          "--set",
          "KEY=VALUE",
          Flag.Takes.ONE_EACH,
          List.of(
              "Any other setting (docs/settings.md lists them); repeatable.",
              "Environment: GATEHOUSE_<KEY>, e.g. GATEHOUSE_TRUSTED_IPS."));

  /// All of them, in the order of the help.
  static final List<Flag> FLAGS = List.of(PROXY, PROXY_TLS, ADMIN, DATABASE, DRAIN, SET);

  private ServerFlags() {}

  /// Reads them all.
  ///
  /// @throws UsageException for the first that cannot be
  static Launch read(Arguments arguments, Terminal terminal) {
    Given database = given(arguments, terminal, DATABASE, "off");
    if (!database.text().equals("off")) {
      throw new UsageException(
          database.source()
              + ": '"
              + database.text()
              + "' is not available yet, only off is: use --config");
    }
    SettingsReader reader = new SettingsReader(terminal.environment());
    arguments.all(SET).forEach(reader::set);
    Listen proxy = listen(given(arguments, terminal, PROXY, "0.0.0.0:8000"));
    Listen proxyTls = listen(given(arguments, terminal, PROXY_TLS, "0.0.0.0:8443"));
    Listen admin = listen(given(arguments, terminal, ADMIN, "127.0.0.1:8001"));
    return new Launch(
        reader.read(proxy, proxyTls, drain(given(arguments, terminal, DRAIN, "30"))),
        admin,
        reader.configSize(),
        reader.word(Setting.LOG_LEVEL),
        reader.word(Setting.LOG_FORMAT).equals("json"));
  }

  /// A text and where it was written.
  private record Given(String text, String source) {}

  private static Given given(Arguments arguments, Terminal terminal, Flag flag, String standard) {
    String text = arguments.one(flag);
    if (text != null) {
      return new Given(text, flag.name());
    }
    String variable =
        "GATEHOUSE_" + flag.name().substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
    String value = terminal.environment().getOrDefault(variable, "");
    return value.isEmpty() ? new Given(standard, "default") : new Given(value, variable);
  }

  private static Duration drain(Given given) {
    long millis = SettingsReader.millis(given.text());
    if (millis < 0 || millis > 86_400_000) {
      throw new UsageException(
          given.source() + ": expected seconds from 0 to 86400, not '" + given.text() + "'");
    }
    return Duration.ofMillis(millis);
  }

  private static @Nullable Listen listen(Given given) {
    String text = given.text();
    if (text.equalsIgnoreCase("off")) {
      return null;
    }
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    boolean bracketed = host.length() > 2 && host.startsWith("[") && host.endsWith("]");
    int port = colon < 0 ? -1 : port(text.substring(colon + 1));
    if (host.isEmpty() || port < 0 || !bracketed && host.indexOf(':') >= 0) {
      throw new UsageException(
          given.source() + ": expected HOST:PORT, [IPV6]:PORT or off, not '" + text + "'");
    }
    return new Listen(bracketed ? host.substring(1, host.length() - 1) : host, port);
  }

  private static int port(String text) {
    try {
      int port = text.isEmpty() || !Character.isDigit(text.charAt(0)) ? -1 : Integer.parseInt(text);
      return port <= 65_535 ? port : -1;
    } catch (NumberFormatException _) {
      return -1;
    }
  }
}
