package gatehouse.plugin.log;

import gatehouse.plugin.log.lua.LuaFields;
import gatehouse.plugin.log.queue.DeliveryQueue;
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
import gatehouse.spi.schema.Range;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Sends the record of each request to a TCP server, as a line of JSON.
@Policy(
    name = "tcp-log",
    priority = 7,
    decides = false,
    summary = "Sends the record of each request to a TCP server, as a line of JSON.")
public final class TcpLog implements OnLog {
  private final DeliveryQueue queue;

  /// What an instance is told.
  public record Config(
      @Match(Match.Form.HOST) @Doc("Name or address of the server.") String host,
      @Range(min = 0, max = 65535) @Doc("Its port.") int port,
      @Default("10000") @Range(min = 1) @Doc("Milliseconds connecting may take.") int timeout,
      @Default("60000") @Range(min = 0) @Doc("Milliseconds an unused connection is kept.")
          int keepalive,
      @Default("false")
          @Doc("Whether TLS is spoken. As in Kong, the server's certificate is not verified.")
          boolean tls,
      @Nullable @Match(Match.Form.HOST_NAME) @Doc("The name sent in the TLS handshake.")
          String tlsSni,
      @Nullable @Doc("Members of the record by Lua, as in http-log.")
          Map<String, String> customFieldsByLua)
      implements Checked {
    @Override
    public void check(Check check) {
      LuaFields.check(customFieldsByLua, check);
    }
  }

  /// Builds an instance.
  public TcpLog(Config config, Workshop workshop) {
    StreamWire.Tls tls =
        config.tls()
            ? new StreamWire.Tls(workshop.tls(TlsOptions.UNVERIFIED), config.tlsSni(), false)
            : null;
    queue =
        Entries.queue(
            workshop,
            config.host() + ":" + config.port(),
            config.toString(),
            Entries.ONE_BY_ONE,
            config.customFieldsByLua(),
            new StreamWire(
                new StreamWire.To(
                    config.host(), config.port(), config.timeout(), config.keepalive()),
                tls,
                TcpLog::line,
                workshop.clock()));
  }

  private static byte[] line(byte[] entry) {
    byte[] line = Arrays.copyOf(entry, entry.length + 1);
    line[entry.length] = '\n';
    return line;
  }

  @Override
  public void onLog(Exchange x) {
    queue.add(x.accessRecord().json());
  }
}
