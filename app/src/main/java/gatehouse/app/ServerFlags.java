package gatehouse.app;

import gatehouse.model.Settings.Listen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The flags of a command that serves, each with an environment variable that it wins over.
final class ServerFlags {
  @Option(
      names = "--proxy-listen",
      paramLabel = "HOST:PORT",
      description = {
        "Plain HTTP/1.1 and HTTP/2; off turns it off.",
        "Environment: GATEHOUSE_PROXY_LISTEN. Default: 0.0.0.0:8000."
      })
  private @Nullable String proxyListen;

  @Option(
      names = "--proxy-tls-listen",
      paramLabel = "HOST:PORT",
      description = {
        "TLS, with h2 and http/1.1; off turns it off.",
        "Environment: GATEHOUSE_PROXY_TLS_LISTEN. Default: 0.0.0.0:8443."
      })
  private @Nullable String proxyTlsListen;

  @Option(
      names = "--admin-listen",
      paramLabel = "HOST:PORT",
      description = {
        "Status, metrics and reload; off turns it off.",
        "Environment: GATEHOUSE_ADMIN_LISTEN. Default: 127.0.0.1:8001."
      })
  private @Nullable String adminListen;

  @Option(
      names = "--database",
      paramLabel = "off",
      description = {
        "Where entities are kept; only off, the declarative configuration, is available yet.",
        "Environment: GATEHOUSE_DATABASE. Default: off."
      })
  private @Nullable String database;

  @Option(
      names = "--drain-timeout",
      paramLabel = "SECONDS",
      description = {
        "How long SIGTERM waits for requests in flight.",
        "Environment: GATEHOUSE_DRAIN_TIMEOUT. Default: 30."
      })
  private @Nullable String drainTimeout;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = {
        "Any other setting (docs/settings.md lists them); repeatable.",
        "Environment: GATEHOUSE_<KEY>, e.g. GATEHOUSE_TRUSTED_IPS."
      })
  private List<String> assignments = new ArrayList<>();

  /// Reads them all.
  ///
  /// @throws UsageException for the first that cannot be
  Launch read(Terminal terminal) {
    requireNoDatabase(text(terminal, database, "GATEHOUSE_DATABASE", "off").text());
    SettingsReader reader = new SettingsReader(terminal.environment());
    assignments.forEach(reader::set);
    Listen proxy = listen(terminal, proxyListen, "proxy-listen", "0.0.0.0:8000");
    Listen proxyTls = listen(terminal, proxyTlsListen, "proxy-tls-listen", "0.0.0.0:8443");
    Listen admin = listen(terminal, adminListen, "admin-listen", "127.0.0.1:8001");
    return new Launch(
        reader.read(proxy, proxyTls, drain(terminal)),
        admin,
        reader.word(Setting.LOG_LEVEL),
        reader.word(Setting.LOG_FORMAT).equals("json"));
  }

  /// A text and where it was written.
  private record Given(String text, String source) {}

  private static Given text(
      Terminal terminal, @Nullable String flag, String variable, String standard) {
    if (flag != null) {
      return new Given(
          flag, "--" + variable.substring(10).toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    String value = terminal.environment().getOrDefault(variable, "");
    return value.isEmpty() ? new Given(standard, "default") : new Given(value, variable);
  }

  private static void requireNoDatabase(String database) {
    if (!database.equals("off")) {
      throw new UsageException(
          "--database: '" + database + "' is not available yet, only off is: use --config");
    }
  }

  private Duration drain(Terminal terminal) {
    Given given = text(terminal, drainTimeout, "GATEHOUSE_DRAIN_TIMEOUT", "30");
    long millis = SettingsReader.millis(given.text());
    if (millis < 0 || millis > 86_400_000) {
      throw new UsageException(
          given.source() + ": expected seconds from 0 to 86400, not '" + given.text() + "'");
    }
    return Duration.ofMillis(millis);
  }

  private static @Nullable Listen listen(
      Terminal terminal, @Nullable String flag, String name, String standard) {
    String variable = "GATEHOUSE_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    Given given = text(terminal, flag, variable, standard);
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
