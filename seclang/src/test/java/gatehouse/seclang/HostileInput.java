package gatehouse.seclang;

import gatehouse.seclang.body.Header;
import gatehouse.seclang.body.RequestHead;
import gatehouse.seclang.body.ResponseHead;
import gatehouse.seclang.text.Bytes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/// A recipe for a request of any size: some fragments, an order in which they are repeated, and
/// where in a request the text goes. Small recipes are varied, large requests are made of them.
///
/// @param carrier where the text goes
/// @param order how the fragments follow each other
/// @param fragments one char a byte
record HostileInput(Carrier carrier, Order order, List<String> fragments) {

  /// A head is refused by the gateway beyond some 16 KiB.
  private static final int MAX_HEAD = 16 << 10;

  /// Rule sets limit the number of arguments; the gateway's own default is 1,000.
  private static final int MOST_ARGUMENTS = 900;

  /// Longer than what fragments make by chance: a line that begins with it ends the inspection.
  private static final String BOUNDARY = "7d2f0c41a9be";

  enum Order {
    IN_TURN,
    AT_RANDOM,
    ONE_AFTER_THE_OTHER
  }

  enum Carrier {
    JSON_VALUE,
    JSON_VALUES,
    JSON_NAMES,
    JSON_DEPTH,
    FORM_VALUE,
    FORM_RAW,
    FORM_ARGUMENTS,
    FORM_NAMES,
    XML_TEXT,
    XML_ATTRIBUTES,
    XML_ELEMENTS,
    MULTIPART_FIELD,
    MULTIPART_PARTS,
    MULTIPART_HEADERS,
    FILE_NAME,
    QUERY,
    COOKIES,
    ANSWER
  }

  /// A whole exchange: either body may be empty.
  record Request(RequestHead head, Bytes body, Bytes answer) {

    int size() {
      int size = head.target().length() + body.length() + answer.length();
      for (Header header : head.headers()) {
        size += header.name().length() + header.value().length();
      }
      return size;
    }

    /// Runs it through all phases.
    Transaction send(Waf waf) {
      Transaction transaction =
          waf.begin(
              new gatehouse.seclang.body.Connection("203.0.113.7", 40000, "10.0.0.1", 80),
              "01JD0000");
      transaction.requestHead(head);
      transaction.requestBody(body.array(), body.from(), body.to());
      if (transaction.endRequest() == null && !answer.isEmpty()) {
        List<Header> fields = List.of(Header.of("Content-Type", "text/html"));
        transaction.responseHead(new ResponseHead(200, Bytes.of("HTTP/1.1"), fields));
        transaction.responseBody(answer.array(), answer.from(), answer.to());
        transaction.endResponse();
      }
      transaction.end();
      return transaction;
    }
  }

  /// The request of about so many bytes.
  Request request(int size) {
    return switch (carrier) {
      case JSON_VALUE -> json("[" + quoted(text(size)) + "]");
      case JSON_VALUES -> json("[" + many(size, ",", i -> quoted(text(each(size), i))) + "]");
      case JSON_NAMES ->
          json("{" + many(size, ",", i -> quoted(i + text(each(size), i)) + ":" + i) + "}");
      case JSON_DEPTH -> {
        int depth = Math.min(MOST_ARGUMENTS, size / 8);
        String name = "{" + quoted(text(size / depth)) + ":";
        yield json(name.repeat(depth) + "1" + "}".repeat(depth));
      }
      case FORM_VALUE -> form("a=" + encoded(text(size)));
      case FORM_RAW -> form("a=" + text(size));
      case FORM_ARGUMENTS ->
          form(many(size, "&", i -> "a" + i + "=" + encoded(text(each(size), i))));
      case FORM_NAMES -> form(many(size, "&", i -> encoded(i + text(each(size), i)) + "=1"));
      case XML_TEXT -> xml("<a>" + escaped(text(size)) + "</a>");
      case XML_ATTRIBUTES ->
          xml(
              "<a "
                  + many(size, " ", i -> "b" + i + "=\"" + escaped(text(each(size), i)) + "\"")
                  + "/>");
      case XML_ELEMENTS ->
          xml(
              "<a>"
                  + many(size, "", i -> "<b>" + escaped(text(20, i)) + "</b>", size / 28)
                  + "</a>");
      case MULTIPART_FIELD -> multipart(part("name=\"n\"", text(size)));
      case MULTIPART_PARTS ->
          multipart(many(size, "", i -> part("name=\"n" + i + "\"", text(each(size), i))));
      case MULTIPART_HEADERS ->
          multipart(
              "--"
                  + BOUNDARY
                  + "\r\nContent-Disposition: form-data; name=\"n\"\r\n"
                  + many(size, "", i -> "X-" + i + ": " + oneLine(text(20, i)) + "\r\n", size / 30)
                  + "\r\nvalue\r\n");
      case FILE_NAME ->
          multipart(
              part("name=\"n\"; filename=\"" + oneLine(text(size)).replace("\"", "") + "\"", "x"));
      case QUERY -> get("/a?b=" + encoded(text(Math.min(size, MAX_HEAD))), "");
      case COOKIES -> get("/", oneLine(text(Math.min(size, MAX_HEAD))));
      case ANSWER -> new Request(head("GET", "/", "", "", 0), Bytes.EMPTY, Bytes.of(text(size)));
    };
  }

