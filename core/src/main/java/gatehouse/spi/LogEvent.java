package gatehouse.spi;

/// One line of the gateway's own log.
///
/// @param millis since the epoch
/// @param level `ERROR`, `WARN`, `INFO` or `DEBUG`
/// @param logger the name of what logs
/// @param message the line, without secrets as everything that is logged
public record LogEvent(long millis, String level, String logger, String message) {}
