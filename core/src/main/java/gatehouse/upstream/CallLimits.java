package gatehouse.upstream;

/// How long a service may take.
///
/// @param connectMillis for a connection, and again for its TLS handshake
/// @param readNanos the longest pause between two reads
/// @param writeNanos the longest pause between two writes
public record CallLimits(int connectMillis, long readNanos, long writeNanos) {}
