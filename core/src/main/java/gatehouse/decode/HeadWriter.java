package gatehouse.decode;

import gatehouse.spi.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Writes heads anew from what was understood of them. One for each loop.
public final class HeadWriter {
  private byte[] bytes = new byte[1024];
  private int size;

  /// Begins a request.
  ///
  /// @param query without its question mark; null for none
  public HeadWriter request(String method, String path, @Nullable String query) {
    size = 0;
    text(method);
    one(' ');
    text(path);
    if (query != null) {
      one('?');
      text(query);
    }
    return text(" HTTP/1.1\r\n");
  }

  /// Begins an answer.
  public HeadWriter response(int status) {
    size = 0;
    text("HTTP/1.1 ");
    number(status);
    one(' ');
    text(Reason.of(status));
    return lineEnd();
  }

  /// Begins the trailers of a chunked body: the last chunk's size.
  public HeadWriter trailers() {
    size = 0;
    return text("0\r\n");
  }

  /// Writes one field.
  public HeadWriter field(String name, String value) {
    text(name);
    one(':');
    one(' ');
    text(value);
    return lineEnd();
  }

  /// Writes one field with a number for its value.
  public HeadWriter field(String name, long value) {
    text(name);
    one(':');
    one(' ');
    number(value);
    return lineEnd();
  }

  /// Writes all the fields.
  public HeadWriter fields(Headers headers) {
    for (int i = 0; i < headers.size(); i++) {
      field(headers.name(i), headers.value(i));
    }
    return this;
  }

  /// The head with its empty line, in a buffer that the caller owns.
  public ByteBuf end(ByteBufAllocator allocator) {
    lineEnd();
    return allocator.directBuffer(size).writeBytes(bytes, 0, size);
  }

  private HeadWriter lineEnd() {
    room(2);
    bytes[size++] = '\r';
    bytes[size++] = '\n';
    return this;
  }

  private void one(char c) {
    room(1);
    bytes[size++] = (byte) c;
  }

  @SuppressWarnings("deprecation") // the one way to copy Latin-1 characters without another array
  private HeadWriter text(String text) {
    int length = text.length();
    room(length);
    text.getBytes(0, length, bytes, size);
    size += length;
    return this;
  }

  private void number(long value) {
    if (value >= 10) {
      number(value / 10);
    }
    one((char) ('0' + value % 10));
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
