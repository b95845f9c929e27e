package gatehouse.seclang;

import gatehouse.seclang.body.Connection;
import gatehouse.seclang.body.Header;
import gatehouse.seclang.body.RequestHead;
import gatehouse.seclang.body.ResponseHead;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.PersistentStore;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Sends requests made of a training text through a new rule set, in the background: automata are
/// built as texts need them, and the first thousand requests would pay for that. A rule set that
/// shares everything with a warm one is left alone.
final class WarmUp {
  /// Smaller rule sets are warm after a few requests.
  private static final int MIN_RULES = 100;

  private static final int ROUNDS = 3;
  private static final int IDLE_SECONDS = 5;

  private final ThreadPoolExecutor queue = queue();

  private final Set<Object> warm =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  void later(Waf waf) {
    if (waf.size() < MIN_RULES) {
      return;
    }
    // A rule set that is replaced meanwhile need not be warm.
    WeakReference<Waf> reference = new WeakReference<>(waf);
    queue.execute(() -> run(reference));
  }

  /// One thread, which ends when there is nothing to do: a reload of many routes must not take all
  /// cores from the requests.
  private static ThreadPoolExecutor queue() {
    ThreadPoolExecutor made =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "gatehouse-waf-warm-up");
              thread.setDaemon(true);
              return thread;
            });
    made.allowCoreThreadTimeOut(true);
    return made;
  }

  private void run(WeakReference<Waf> reference) {
    PersistentStore records = new PersistentStore(16);
    List<String> lines = lines();
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i + 3 < lines.size(); i++) {
        Waf waf = reference.get();
        if (waf == null || (i == 3 && round == 0 && waf.program().addTo(warm))) {
          return;
        }
        exchange(waf, records, lines.subList(i, i + 4), i % 3);
      }
    }
  }

  private static List<String> lines() {
    try (InputStream text = WarmUp.class.getResourceAsStream("training.txt")) {
      return text == null
          ? List.of()
          : new String(text.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      // Only speed is lost.
      return List.of();
    }
  }

  private static void exchange(Waf waf, PersistentStore records, List<String> values, int shape) {
    Connection connection = new Connection("192.0.2.1", 40000, "192.0.2.2", 443);
    Transaction transaction = waf.begin(records, connection, "00000000000000000000000000000000");
    String body =
        switch (shape) {
          case 0 -> "";
          case 1 -> form(values);
          default -> json(values);
        };
    List<Header> headers = new ArrayList<>(headers(values));
    if (shape > 0) {
      String type = shape == 1 ? "application/x-www-form-urlencoded" : "application/json";
      headers.add(Header.of("Content-Type", type));
      headers.add(Header.of("Content-Length", String.valueOf(body.length())));
    }
    String method = shape == 0 ? "GET" : "POST";
    String target = "/app/" + values.get(1).length() + "?" + form(values);
    transaction.requestHead(
        new RequestHead(Bytes.of(method), Bytes.of(target), Bytes.of("HTTP/1.1"), headers));
    byte[] bytes = Bytes.utf8(body).toArray();
    transaction.requestBody(bytes, 0, bytes.length);
    if (transaction.endRequest() == null) {
      List<Header> fields = List.of(Header.of("Content-Type", "text/html"));
      transaction.responseHead(new ResponseHead(200, Bytes.of("HTTP/1.1"), fields));
      byte[] answer = Bytes.utf8("<p>" + String.join("</p><p>", values) + "</p>").toArray();
      transaction.responseBody(answer, 0, answer.length);
      transaction.endResponse();
    }
    transaction.end();
  }

  private static List<Header> headers(List<String> values) {
    return List.of(
        Header.of("Host", "www.example.com"),
        Header.of("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101"),
        Header.of("Accept", "text/html,application/json;q=0.9,*/*;q=0.8"),
        Header.of("Referer", "https://www.example.com/" + form(values.subList(0, 1))),
        Header.of("Cookie", "session=" + Integer.toHexString(values.hashCode()) + "; lang=en"));
  }

  private static String form(List<String> values) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      text.append(i == 0 ? "" : "&").append("field").append(i).append('=');
      text.append(URLEncoder.encode(values.get(i), StandardCharsets.UTF_8));
    }
    return text.toString();
  }

  private static String json(List<String> values) {
    StringBuilder text = new StringBuilder("{\"items\":[");
    for (int i = 0; i < values.size(); i++) {
      String escaped = values.get(i).replace("\\", "\\\\").replace("\"", "\\\"");
      text.append(i == 0 ? "" : ",").append("{\"id\":").append(i);
      text.append(",\"value\":\"").append(escaped).append("\"}");
    }
    return text.append("]}").toString();
  }
}
