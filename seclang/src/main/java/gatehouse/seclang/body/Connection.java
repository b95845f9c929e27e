package gatehouse.seclang.body;

/// The two ends of a connection, after whatever decides who the client is.
public record Connection(String clientIp, int clientPort, String serverIp, int serverPort) {}
