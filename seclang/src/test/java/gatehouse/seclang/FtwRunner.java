package gatehouse.seclang;

import gatehouse.seclang.body.Connection;
import gatehouse.seclang.body.Header;
import gatehouse.seclang.body.ResponseHead;
import gatehouse.seclang.rule.RuleMatch;
import gatehouse.seclang.text.Bytes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Sends stages through a rule set, with the answer that the tests' back end would give.
final class FtwRunner {
  private static final Connection CONNECTION = new Connection("127.0.0.1", 40000, "127.0.0.1", 80);
  private static final Bytes REFLECT = Bytes.of("/reflect");

  private final Waf waf;

  FtwRunner(Waf waf) {
    this.waf = waf;
  }

  /// What a test demands and did not get, empty when it passed.
  List<String> failures(Map<String, Object> test) {
    List<String> failures = new ArrayList<>();
    for (Map<String, Object> stage : Json.objects(Json.get(test, "stages"))) {
      FtwStage parsed = FtwStage.of(stage);
      Set<Long> ids = run(parsed);
      for (Object id : ids(parsed, "expect_ids")) {
        if (!ids.contains(id)) {
          failures.add("misses " + id);
        }
      }
      for (Object id : ids(parsed, "no_expect_ids")) {
        if (ids.contains(id)) {
          failures.add("has " + id);
        }
      }
    }
    return failures;
  }

  private static List<?> ids(FtwStage stage, String name) {
    return (List<?>) stage.log().getOrDefault(name, List.of());
  }

  Set<Long> run(FtwStage stage) {
    Transaction transaction = waf.begin(CONNECTION, "test-id");
    transaction.requestHead(stage.head());
    byte[] body = stage.body().toArray();
    transaction.requestBody(body, 0, body.length);
    transaction.endRequest();
    Map<String, Object> answer = Map.of();
    if (stage.head().target().startsWith(REFLECT, 0) && body.length > 0) {
      answer = Json.object(Json.parse(new String(body, java.nio.charset.StandardCharsets.UTF_8)));
    }
    respond(transaction, answer);
    transaction.end();
    Set<Long> ids = new TreeSet<>();
    for (RuleMatch match : transaction.matches()) {
      ids.add((long) match.rule().id());
    }
    return ids;
  }

  private static void respond(Transaction transaction, Map<String, Object> answer) {
    List<Header> headers = new ArrayList<>();
    Map<String, Object> given = Json.object(answer.getOrDefault("headers", Map.of()));
    given.forEach((name, value) -> headers.add(Header.of(name, String.valueOf(value))));
    if (given.keySet().stream().noneMatch("content-type"::equalsIgnoreCase)) {
      headers.add(Header.of("Content-Type", "text/plain; charset=utf-8"));
    }
    int status = Integer.parseInt(String.valueOf(answer.getOrDefault("status", 200L)));
    transaction.responseHead(new ResponseHead(status, Bytes.of("HTTP/1.1"), headers));
    String encoded = (String) answer.getOrDefault("encodedBody", "");
    byte[] body =
        encoded.isEmpty()
            ? Bytes.utf8((String) answer.getOrDefault("body", "")).toArray()
            : Base64.getMimeDecoder().decode(encoded);
    transaction.responseBody(body, 0, body.length);
    transaction.endResponse();
  }
}
