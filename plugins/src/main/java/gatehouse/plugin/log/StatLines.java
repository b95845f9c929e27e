package gatehouse.plugin.log;

import gatehouse.model.Consumer;
import gatehouse.spi.AccessRecord;
import gatehouse.spi.Identity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Packs lines of a statistics protocol into datagrams.
final class StatLines {
  private StatLines() {}

  /// The datagrams of an entry that holds lines.
  ///
  /// @param packetSize bytes of a datagram that lines are put into together; 0 gives each its own
  static List<byte[]> datagrams(byte[] entry, int packetSize) {
    List<byte[]> packets = new ArrayList<>();
    StringBuilder packet = new StringBuilder();
    for (String line : new String(entry, StandardCharsets.UTF_8).split("\n", -1)) {
      if (!packet.isEmpty() && packet.length() + 1 + line.length() > packetSize) {
        packets.add(packet.toString().getBytes(StandardCharsets.UTF_8));
        packet.setLength(0);
      }
      packet.append(packet.isEmpty() ? "" : "\n").append(line);
    }
    if (!packet.isEmpty()) {
      packets.add(packet.toString().getBytes(StandardCharsets.UTF_8));
    }
    return packets;
  }

  /// The name of one of the six plain numbers on the wire.
  static String dotted(String metric) {
    return switch (metric) {
      case "request_count" -> "request.count";
      case "request_size" -> "request.size";
      case "response_size" -> "response.size";
      default -> metric;
    };
  }

  /// One of the six plain numbers; -1 if the request has none.
  static long value(String metric, AccessRecord record) {
    return switch (metric) {
      case "request_count" -> 1;
      case "request_size" -> record.requestBytes();
      case "response_size" -> record.responseBytes();
      case "latency" -> record.requestMillis();
      case "upstream_latency" -> record.upstreamMillis();
      default -> record.gatewayMillis();
    };
  }

  /// The letters that a kind of metric has on the wire.
  static String letters(String statType) {
    return switch (statType) {
      case "counter" -> "c";
      case "gauge" -> "g";
      case "histogram" -> "h";
      case "meter" -> "m";
      case "set" -> "s";
      case "distribution" -> "d";
      default -> "ms";
    };
  }

  /// A name as one part of a dotted one.
  static String part(String name) {
    StringBuilder part = new StringBuilder(name.length());
    name.chars().forEach(c -> part.append(isSafe(c) ? (char) c : '_'));
    return part.toString();
  }

  private static boolean isSafe(int c) {
    return c != '.' && c != ':' && c != '|' && c != '@' && c != '#' && c != ',' && c > ' ';
  }

  /// What names a user within a dotted name or as the member of a set; it keeps its dots, as in
  /// Kong.
  static String user(String user) {
    StringBuilder part = new StringBuilder(user.length());
    user.chars().forEach(c -> part.append(isSafe(c) || c == '.' || c == '@' ? (char) c : '_'));
    return part.toString();
  }

  /// A value of a tag.
  static String tag(String value) {
    StringBuilder tag = new StringBuilder(value.length());
    value.chars().forEach(c -> tag.append(isSafe(c) || c == '.' || c == ':' ? (char) c : '_'));
    return tag.toString();
  }

  /// The identifier of a consumer: by what was asked for, else by what there is.
  static @Nullable String consumer(@Nullable Identity caller, String by) {
    Consumer consumer = caller == null ? null : caller.consumer();
    if (consumer == null) {
      return null;
    }
    return switch (by) {
      case "consumer_id" -> consumer.id();
      case "username" -> consumer.username();
      default -> consumer.customId();
    };
  }
}
