package gatehouse.decode;

import gatehouse.spi.Headers;

/// The head of a service's answer.
///
/// @param status 100 to 599
/// @param http11 whether the version is 1.1
/// @param length of the body, or one of [Framing]'s constants; 0 where the answer can't have one
/// @param keepAlive whether the connection may be used again
/// @param bytes of the whole head
public record ResponseHead(
    int status, boolean http11, Headers headers, long length, boolean keepAlive, int bytes) {

  /// Whether another head follows: 1xx but not 101.
  public boolean interim() {
    return status < 200 && status != 101;
  }
}
