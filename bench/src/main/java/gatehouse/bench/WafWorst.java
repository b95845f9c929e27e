package gatehouse.bench;

import com.sun.management.ThreadMXBean;
import gatehouse.seclang.Transaction;
import gatehouse.seclang.Waf;
import gatehouse.seclang.body.Connection;
import gatehouse.seclang.body.Header;
import gatehouse.seclang.body.RequestHead;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.VariableName;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Looks for requests that cost the firewall too much: texts made of each rule's own words, pumps
/// of them, random bytes, attack mixes, many arguments, deep and long-named JSON, many cookies,
/// parts and attributes. Each is sent three times to one rule set; the first time is cold.
///
/// Arguments: the folder of the rule set, a paranoia level, the size of a request in KiB, and how
/// many of the rules' patterns to take (all without it).
public final class WafWorst {
  private static final Connection CONNECTION = new Connection("203.0.113.7", 40000, "10.0.0.1", 80);

  private record Case(String name, String type, byte[] body, String cookie) {}

  private record Result(String name, double cold, double warm, int bytes, boolean limited) {}

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Random random = new Random(3);
  private final Waf waf;
  private final int size;

  private WafWorst(Waf waf, int size) {
    this.waf = waf;
    this.size = size;
  }

  /// Prints the dearest cases, and what an ordinary request of that size costs.
  public static void main(String[] args) throws Exception {
    WafWorst worst = new WafWorst(WafCost.load(args[0], args[1]), Integer.parseInt(args[2]) << 10);
    int most = args.length > 3 ? Integer.parseInt(args[3]) : Integer.MAX_VALUE;
    List<Result> results = new ArrayList<>();
    worst.results(worst.ordinary(), results);
    double measure = results.stream().mapToDouble(Result::warm).max().orElseThrow();
    worst.results(worst.shapes(), results);
    worst.results(worst.baits(Path.of(args[0]), most), results);
    results.sort(Comparator.comparingDouble((Result r) -> Math.max(r.cold, r.warm)).reversed());
    System.out.println("| input | bytes | cold ms | warm ms | times ordinary | limit |");
    System.out.println("| --- | --- | --- | --- | --- | --- |");
    for (Result result : results.subList(0, Math.min(40, results.size()))) {
      print(result, measure);
    }
    results.stream()
        .filter(r -> r.name.startsWith("ordinary"))
        .forEach(result -> print(result, measure));
  }

