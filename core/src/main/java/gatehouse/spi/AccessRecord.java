package gatehouse.spi;

import java.util.function.UnaryOperator;

/// What happened in one exchange, for loggers: Kong's record with Gatehouse's `security` array.
public interface AccessRecord {
  /// The record as one line of JSON in UTF-8, without a line feed. It is made once; the array must
  /// not be changed.
  byte[] json();

  /// Changes the record for whoever asks from now on. If that fails, the record tells nothing but
  /// that it did.
  void edit(UnaryOperator<byte[]> change);

  /// The request target as sent, values that must not be logged masked.
  String uri();

  /// The status the client got; 499 if it left before.
  int status();

  /// Milliseconds from the first byte of the request to the last of the answer.
  long requestMillis();

  /// Milliseconds spent in Gatehouse itself.
  long gatewayMillis();

  /// Milliseconds the service took to its first byte; -1 if it was not asked.
  long upstreamMillis();

  /// Bytes of the request: line, fields and body.
  long requestBytes();

  /// Bytes of the answer, head included.
  long responseBytes();
}
