package gatehouse.decode;

import gatehouse.spi.Headers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// The client's side of one exchange, whatever the protocol: an HTTP/1 connection's current
/// request, or a stream of HTTP/2. Used on its loop only.
public interface ClientStream {
  /// Sends an interim answer (RFC 9110, section 15.2).
  void interim(int status, Headers headers);

  /// Sends the head of the answer.
  ///
  /// @param length of the body: 0 or more, or [Framing#CHUNKED] where it is not known. For an
  ///   answer that can't have a body it is what Content-Length says, or [Framing#NONE].
  /// @param last whether nothing follows
  /// @return bytes of the head; an estimate where it is compressed
  int head(int status, Headers headers, long length, boolean last);

  /// Sends a piece of the body and takes the buffer over.
  void chunk(ByteBuf chunk);

  /// Ends the answer.
  void end(@Nullable Headers trailers);

  /// Ends the exchange without ending the answer, so that the client sees that something is
  /// missing.
  void abort();

  /// Lets what was written leave.
  void flush();

  /// Whether more should be written now; [ClientListener#onWritable] tells when it may again.
  boolean writable();

  /// Lets the body come; until then nothing of it is read. The first call answers an expectation of
  /// 100 Continue.
  void readBody();

  /// Stops reading the body until [#readBody].
  void pauseBody();

  /// Makes the connection a tunnel, after the head of a 101 has been sent: what arrives from now on
  /// goes to [ClientListener#onChunk].
  void tunnel();

  /// Whether the protocol can become a tunnel (HTTP/1.1 only).
  boolean canTunnel();
}
