package gatehouse.plugin.limit;

import gatehouse.model.Service;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Identity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// What tells one caller from another when requests are counted.
final class CountedBy {
  /// Longer texts are counted by their digest, so that a client cannot fill memory with keys.
  private static final int LONGEST = 128;

  private final By by;
  private final @Nullable HeaderName header;
  private final @Nullable String path;

  /// The kinds of identifiers, named as in configuration.
  enum By {
    CONSUMER,
    CREDENTIAL,
    IP,
    SERVICE,
    HEADER,
    PATH
  }

  /// @param header read for `header`
  /// @param path compared for `path`
  CountedBy(By by, @Nullable String header, @Nullable String path) {
    this.by = by;
    this.header = header == null ? null : HeaderName.of(header);
    this.path = path;
  }

  /// What the caller is counted by; null if the request lacks it and the client's address counts.
  @Nullable String identifier(Exchange x) {
    return switch (by) {
      case CONSUMER -> consumer(x.identity());
      case CREDENTIAL -> credential(x.identity());
      case IP -> null;
      case SERVICE -> {
        Service service = x.service();
        yield service == null ? null : service.id();
      }
      case HEADER -> {
        String value = header == null ? null : x.request().headers().get(header);
        yield value == null ? null : bounded(value);
      }
      case PATH -> x.request().path().equals(path) ? path : null;
    };
  }

  private static @Nullable String consumer(@Nullable Identity identity) {
    return identity != null && identity.consumer() != null
        ? identity.consumer().id()
        : credential(identity);
  }

  private static @Nullable String credential(@Nullable Identity identity) {
    return identity == null || identity.credential() == null ? null : identity.credential().id();
  }

  private static String bounded(String value) {
    if (value.length() <= LONGEST) {
      return value;
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // each JDK has it
    }
  }
}