  private static void print(Result result, double measure) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %.1f | %.1f | %.1f | %s |%n",
        result.name,
        result.bytes,
        result.cold,
        result.warm,
        Math.max(result.cold, result.warm) / measure,
        result.limited ? "yes" : "");
  }

  private void results(List<Case> cases, List<Result> results) {
    for (Case each : cases) {
      double[] times = new double[3];
      boolean limited = false;
      for (int i = 0; i < times.length; i++) {
        long began = threads.getCurrentThreadCpuTime();
        limited |= run(each);
        times[i] = (threads.getCurrentThreadCpuTime() - began) / 1e6;
      }
      results.add(new Result(each.name, times[0], times[2], each.body.length, limited));
    }
  }

  private boolean run(Case each) {
    Transaction transaction = waf.begin(CONNECTION, "01JD0000000000000000000000");
    List<Header> headers = new ArrayList<>();
    headers.add(Header.of("Host", "www.shop.example"));
    headers.add(Header.of("Content-Type", each.type));
    headers.add(Header.of("Content-Length", String.valueOf(each.body.length)));
    headers.add(Header.of("User-Agent", "worst/1.0"));
    if (!each.cookie.isEmpty()) {
      headers.add(Header.of("Cookie", each.cookie));
    }
    transaction.requestHead(
        new RequestHead(Bytes.of("POST"), Bytes.of("/api"), Bytes.of("HTTP/1.1"), headers));
    transaction.requestBody(each.body, 0, each.body.length);
    transaction.endRequest();
    transaction.end();
    return transaction.variable(VariableName.MSC_PCRE_LIMITS_EXCEEDED, null).equals("1");
  }

  private List<Case> ordinary() {
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      List<WafTraffic.Request> made =
          new WafTraffic(i).make(size > 500_000 ? "json1m" : "json100k", 1);
      cases.add(
          json(
              "ordinary " + i,
              new String(made.getFirst().body(), java.nio.charset.StandardCharsets.UTF_8)));
    }
    return cases;
  }

  private List<Case> shapes() {
    List<Case> cases = new ArrayList<>();
    String noise = noise(size, 32, 127);
    cases.add(json("random ASCII, one value", "[\"" + noise.replaceAll("[\"\\\\]", "x") + "\"]"));
    cases.add(form("random ASCII, form", noise));
    cases.add(form("random bytes, form", noise(size, 1, 256)));
    cases.add(form("random base64", noise(size, 'A', 'z')));
    cases.add(form("900 arguments of noise", arguments(900, size / 900)));
    cases.add(form("900 names of noise", names(900, size / 900)));
    cases.add(json("deep", "[".repeat(900) + "1" + "]".repeat(900)));
    cases.add(json("long name", "{\"" + "k".repeat(size / 2) + "\":[" + "1,".repeat(900) + "1]}"));
    cases.add(
        json(
            "long names",
            ("{\"" + "k'<".repeat(size / 60) + "\":[").repeat(20) + "1,".repeat(800)));
    cases.add(json("many elements", "[" + "1,".repeat(size / 2) + "1]"));
    cases.add(xml("attributes", attributes(size / 20)));
    cases.add(xml("elements", "<a>" + "<b c=\"d\">e</b>".repeat(size / 16) + "</a>"));
    cases.add(xml("deep elements", "<a>".repeat(size / 8) + "</a>".repeat(size / 8)));
    cases.add(multipart("parts", size / 70));
    cases.add(multipartHeaders("part headers", size / 12));
    cases.add(new Case("cookies", "text/plain", new byte[0], "a=;".repeat(10_000)));
    cases.add(new Case("cookie names", "text/plain", new byte[0], cookies(2_000)));
    for (String pump :
        List.of(
            "%25",
            "&lt;",
            "\\u0041",
            "\\",
            "'",
            "\"",
            "<a ",
            "/*",
            "/**/",
            "--",
            "../",
            "${",
            "{{",
            ";",
            "|",
            "a'",
            "%u0041%",
            "&#x41;",
            "0x41",
            "select ",
            "<!--",
            "$(",
            "`",
            "\0",
            "+",
            "\u00c3\u00a9",
            "\\x41\\",
            "a/../",
            " /(",
            "%%",
            "&&",
            "=",
            ",",
            "union all ",
            "@@",
            "javascript:",
            "\\u\\x\\",
            "0,",
            "(1),(",
            "a=b;",
            "a.b.",
            "[a][",
            "_['",
            "://")) {
      cases.add(form("pump " + pump, encode(pump.repeat(size / pump.length() / 3))));
      cases.add(raw("raw pump " + pump, pump.repeat(size / pump.length())));
    }
    return cases;
  }

  /// For each pattern of the rule set: its own words in random order, and each of them pumped.
  private List<Case> baits(Path folder, int most) throws IOException {
    List<Case> cases = new ArrayList<>();
    Pattern rule = Pattern.compile("\"!?@rx (.+?)\" \\\\\\n\\s+\"id:(\\d+)", Pattern.DOTALL);
    List<Path> files;
    try (Stream<Path> found = Files.list(folder.resolve("rules"))) {
      files = found.filter(f -> f.toString().endsWith(".conf")).sorted().toList();
    }
    for (Path file : files) {
      Matcher matcher = rule.matcher(Files.readString(file));
      while (matcher.find() && cases.size() < most) {
        List<String> words = words(matcher.group(1));
        StringBuilder soup = new StringBuilder();
        while (soup.length() < size) {
          soup.append(words.get(random.nextInt(words.size())));
        }
        cases.add(json("words of " + matcher.group(2), "[" + quoted(soup) + "]"));
        String word = words.get(random.nextInt(words.size()));
        cases.add(
            json(
                "pump of " + matcher.group(2),
                "[" + quoted(word.repeat(size / word.length())) + "]"));
      }
    }
    return cases;
  }

  private List<String> words(String pattern) {
    List<String> words = new ArrayList<>(List.of(" ", "'", "\\", "$"));
    Matcher matcher =
        Pattern.compile("\\\\x([0-9a-f]{2})|[A-Za-z0-9_]+|[^A-Za-z0-9_]").matcher(pattern);
    while (matcher.find()) {
      words.add(
          matcher.group(1) == null
              ? matcher.group()
              : String.valueOf((char) Integer.parseInt(matcher.group(1), 16)));
    }
    words.removeIf(String::isEmpty);
    return words;
  }

  private static String quoted(CharSequence text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || c > 0x7e) {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  private String noise(int length, int from, int to) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) (from + random.nextInt(to - from)));
    }
    return text.toString();
  }

  private String arguments(int count, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append("a=").append(noise(length, 40, 127).replace('&', 'x')).append('&');
    }
    return text.toString();
  }

  private String names(int count, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(noise(length, 40, 127).replaceAll("[&=]", "x")).append("=1&");
    }
    return text.toString();
  }

  private static String attributes(int count) {
    StringBuilder text = new StringBuilder("<a ");
    for (int i = 0; i < count; i++) {
      text.append("b").append(i).append("=\"select ").append(i).append("\" ");
    }
    return text.append("/>").toString();
  }

  private static String cookies(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append("name").append(i).append("=x' or ").append(i).append(';');
    }
    return text.toString();
  }

  private static String encode(String text) {
    return "a=" + text.replace("%", "%25").replace("&", "%26").replace("+", "%2b");
  }

  private static Case raw(String name, String text) {
    return form(name, "a=" + text);
  }

  private static Case form(String name, String text) {
    byte[] body = Bytes.of(text).toArray();
    return new Case(name, "application/x-www-form-urlencoded", body, "");
  }

  private static Case json(String name, String text) {
    return new Case(name, "application/json", Bytes.utf8(text).toArray(), "");
  }

  private static Case xml(String name, String text) {
    return new Case(name, "text/xml", Bytes.of(text).toArray(), "");
  }

  private static Case multipart(String name, int parts) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < parts; i++) {
      text.append("--b\r\nContent-Disposition: form-data; name=\"n")
          .append(i)
          .append("\"\r\n\r\nvalue\r\n");
    }
    byte[] body = Bytes.of(text.append("--b--\r\n").toString()).toArray();
    return new Case(name, "multipart/form-data; boundary=b", body, "");
  }

  private static Case multipartHeaders(String name, int lines) {
    StringBuilder text = new StringBuilder("--b\r\nContent-Disposition: form-data; name=\"n\"\r\n");
    for (int i = 0; i < lines; i++) {
      text.append("a").append(i).append(": b\r\n");
    }
    byte[] body = Bytes.of(text.append("\r\nvalue\r\n--b--\r\n").toString()).toArray();
    return new Case(name, "multipart/form-data; boundary=b", body, "");
  }
}
