package gatehouse.plugin.log;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What syslog messages have in common: facilities, severities, who sends them and when.
final class SyslogMessage {
  /// The name messages have in syslog, Kong's.
  static final String IDENT = "kong";

  /// From the gravest, 0, to the slightest, 7 (RFC 5424, section 6.2.1).
  private static final List<String> SEVERITIES =
      List.of("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug");

  private static final List<String> FACILITIES =
      List.of(
          "kern",
          "user",
          "mail",
          "daemon",
          "auth",
          "syslog",
          "lpr",
          "news",
          "uucp",
          "cron",
          "authpriv",
          "ftp",
          "ntp",
          "audit",
          "console",
          "cron2",
          "local0",
          "local1",
          "local2",
          "local3",
          "local4",
          "local5",
          "local6",
          "local7");

  private static final JsonMapper JSON = new JsonMapper();
  private static final int CLIENT_ERROR = 400;
  private static final int SERVER_ERROR = 500;

  private SyslogMessage() {}

  /// Which severity each kind of answer has, and which is the slightest that is sent.
  record Levels(String least, String successful, String clientErrors, String serverErrors) {
    /// Whether an answer is grave enough to be sent.
    boolean take(int status) {
      return of(status) <= SEVERITIES.indexOf(least);
    }

    int of(int status) {
      return SEVERITIES.indexOf(
          status >= SERVER_ERROR
              ? serverErrors
              : status >= CLIENT_ERROR ? clientErrors : successful);
    }
  }

  /// What a message says of the request it tells of.
  record Facts(int priority, Instant at) {}

  /// Reads what a message needs out of a record. Blocks nothing, but costs a parse: for use off the
  /// event loops.
  static Facts facts(byte[] entry, String facility, Levels levels) {
    JsonNode record = JSON.readTree(entry);
    int severity = levels.of(record.at("/response/status").asInt(0));
    return new Facts(
        FACILITIES.indexOf(facility) * 8 + severity,
        Instant.ofEpochMilli(record.at("/started_at").asLong(0)));
  }

  /// A message: its header in ASCII, and a record.
  static byte[] join(String header, byte[] entry) {
    byte[] head = header.getBytes(StandardCharsets.US_ASCII);
    byte[] message = new byte[head.length + entry.length];
    System.arraycopy(head, 0, message, 0, head.length);
    System.arraycopy(entry, 0, message, head.length, entry.length);
    return message;
  }
}
