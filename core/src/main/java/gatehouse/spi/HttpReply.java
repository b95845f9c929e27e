package gatehouse.spi;

/// The whole answer to an [HttpCall].
///
/// @param headers in order, those of framing included
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HttpReply(int status, Headers headers, byte[] body) {
  @Override
  public String toString() {
    return status + " with " + body.length + " bytes";
  }
}
