package gatehouse.seclang.geo;

import org.jspecify.annotations.Nullable;

/// Knows where addresses are, from memory: it is asked where nothing may block. Thread-safe.
@FunctionalInterface
public interface GeoDatabase {
  /// What is known of an address, null when it is not in the database.
  ///
  /// @param address 4 or 16 bytes
  @Nullable Place find(byte[] address);
}
