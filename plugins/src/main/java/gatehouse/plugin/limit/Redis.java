package gatehouse.plugin.limit;

import gatehouse.spi.Secret;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Range;
import gatehouse.spi.schema.Referenceable;
import org.jspecify.annotations.Nullable;

/// Where a Redis server is and how it is spoken to.
public record Redis(
    @Nullable @Referenceable @Doc("Name or address of the server.") String host,
    @Default("6379") @Range(min = 0, max = 65535) @Referenceable @Doc("Port of the server.")
        int port,
    @Default("2000") @Range(min = 0, max = 2147483646) @Doc("Milliseconds each step may take.")
        int timeout,
    @Nullable @Referenceable @Doc("User name; null for the default user.") String username,
    @Nullable @Referenceable @Doc("Password.") Secret password,
    @Default("0") @Range(min = 0) @Doc("Number of the database.") int database,
    @Default("false") @Doc("Whether TLS is spoken.") boolean ssl,
    @Default("false") @Doc("Whether the server's certificate is verified.") boolean sslVerify,
    @Nullable @Doc("Server name sent and verified in TLS.") String serverName) {

  /// Reports what keeps `policy: redis` from working.
  void check(Check check) {
    if (host == null) {
      check.required("redis.host", "policy");
    } else {
      check.fault("policy", "redis is not available yet; use local");
    }
  }
}
