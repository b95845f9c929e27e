package gatehouse.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Whatever the gateway can send its logs, traces and numbers to: servers on free loopback ports
/// that keep every byte, a byte a char.
final class Collectors implements AutoCloseable {
  private final Map<String, ByteArrayOutputStream> got = new ConcurrentHashMap<>();
  private final Map<String, String> replies = new ConcurrentHashMap<>();
  private final List<Closeable> open = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer http;

  Collectors() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(threads);
    http.createContext("/", this::take);
    http.start();
  }

  String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /// Has requests for that path answered with 200 and JSON; others are with 204.
  void reply(String path, String json) {
    replies.put(path, json);
  }

  private void take(HttpExchange x) throws IOException {
    try (x) {
      String path = x.getRequestURI().getPath();
      keep(path.substring(1), x.getRequestBody().readAllBytes());
      String reply = replies.get(path);
      if (reply == null) {
        x.sendResponseHeaders(204, -1);
        return;
      }
      byte[] body = reply.getBytes(StandardCharsets.UTF_8);
      x.getResponseHeaders().set("Content-Type", "application/json");
      x.sendResponseHeaders(200, body.length);
      x.getResponseBody().write(body);
    }
  }

  /// A port for datagrams, whose bytes are kept under that name.
  int udp(String name) throws IOException {
    DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    open.add(socket);
    threads.execute(() -> {
      try {
        while (true) {
          DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
          socket.receive(packet);
          keep(name, java.util.Arrays.copyOf(packet.getData(), packet.getLength()));
        }
      } catch (IOException e) {
        // Closed: the test is over.
      }
    });
    return socket.getLocalPort();
  }

  /// A port for connections, whose bytes are kept under that name.
  int tcp(String name) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    open.add(server);
    threads.execute(() -> {
      try {
        while (true) {
          Socket socket = server.accept();
          threads.execute(() -> read(name, socket));
        }
      } catch (IOException e) {
        // Closed: the test is over.
      }
    });
    return server.getLocalPort();
  }

  private void read(String name, Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[64 << 10];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        keep(name, java.util.Arrays.copyOf(buffer, n));
      }
    } catch (IOException e) {
      // The gateway is gone.
    }
  }

  private void keep(String name, byte[] bytes) {
    ByteArrayOutputStream all = got.computeIfAbsent(name, _ -> new ByteArrayOutputStream());
    all.writeBytes(bytes);
  }

  /// What has come under that name.
  String of(String name) {
    ByteArrayOutputStream all = got.get(name);
    return all == null ? "" : all.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    http.stop(0);
    for (Closeable one : open) {
      one.close();
    }
    threads.shutdownNow();
  }
}
