package gatehouse.plugin.log;

import gatehouse.plugin.log.lua.LuaFields;
import gatehouse.plugin.log.queue.Delivery;
import gatehouse.plugin.log.queue.DeliveryQueue;
import gatehouse.plugin.log.wire.DatagramWire;
import gatehouse.plugin.log.wire.LocalSocketWire;
import gatehouse.plugin.log.wire.StreamWire;
import gatehouse.spi.Exchange;
import gatehouse.spi.OnLog;
import gatehouse.spi.Policy;
import gatehouse.spi.TlsOptions;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.Range;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Sends the record of each request to syslog, on this machine or another one.
@Policy(
    name = "syslog",
    priority = 4,
    decides = false,
    summary = "Sends the record of each request to syslog, on this machine or another one.")
public final class Syslog implements OnLog {
  private static final Path LOCAL = Path.of("/dev/log");
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int KEEPALIVE_MILLIS = 60_000;
  private static final int PORT = 514;
  private static final int TLS_PORT = 6514;
  private static final DateTimeFormatter LOCAL_TIME =
      DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ROOT);

  private final SyslogMessage.Levels levels;
  private final String facility;
  private final String host;
  private final long process = ProcessHandle.current().pid();
  private final DeliveryQueue queue;

  /// What an instance is told.
  public record Config(
      @Default("info") @Severity @Doc("The slightest severity that is sent.") String logLevel,
      @Default("info") @Severity @Doc("Severity of answers below 400.") String successfulSeverity,
      @Default("info") @Severity @Doc("Severity of answers from 400 to 499.")
          String clientErrorsSeverity,
      @Default("info") @Severity @Doc("Severity of answers from 500 on.")
          String serverErrorsSeverity,
      @Default("user")
          @OneOf({
            "auth",
            "authpriv",
            "cron",
            "daemon",
            "ftp",
            "kern",
            "lpr",
            "mail",
            "news",
            "syslog",
            "user",
            "uucp",
            "local0",
            "local1",
            "local2",
            "local3",
            "local4",
            "local5",
            "local6",
            "local7"
          })
          @Doc("The facility of the messages.")
          String facility,
      @Nullable
          @Match(Match.Form.HOST)
          @Doc("Name or address of another machine; the local syslog if it is not set.")
          String host,
      @Nullable @Range(min = 1, max = 65535) @Doc("Its port; 514, or 6514 for TLS.") Integer port,
      @Nullable
          @OneOf({"udp", "tcp", "tls"})
          @Doc("How that machine is spoken to, in the format of RFC 5424; `udp` if not set.")
          String protocol,
      @Default("true") @Doc("Whether the machine's certificate is verified, for `tls`.")
          boolean sslVerify,
      @Nullable @Doc("Members of the record by Lua, as in http-log.")
          Map<String, String> customFieldsByLua)
      implements Checked {
    @Override
    public void check(Check check) {
      LuaFields.check(customFieldsByLua, check);
      if (host == null && (port != null || protocol != null)) {
        check.required("host", port != null ? "port" : "protocol");
      }
    }
  }

  /// Builds an instance.
  public Syslog(Config config, Workshop workshop) {
    levels =
        new SyslogMessage.Levels(
            config.logLevel(),
            config.successfulSeverity(),
            config.clientErrorsSeverity(),
            config.serverErrorsSeverity());
    facility = config.facility();
    host = workshop.hostName();
    queue =
        Entries.queue(
            workshop,
            config.host() == null ? LOCAL.toString() : config.host(),
            config.toString(),
            Entries.ONE_BY_ONE,
            config.customFieldsByLua(),
            delivery(config, workshop));
  }

  private Delivery delivery(Config config, Workshop workshop) {
    String to = config.host();
    if (to == null) {
      return new LocalSocketWire(LOCAL, this::localMessage);
    }
    String protocol = config.protocol() == null ? "udp" : config.protocol();
    int port = config.port() != null ? config.port() : protocol.equals("tls") ? TLS_PORT : PORT;
    if (protocol.equals("udp")) {
      return new DatagramWire(to, port, entry -> List.of(message(entry)));
    }
    StreamWire.Tls tls =
        protocol.equals("tls")
            ? new StreamWire.Tls(
                workshop.tls(TlsOptions.of(config.sslVerify())), null, config.sslVerify())
            : null;
    return new StreamWire(
        new StreamWire.To(to, port, TIMEOUT_MILLIS, KEEPALIVE_MILLIS),
        tls,
        this::counted,
        workshop.clock());
  }

  @Override
  public void onLog(Exchange x) {
    if (levels.take(x.accessRecord().status())) {
      queue.add(x.accessRecord().json());
    }
  }

  /// RFC 5424, section 6.
  private byte[] message(byte[] entry) {
    SyslogMessage.Facts facts = SyslogMessage.facts(entry, facility, levels);
    return SyslogMessage.join(
        "<%d>1 %s %s %s %d - - "
            .formatted(facts.priority(), facts.at(), host, SyslogMessage.IDENT, process),
        entry);
  }

  /// A message in a stream is preceded by its length (RFC 6587, section 3.4.1).
  private byte[] counted(byte[] entry) {
    byte[] message = message(entry);
    return SyslogMessage.join(message.length + " ", message);
  }

  /// What the C library's `syslog` writes.
  private byte[] localMessage(byte[] entry) {
    SyslogMessage.Facts facts = SyslogMessage.facts(entry, facility, levels);
    String time = LOCAL_TIME.format(facts.at().atZone(ZoneId.systemDefault()));
    return SyslogMessage.join(
        "<%d>%s %s[%d]: ".formatted(facts.priority(), time, SyslogMessage.IDENT, process), entry);
  }
}