  /// Some change of this recipe, with fragments from `words`.
  HostileInput mutant(List<String> words, Random random) {
    List<String> changed = new ArrayList<>(fragments);
    int place = random.nextInt(changed.size());
    String word = words.get(random.nextInt(words.size()));
    switch (random.nextInt(9)) {
      case 0 -> changed.set(place, word);
      case 1, 2 -> changed.add(place, word);
      case 3 -> changed.add(word + changed.get(place));
      case 4 -> {
        String old = changed.get(place);
        int at = random.nextInt(old.length() + 1);
        changed.set(place, old.substring(0, at) + (char) random.nextInt(256) + old.substring(at));
      }
      case 5 -> {
        if (changed.size() > 1) {
          changed.remove(place);
        }
      }
      case 6 -> {
        return new HostileInput(
            carrier, Order.values()[random.nextInt(Order.values().length)], changed);
      }
      case 7 -> {
        return new HostileInput(
            Carrier.values()[random.nextInt(Carrier.values().length)], order, changed);
      }
      default -> {
        for (int i = 0; i < 8; i++) {
          changed.add(words.get(random.nextInt(words.size())));
        }
      }
    }
    return new HostileInput(carrier, order, changed);
  }

  String text(int size) {
    return text(size, 0);
  }

  private String text(int size, int salt) {
    StringBuilder text = new StringBuilder(size + 100);
    Random random = new Random(salt);
    int count = fragments.size();
    for (int i = salt; text.length() < size; i++) {
      int place =
          switch (order) {
            case IN_TURN -> i % count;
            case AT_RANDOM -> random.nextInt(count);
            case ONE_AFTER_THE_OTHER -> (int) ((long) text.length() * count / size);
          };
      text.append(fragments.get(place));
    }
    return text.substring(0, size);
  }

  private static int each(int size) {
    return Math.max(1, size / MOST_ARGUMENTS);
  }

  private static String many(int size, String between, IntFunction<String> part) {
    return many(size, between, part, MOST_ARGUMENTS);
  }

  private static String many(int size, String between, IntFunction<String> part, int most) {
    StringBuilder text = new StringBuilder(size + 1_000);
    for (int i = 0; i < most && text.length() < size; i++) {
      text.append(i == 0 ? "" : between).append(part.apply(i));
    }
    return text.toString();
  }

  private static String part(String disposition, String content) {
    return "--"
        + BOUNDARY
        + "\r\nContent-Disposition: form-data; "
        + disposition
        + "\r\n\r\n"
        + content
        + "\r\n";
  }

  private static String oneLine(String text) {
    return text.replaceAll("[\r\n\0]", " ");
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append("\\u00").append(HexFormat.of().toHexDigits((byte) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  private static String encoded(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c > '~' || "%&+=;#".indexOf(c) >= 0) {
        out.append('%').append(HexFormat.of().toHexDigits((byte) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '<' || c == '&' || c == '"' || c > '~' || (c < ' ' && c != '\n')) {
        out.append("&#").append(c < ' ' ? 32 : (int) c).append(';');
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static Request json(String text) {
    return post("application/json", Bytes.utf8(text));
  }

  private static Request form(String text) {
    return post("application/x-www-form-urlencoded", Bytes.of(text));
  }

  private static Request xml(String text) {
    return post("text/xml", Bytes.of(text));
  }

  private static Request multipart(String parts) {
    String type = "multipart/form-data; boundary=" + BOUNDARY;
    return post(type, Bytes.of(parts + "--" + BOUNDARY + "--\r\n"));
  }

  private static Request get(String target, String cookies) {
    return new Request(head("GET", target, "", cookies, 0), Bytes.EMPTY, Bytes.EMPTY);
  }

  private static Request post(String type, Bytes body) {
    return new Request(head("POST", "/api", type, "", body.length()), body, Bytes.EMPTY);
  }

  private static RequestHead head(
      String method, String target, String type, String cookies, int length) {
    List<Header> headers = new ArrayList<>();
    headers.add(Header.of("Host", "www.shop.example"));
    headers.add(Header.of("User-Agent", "worst/1.0"));
    headers.add(Header.of("Accept", "*/*"));
    if (!type.isEmpty()) {
      headers.add(Header.of("Content-Type", type));
      headers.add(Header.of("Content-Length", String.valueOf(length)));
    }
    if (!cookies.isEmpty()) {
      headers.add(Header.of("Cookie", cookies));
    }
    return new RequestHead(Bytes.of(method), Bytes.of(target), Bytes.of("HTTP/1.1"), headers);
  }

  @Override
  public String toString() {
    StringBuilder shown = new StringBuilder();
    for (String fragment : fragments) {
      shown.append(shown.isEmpty() ? "" : " · ");
      for (int i = 0; i < fragment.length(); i++) {
        char c = fragment.charAt(i);
        shown.append(c < ' ' || c > '~' || c == '|' ? "\\x%02x".formatted((int) c) : c);
      }
    }
    String text = shown.length() > 90 ? shown.substring(0, 90) + "…" : shown.toString();
    return carrier + " " + order + " `" + text + "`";
  }
}
