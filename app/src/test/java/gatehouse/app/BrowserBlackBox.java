package gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A browser loads a page through the packaged gateway over TLS and HTTP/2, and the page asks other
/// origins of the gateway and opens a WebSocket: what CORS allows and refuses is decided by the
/// browser's own rules here.
final class BrowserBlackBox {
  private static final String PAGE =
      """
      <!doctype html><title>page</title><script>
      const other = 'https://localhost:' + location.port;
      const ask = path => fetch(other + path, {method: 'PUT', headers: {'x-mine': '1'}, body: 'b'})
          .then(r => r.text()).catch(() => 'refused');
      const socket = () => new Promise(done => {
        const s = new WebSocket('wss://' + location.host + '/socket');
        s.onopen = () => s.send('ping');
        s.onmessage = m => done(m.data);
        s.onerror = () => done('failed');
      });
      (async () => {
        const seen = {
          protocol: performance.getEntriesByType('navigation')[0].nextHopProtocol,
          same: await fetch('/same').then(r => r.text()),
          open: await ask('/open'),
          closed: await ask('/closed'),
          socket: await socket(),
        };
        await fetch('/report', {method: 'POST', body: JSON.stringify(seen)});
      })();
      </script>
      """;

  private static final String CONFIG =
      """
      _format_version: "3.0"
      services:
      - name: s
        url: http://127.0.0.1:PORT
        routes:
        - {name: page, paths: [/page, /same, /report, /socket], strip_path: false}
        - name: open
          paths: [/open]
          strip_path: false
          plugins:
          - name: cors
            config: {origins: ['https://127[.]0[.]0[.]1:[0-9]+', 'https://b.test'], methods: [PUT], headers: [x-mine]}
        - name: closed
          paths: [/closed]
          strip_path: false
          plugins:
          - name: cors
            config: {origins: ['https://a.test', 'https://b.test'], methods: [PUT], headers: [x-mine]}
      """;

  /// Not in a folder that is removed at the end: the browser's processes write to it until they
  /// have all noticed theirs.
  private static final Path PROFILE = Path.of("target/chromium").toAbsolutePath();

  @TempDir private Path folder;

  private static List<String> browser(Path profile, String url) {
    return List.of(
        "chromium",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--ignore-certificate-errors",
        "--user-data-dir=" + profile,
        "--remote-debugging-port=0",
        url);
  }

  @Test
  void a_page_is_served_and_what_it_asks_for_is_allowed_or_refused() throws IOException {
    assumeTrue(Shell.has("chromium"), "chromium is not installed");
    try (BrowserService service = new BrowserService(PAGE)) {
      Path config =
          Files.writeString(
              folder.resolve("gatehouse.yml"), CONFIG.replace("PORT", "" + service.port()));
      try (Packaged gateway = Packaged.run(folder, "--config", config.toString());
          Packaged _ =
              Packaged.process(
                  folder,
                  Map.of("HOME", PROFILE.toString()),
                  browser(PROFILE, "https://127.0.0.1:" + gateway.https() + "/page"))) {
        await().atMost(Duration.ofMinutes(2)).until(() -> service.report() != null);
        assertThat(service.report())
            .contains(
                "\"protocol\":\"h2\"",
                "\"same\":\"data of /same\"",
                "\"open\":\"data of /open\"",
                "\"closed\":\"refused\"",
                "\"socket\":\"ping\"");
        assertThat(service.lines)
            .contains("PUT /open HTTP/1.1")
            .noneMatch(line -> line.startsWith("OPTIONS") || line.contains("/closed"));
      }
    }
  }
}
