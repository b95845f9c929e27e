package gatehouse.plugin.log;

import gatehouse.plugin.log.lua.LuaFields;
import gatehouse.plugin.log.queue.DeliveryQueue;
import gatehouse.plugin.log.wire.DatagramWire;
import gatehouse.spi.Exchange;
import gatehouse.spi.OnLog;
import gatehouse.spi.Policy;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Range;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Sends the record of each request to a UDP server, as a datagram of JSON.
@Policy(
    name = "udp-log",
    priority = 8,
    decides = false,
    summary = "Sends the record of each request to a UDP server, as a datagram of JSON.")
public final class UdpLog implements OnLog {
  private final DeliveryQueue queue;

  /// What an instance is told.
  public record Config(
      @Match(Match.Form.HOST) @Doc("Name or address of the server.") String host,
      @Range(min = 0, max = 65535) @Doc("Its port.") int port,
      @Default("10000") @Range(min = 1) @Doc("Without effect: a datagram never waits.") int timeout,
      @Nullable @Doc("Members of the record by Lua, as in http-log.")
          Map<String, String> customFieldsByLua)
      implements Checked {
    @Override
    public void check(Check check) {
      LuaFields.check(customFieldsByLua, check);
    }
  }

  /// Builds an instance.
  public UdpLog(Config config, Workshop workshop) {
    queue =
        Entries.queue(
            workshop,
            config.host() + ":" + config.port(),
            config.toString(),
            Entries.ONE_BY_ONE,
            config.customFieldsByLua(),
            new DatagramWire(config.host(), config.port(), List::of));
  }

  @Override
  public void onLog(Exchange x) {
    queue.add(x.accessRecord().json());
  }
}
