package gatehouse.plugin.geo;

import com.maxmind.db.CHMCache;
import com.maxmind.db.InvalidDatabaseException;
import com.maxmind.db.Reader;
import gatehouse.seclang.geo.GeoDatabase;
import gatehouse.seclang.geo.Place;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A MaxMind database of countries or cities (`.mmdb`), read into memory as a whole: a file that is
/// written over while it is mapped would take the process with it. Thread-safe.
public final class GeoFile implements GeoDatabase {
  private static final Logger LOG = LoggerFactory.getLogger("gatehouse.geo");

  /// The part of the heap that one database may take; while a new one replaces it there are two.
  private static final int HEAP_PART = 4;

  private static final int TRIED = 256;

  /// How the types of databases end that know addresses, and nothing of places.
  private static final List<String> OTHERS =
      List.of("ASN", "ISP", "Domain", "Connection-Type", "Anonymous-IP", "Anonymous-Plus");

  private final Path file;
  private final Reader reader;
  private final AtomicBoolean told = new AtomicBoolean();

  private GeoFile(Path file, Reader reader) {
    this.file = file;
    this.reader = reader;
  }

  /// Reads a database, and tries some addresses to know that it can be used.
  ///
  /// @throws IOException if it cannot; the message says why and does not name the file
  public static GeoFile read(Path file) throws IOException {
    long size = Files.size(file);
    long most = Runtime.getRuntime().maxMemory() / HEAP_PART;
    if (size > most) {
      throw new IOException(
          "%d MiB are more than a quarter of the heap, %d MiB; -Xmx sets it"
              .formatted(size >> 20, most >> 20));
    }
    try {
      Reader reader = new Reader(file.toFile(), Reader.FileMode.MEMORY, new CHMCache());
      GeoFile opened = new GeoFile(file, reader);
      opened.tryOut();
      opened.checkType();
      return opened;
    } catch (InvalidDatabaseException
        | CharacterCodingException
        | RuntimeException
        | StackOverflowError e) {
      throw new IOException("not a MaxMind database (.mmdb), or a damaged one", e);
    }
  }

  /// Rules would find no country in it, and nobody would notice.
  private void checkType() throws IOException {
    String type = reader.getMetadata().databaseType();
    if (OTHERS.stream().anyMatch(type::endsWith)) {
      throw new IOException("a database of another kind, not of countries or cities: " + type);
    }
  }

  private void tryOut() throws IOException {
    boolean hasV6 = reader.getMetadata().ipVersion() == 6;
    for (int i = 0; i < TRIED; i++) {
      look(new byte[] {(byte) i, (byte) i, 1, 1});
      if (hasV6) {
        byte[] address = new byte[16];
        address[0] = 0x20;
        address[1] = (byte) i;
        look(address);
      }
    }
  }

  @Override
  public @Nullable Place find(byte[] address) {
    try {
      return look(address);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      if (told.compareAndSet(false, true)) {
        LOG.warn("{} is damaged: an address in it cannot be looked up: {}", file, e.toString());
      }
      return null;
    }
  }

  private @Nullable Place look(byte[] address) throws IOException {
    // Of an array it makes an address without asking anybody, of ::ffff:a.b.c.d an IPv4 one.
    InetAddress known = InetAddress.getByAddress(address);
    if (known instanceof Inet6Address && reader.getMetadata().ipVersion() == 4) {
      return null;
    }
    Map<?, ?> record = reader.get(known, Map.class);
    return record == null ? null : place(record);
  }

  private static Place place(Map<?, ?> record) {
    Map<?, ?> country = map(record.get("country"));
    Map<?, ?> location = map(record.get("location"));
    return new Place(
        text(map(record.get("continent")).get("code")),
        text(country.get("iso_code")),
        name(country),
        text(map(first(record.get("subdivisions"))).get("iso_code")),
        name(map(record.get("city"))),
        text(map(record.get("postal")).get("code")),
        number(location.get("latitude")),
        number(location.get("longitude")),
        text(location.get("metro_code")),
        text(location.get("area_code")));
  }

  /// A part of another type than the format says is no part.
  private static Map<?, ?> map(@Nullable Object part) {
    return part instanceof Map<?, ?> map ? map : Map.of();
  }

  private static @Nullable Object first(@Nullable Object part) {
    return part instanceof List<?> list && !list.isEmpty() ? list.getFirst() : null;
  }

  private static @Nullable String name(Map<?, ?> part) {
    return text(map(part.get("names")).get("en"));
  }

  private static @Nullable String text(@Nullable Object value) {
    return value instanceof String || value instanceof Number ? value.toString() : null;
  }

  private static @Nullable Double number(@Nullable Object value) {
    return value instanceof Number number ? number.doubleValue() : null;
  }
}
