package gatehouse.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sends a request as raw bytes, on a connection of its own, and reads what comes back.
final class FtwClient {
  private static final int PATIENCE_MILLIS = 20_000;

  private FtwClient() {}

  /// What came back; empty without an answer.
  record Answer(String text) {
    /// 0 without an answer.
    int status() {
      return text.startsWith("HTTP/") ? Integer.parseInt(text.substring(9, 12)) : 0;
    }

    /// A field of the head, empty when there is none.
    String field(String name) {
      Matcher found = Pattern.compile("(?im)^" + Pattern.quote(name) + ": *(\\S*)").matcher(text);
      return found.find() ? found.group(1) : "";
    }
  }

  static Answer ask(int port, byte[] request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      try {
        socket.getOutputStream().write(request);
        socket.getOutputStream().flush();
      } catch (IOException _) {
        // Refused before all of it was read: the answer may be there all the same.
      }
      return new Answer(read(socket.getInputStream()));
    }
  }

  /// To the end of the connection, or of the answer where the connection stays.
  private static String read(InputStream in) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] piece = new byte[16 << 10];
    try {
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        out.write(piece, 0, n);
        if (isComplete(out.toString(StandardCharsets.ISO_8859_1))) {
          break;
        }
      }
    } catch (IOException _) {
      // Reset behind the answer.
    }
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  private static boolean isComplete(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    if (end < 0) {
      return false;
    }
    String head = answer.substring(0, end + 2).toLowerCase(Locale.ROOT);
    int length = head.indexOf("\r\ncontent-length:");
    if (length < 0) {
      return head.contains("\r\ntransfer-encoding:") && answer.endsWith("\r\n0\r\n\r\n");
    }
    int lineEnd = head.indexOf("\r\n", length + 2);
    return answer.length()
        >= end + 4 + Integer.parseInt(head.substring(length + 17, lineEnd).strip());
  }
}
