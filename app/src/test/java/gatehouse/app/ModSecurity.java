package gatehouse.app;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// nginx with ModSecurity 3, as Debian ships them, in front of a service.
final class ModSecurity implements AutoCloseable {
  private static final Path MODULE =
      Path.of("/usr/lib/nginx/modules/ngx_http_modsecurity_module.so");
  private static final Path NGINX = Path.of("/usr/sbin/nginx");

  private final Packaged process;
  private final int port;

  private ModSecurity(Packaged process, int port) {
    this.process = process;
    this.port = port;
  }

  static boolean isInstalled() {
    return Files.exists(MODULE) && Files.exists(NGINX);
  }

  /// Each answer has the transaction's id as `X-Peer-Id`.
  static ModSecurity run(Path folder, String service, Path rules) throws IOException {
    int port = freePort();
    Path config = folder.resolve("nginx.conf");
    Files.writeString(
        config,
        """
        load_module %1$s;
        user root;
        daemon off;
        worker_processes 2;
        pid %2$s/nginx.pid;
        error_log %2$s/nginx-error.log crit;
        events { worker_connections 512; }
        http {
          access_log off;
          client_body_temp_path %2$s/body;
          proxy_temp_path %2$s/proxy;
          fastcgi_temp_path %2$s/fastcgi;
          uwsgi_temp_path %2$s/uwsgi;
          scgi_temp_path %2$s/scgi;
          underscores_in_headers on;
          ignore_invalid_headers off;
          merge_slashes off;
          large_client_header_buffers 8 128k;
          client_max_body_size 20m;
          client_body_buffer_size 1m;
          server {
            listen 127.0.0.1:%3$d;
            modsecurity on;
            modsecurity_transaction_id $request_id;
            modsecurity_rules_file %4$s;
            location / {
              proxy_pass %5$s;
              proxy_http_version 1.1;
              add_header X-Peer-Id $request_id always;
            }
          }
        }
        """
            .formatted(MODULE, folder, port, rules, service));
    Packaged process =
        Packaged.process(
            folder,
            Map.of(),
            List.of(NGINX.toString(), "-p", folder.toString(), "-c", config.toString()));
    ModSecurity running = new ModSecurity(process, port);
    await().atMost(Duration.ofSeconds(60)).until(() -> running.accepts() || !process.isAlive());
    if (!process.isAlive()) {
      throw new AssertionError("nginx ended at its start: " + process.err());
    }
    return running;
  }

  /// nginx takes no port 0.
  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }

  private boolean accepts() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException _) {
      return false;
    }
  }

  int port() {
    return port;
  }

  /// Ends it when it has written all its records.
  void finish() {
    process.signal("QUIT");
    process.ended(Duration.ofSeconds(30));
  }

  @Override
  public void close() {
    process.close();
  }
}
