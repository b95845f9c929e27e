package gatehouse.plugin.log;

import gatehouse.plugin.log.lua.LuaFields;
import gatehouse.plugin.log.queue.DeliveryQueue;
import gatehouse.plugin.log.wire.DatagramWire;
import gatehouse.spi.Exchange;
import gatehouse.spi.OnLog;
import gatehouse.spi.Policy;
import gatehouse.spi.Secret;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Range;
import gatehouse.spi.schema.Referenceable;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Sends the record of each request to Loggly.
@Policy(
    name = "loggly",
    priority = 6,
    decides = false,
    summary = "Sends the record of each request to Loggly.")
public final class Loggly implements OnLog {
  /// Loggly's own private enterprise number, which marks the customer's token.
  private static final String ENTERPRISE = "41058";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final SyslogMessage.Levels levels;
  private final String host;
  private final Secret key;
  private final List<String> tags;
  private final DeliveryQueue queue;

  /// What an instance is told.
  public record Config(
      @Default("logs-01.loggly.com") @Match(Match.Form.HOST) @Doc("Name or address of Loggly.")
          String host,
      @Default("514") @Range(min = 0, max = 65535) @Doc("Its port, for UDP.") int port,
      @Referenceable @Doc("The customer's token.") Secret key,
      @Default("[\"kong\"]") @Doc("Tags of the messages.") List<String> tags,
      @Default("info") @Severity @Doc("The slightest severity that is sent.") String logLevel,
      @Default("info") @Severity @Doc("Severity of answers below 400.") String successfulSeverity,
      @Default("info") @Severity @Doc("Severity of answers from 400 to 499.")
          String clientErrorsSeverity,
      @Default("info") @Severity @Doc("Severity of answers from 500 on.")
          String serverErrorsSeverity,
      @Default("10000") @Range(min = 1) @Doc("Without effect: a datagram never waits.") int timeout,
      @Nullable @Doc("Members of the record by Lua, as in http-log.")
          Map<String, String> customFieldsByLua)
      implements Checked {
    @Override
    public void check(Check check) {
      LuaFields.check(customFieldsByLua, check);
      for (String tag : tags) {
        if (tag.chars().anyMatch(c -> c < ' ' || c == '"' || c == ']' || c == '\\')) {
          check.fault("tags", "a tag may not hold quotes, brackets, backslashes or controls");
        }
      }
    }
  }

  /// Builds an instance.
  public Loggly(Config config, Workshop workshop) {
    levels =
        new SyslogMessage.Levels(
            config.logLevel(),
            config.successfulSeverity(),
            config.clientErrorsSeverity(),
            config.serverErrorsSeverity());
    host = workshop.hostName();
    key = config.key();
    tags = config.tags();
    queue =
        Entries.queue(
            workshop,
            config.host() + ":" + config.port(),
            config.toString() + key.reveal(),
            Entries.ONE_BY_ONE,
            config.customFieldsByLua(),
            new DatagramWire(config.host(), config.port(), entry -> List.of(message(entry))));
  }

  @Override
  public void onLog(Exchange x) {
    if (levels.take(x.accessRecord().status())) {
      queue.add(x.accessRecord().json());
    }
  }

  private byte[] message(byte[] entry) {
    SyslogMessage.Facts facts = SyslogMessage.facts(entry, "user", levels);
    StringBuilder data = new StringBuilder(key.reveal()).append('@').append(ENTERPRISE);
    tags.forEach(tag -> data.append(" tag=\"").append(tag).append('"'));
    return SyslogMessage.join(
        "<%d>1 %s %s %s - - [%s] "
            .formatted(facts.priority(), TIME.format(facts.at()), host, SyslogMessage.IDENT, data),
        entry);
  }
}
