package gatehouse.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A browser without a window, told by its own protocol what to do: go somewhere, run a script in
/// the page. It decides by itself which cookies it takes and sends, and what it follows.
final class Chromium implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final JsonMapper JSON = new JsonMapper();

  private final Packaged process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private final WebSocket socket;
  private int asked;

  /// @param profile a folder that outlives the browser: its processes write to it until they have
  ///   all noticed their end
  Chromium(Path folder, Path profile) {
    Path told = profile.resolve("DevToolsActivePort");
    try {
      Files.createDirectories(profile);
      Files.deleteIfExists(told);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process =
        Packaged.process(
            folder,
            Map.of("HOME", profile.toString()),
            List.of(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--user-data-dir=" + profile,
                "--remote-debugging-port=0",
                "about:blank"));
    org.awaitility.Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> Files.exists(told) && Files.size(told) > 0);
    socket =
        http.newWebSocketBuilder()
            .buildAsync(URI.create(page(told)), new Listener(messages))
            .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
            .join();
  }

  private String page(Path told) {
    try {
      String port = Files.readAllLines(told).getFirst();
      HttpRequest list =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list")).build();
      for (JsonNode target : JSON.readTree(http.send(list, BodyHandlers.ofString()).body())) {
        if (target.path("type").asString("").equals("page")) {
          return target.path("webSocketDebuggerUrl").asString("");
        }
      }
      throw new IllegalStateException("the browser has no page");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Listener(LinkedBlockingQueue<String> messages, StringBuilder text)
      implements WebSocket.Listener {
    Listener(LinkedBlockingQueue<String> messages) {
      this(messages, new StringBuilder());
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        messages.add(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  private JsonNode ask(String method, Map<String, ?> parameters) {
    int id = ++asked;
    ObjectNode question = JSON.createObjectNode().put("id", id).put("method", method);
    question.set("params", JSON.valueToTree(parameters));
    socket.sendText(question.toString(), true).join();
    try {
      while (true) {
        String message = messages.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (message == null) {
          throw new IllegalStateException("the browser does not answer: " + method);
        }
        JsonNode answer = JSON.readTree(message);
        if (answer.path("id").asInt(0) == id) {
          return answer;
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Goes to an address.
  void open(String address) {
    ask("Page.navigate", Map.of("url", address));
  }

  /// What a script in the page says; an empty text while the page is on its way.
  String evaluate(String script) {
    JsonNode answer =
        ask(
            "Runtime.evaluate",
            Map.of("expression", "String(" + script + ")", "returnByValue", true));
    return answer.path("result").path("result").path("value").asString("");
  }

  /// Waits until a script in the page is true.
  void await(String script) {
    org.awaitility.Awaitility.await()
        .alias(script)
        .atMost(PATIENCE)
        .until(() -> evaluate(script).equals("true"));
  }

  @Override
  public void close() {
    socket.abort();
    process.close();
    http.close();
  }
}
