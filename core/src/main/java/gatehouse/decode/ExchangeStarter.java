package gatehouse.decode;

/// Takes each request that a connection has read.
public interface ExchangeStarter {
  /// Begins an exchange; the answer may be given before this returns.
  ClientListener begin(RequestHead head, ClientStream stream, Connection connection);

  /// Notes a request that was so malformed that it gets no answer.
  void malformed(BadMessage reason, Connection connection);

  /// Answers a request that could not be read; the connection closes afterwards.
  void refuse(BadMessage reason, ClientStream stream, Connection connection);
}
