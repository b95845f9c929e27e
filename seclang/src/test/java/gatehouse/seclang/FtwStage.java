package gatehouse.seclang;

import gatehouse.seclang.body.Header;
import gatehouse.seclang.body.RequestHead;
import gatehouse.seclang.text.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One stage of a regression test in go-ftw's format: a request as bytes would carry it.
record FtwStage(RequestHead head, Bytes body, Map<String, Object> log) {

  static FtwStage of(Map<String, Object> stage) {
    Map<String, Object> input = Json.object(Json.get(stage, "input"));
    Map<String, Object> output = Json.object(Json.get(stage, "output"));
    Map<String, Object> log = Json.object(output.getOrDefault("log", Map.of()));
    Object encoded = input.get("encoded_request");
    if (encoded != null) {
      return raw(Base64.getMimeDecoder().decode((String) encoded), log);
    }
    Bytes body = Bytes.utf8((String) input.getOrDefault("data", ""));
    RequestHead head =
        new RequestHead(
            Bytes.utf8((String) input.getOrDefault("method", "GET")),
            Bytes.utf8((String) input.getOrDefault("uri", "/")),
            Bytes.utf8((String) input.getOrDefault("version", "HTTP/1.1")),
            headers(input, body));
    return new FtwStage(head, body, log);
  }

  private static List<Header> headers(Map<String, Object> input, Bytes body) {
    Map<String, Object> given = new TreeMap<>(Json.object(input.getOrDefault("headers", Map.of())));
    Map<String, String> lower = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    given.forEach((name, value) -> lower.put(name, String.valueOf(value)));
    if (!Boolean.FALSE.equals(input.get("autocomplete_headers"))) {
      lower.putIfAbsent("Connection", "close");
      if (!body.isEmpty()) {
        lower.putIfAbsent("Content-Type", "application/x-www-form-urlencoded");
        lower.putIfAbsent("Content-Length", String.valueOf(body.length()));
      }
    }
    List<Header> headers = new ArrayList<>();
    lower.forEach(
        (name, value) -> headers.add(new Header(Bytes.utf8(name), Bytes.utf8(value).trim())));
    return headers;
  }

  private static FtwStage raw(byte[] request, Map<String, Object> log) {
    String text = new String(request, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    String head = end < 0 ? text : text.substring(0, end);
    Bytes body = end < 0 ? Bytes.EMPTY : Bytes.of(text.substring(end + 4));
    String[] lines = head.split("\r?\n");
    String line = lines[0];
    int first = line.indexOf(' ');
    int last = line.lastIndexOf(' ');
    List<Header> headers = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0) {
        headers.add(Header.of(lines[i].substring(0, colon), lines[i].substring(colon + 1).trim()));
      }
    }
    return new FtwStage(
        new RequestHead(
            Bytes.of(line.substring(0, first)),
            Bytes.of(line.substring(first + 1, Math.max(last, first + 1))),
            Bytes.of(line.substring(last + 1)),
            headers),
        body,
        log);
  }
}
