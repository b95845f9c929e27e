package gatehouse.plugin.log.wire;

import gatehouse.plugin.log.queue.Delivery;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Function;

/// Entries as datagrams. Nobody says whether one arrived, and one that is larger than the network
/// takes is lost: that is what UDP is.
public final class DatagramWire implements Delivery {
  /// What fits into one datagram over IPv4.
  public static final int MOST_BYTES = 65_507;

  private final String host;
  private final int port;
  private final Function<byte[], List<byte[]>> framing;

  /// @param framing the datagrams of an entry
  public DatagramWire(String host, int port, Function<byte[], List<byte[]>> framing) {
    this.host = host;
    this.port = port;
    this.framing = framing;
  }

  @Override
  public void deliver(List<byte[]> batch) throws IOException {
    // The name is looked up each time: a collector that moves is found again.
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new UnknownHostException(host);
    }
    try (DatagramSocket socket = new DatagramSocket()) {
      for (byte[] entry : batch) {
        for (byte[] bytes : framing.apply(entry)) {
          socket.send(new DatagramPacket(bytes, Math.min(bytes.length, MOST_BYTES), address));
        }
      }
    }
  }
}
