package gatehouse.gateway;

/// Counters of the running gateway, for `/status` and `/metrics`.
///
/// @param connectionsAccepted since start
/// @param connectionsActive open client connections
/// @param connectionsWaiting open ones on which no exchange is under way
/// @param exchanges since start
/// @param exchangesActive under way now
public record Stats(
    long connectionsAccepted,
    long connectionsActive,
    long connectionsWaiting,
    long exchanges,
    long exchangesActive) {}
