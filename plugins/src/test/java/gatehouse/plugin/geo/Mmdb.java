package gatehouse.plugin.geo;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Writes small databases in MaxMind's format, version 2.0.
public final class Mmdb {
  private static final byte[] MARKER =
      "\u00ab\u00cd\u00efMaxMind.com".getBytes(StandardCharsets.ISO_8859_1);
  private static final int SEPARATOR = 16;
  private static final int EMPTY = -1;

  private final int ipVersion;
  private final int recordSize;

  /// Both sides of each node: another node, [#EMPTY], or a record as `-2 - offset` of its data.
  private final List<int[]> nodes = new ArrayList<>();

  private String type = "Test-City";
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  /// @param ipVersion 4 or 6
  /// @param recordSize 24, 28 or 32 bits
  public Mmdb(int ipVersion, int recordSize) {
    this.ipVersion = ipVersion;
    this.recordSize = recordSize;
    nodes.add(new int[] {EMPTY, EMPTY});
  }

  /// What is known of a few documentation addresses, as MaxMind's city databases say it.
  public static Mmdb ofCities() {
    Map<String, Object> pasadena =
        Map.of(
            "continent", Map.of("code", "NA", "names", Map.of("en", "North America")),
            "country", Map.of("iso_code", "US", "names", Map.of("en", "United States")),
            "subdivisions", List.of(Map.of("iso_code", "CA"), Map.of("iso_code", "XX")),
            "city", Map.of("names", Map.of("en", "Pasadena", "de", "anders")),
            "postal", Map.of("code", "91101"),
            "location", Map.of("latitude", 34.1478, "longitude", -118.1445, "metro_code", 803));
    Map<String, Object> zurich =
        Map.of(
            "continent", Map.of("code", "EU"),
            "country", Map.of("iso_code", "CH", "names", Map.of("en", "Switzerland")),
            "city", Map.of("names", Map.of("en", "Zürich")));
    return new Mmdb(6, 28)
        .put("203.0.113.0/24", pasadena)
        .put("198.51.100.64/26", zurich)
        .put("2001:db8:1::/48", zurich);
  }

  /// Adds a network; later ones must not lie within earlier ones.
  public Mmdb put(String network, Object record) {
    String[] parts = network.split("/");
    byte[] address = address(parts[0]);
    int bits = Integer.parseInt(parts[1]);
    if (ipVersion == 6 && address.length == 4) {
      address = ByteBuffer.allocate(16).position(12).put(address).array();
      bits += 96;
    }
    int node = 0;
    for (int i = 0; i < bits; i++) {
      int side = address[i / 8] >> (7 - i % 8) & 1;
      int[] sides = nodes.get(node);
      if (i == bits - 1) {
        sides[side] = -2 - data.size();
      } else if (sides[side] < 0) {
        sides[side] = nodes.size();
        nodes.add(new int[] {EMPTY, EMPTY});
      }
      node = Math.max(sides[side], 0);
    }
    write(record, data);
    return this;
  }

  /// Says what it is a database of.
  public Mmdb type(String what) {
    type = what;
    return this;
  }

  /// A literal address, so that nobody is asked.
  private static byte[] address(String literal) {
    try {
      return InetAddress.ofLiteral(literal).getAddress();
    } catch (IllegalArgumentException e) {
      throw new AssertionError(e);
    }
  }

  public byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int[] sides : nodes) {
      node(value(sides[0]), value(sides[1]), out);
    }
    out.writeBytes(new byte[SEPARATOR]);
    out.writeBytes(data.toByteArray());
    out.writeBytes(MARKER);
    write(
        Map.of(
            "binary_format_major_version",
            2,
            "binary_format_minor_version",
            0,
            "build_epoch",
            1_700_000_000L,
            "database_type",
            type,
            "description",
            Map.of("en", "test"),
            "ip_version",
            ipVersion,
            "languages",
            List.of("en"),
            "node_count",
            nodes.size(),
            "record_size",
            recordSize),
        out);
    return out.toByteArray();
  }

  private long value(int side) {
    return side == EMPTY ? nodes.size() : side >= 0 ? side : nodes.size() + SEPARATOR - 2 - side;
  }

  private void node(long left, long right, ByteArrayOutputStream out) {
    switch (recordSize) {
      case 24 -> {
        number(left, 3, out);
        number(right, 3, out);
      }
      case 28 -> {
        number(left & 0xff_ffff, 3, out);
        out.write((int) (left >> 24 << 4 | right >> 24));
        number(right & 0xff_ffff, 3, out);
      }
      default -> {
        number(left, 4, out);
        number(right, 4, out);
      }
    }
  }

  private static void number(long value, int bytes, ByteArrayOutputStream out) {
    for (int i = bytes - 1; i >= 0; i--) {
      out.write((int) (value >> (8 * i)));
    }
  }

  private static void write(Object value, ByteArrayOutputStream out) {
    switch (value) {
      case String text -> {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        control(2, bytes.length, out);
        out.writeBytes(bytes);
      }
      case Double number -> {
        control(3, 8, out);
        out.writeBytes(ByteBuffer.allocate(8).putDouble(number).array());
      }
      case Integer number -> {
        control(6, 4, out);
        number(number, 4, out);
      }
      case Long number -> {
        control(9, 8, out);
        number(number, 8, out);
      }
      case Map<?, ?> map -> {
        control(7, map.size(), out);
        map.forEach((key, part) -> {
          write(key, out);
          write(part, out);
        });
      }
      case List<?> list -> {
        control(11, list.size(), out);
        list.forEach(part -> write(part, out));
      }
      case byte[] raw -> out.writeBytes(raw);
      default -> throw new IllegalArgumentException(value.getClass().getName());
    }
  }

  private static void control(int type, int size, ByteArrayOutputStream out) {
    int high = type > 7 ? 0 : type << 5;
    out.write(high | Math.min(size, 29));
    if (type > 7) {
      out.write(type - 7);
    }
    if (size >= 29) {
      out.write(size - 29);
    }
  }
}
