package gatehouse.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.model.Entity;
import gatehouse.model.PluginEntity;
import gatehouse.model.Snapshot;
import gatehouse.spi.Decision;
import gatehouse.spi.FakeChain;
import gatehouse.spi.FakeEntities;
import gatehouse.spi.FakeExchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Identity;
import gatehouse.spi.NamesCredentials;
import gatehouse.spi.Response;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class KongRecordTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long STARTED = 1_769_860_800_123L;

  private final RecordStyle style =
      new RecordStyle(Redaction.of(Snapshot.EMPTY), KongRecordTest::rendered);

  @Test
  void tells_an_exchange_as_kong_does() {
    FakeExchange x =
        FakeExchange.of("POST", "/l/x%20y?a=1&b=2&b=3&c")
            .header("Host", "front.test:1234")
            .header("X-Mine", "v")
            .header("Accept", "a/b")
            .header("accept", "c/d");
    x.identify(
        new Identity(
            FakeEntities.consumer("c-1", "alice", "custom"),
            new Identity.ProvenCredential("k-1", "k-1"),
            List.of(),
            "key-auth"));
    x.record(Decision.Action.WOULD_DENY, "deny", "the address is denied");
    new FakeChain().send(x, 201, h -> h.add(HeaderName.of("Content-Type"), "text/plain"));

    Traffic t = new Traffic(STARTED, 0, 8000);
    t.received(150);
    t.headComplete(ms(2));
    t.upstreamUri("/x%20y?a=1");
    t.beginTry("10.0.0.1", 81, ms(5), ms(5)).failed(502);
    t.beginTry("10.0.0.2", 82, ms(7), ms(7) + 1500).answered(201);
    t.upstreamFirstByte(ms(30));
    t.upstreamLastByte(ms(34));
    t.answered(201, Response.Source.SERVICE);
    t.sent(170);
    t.end(ms(40));
    t.logField("correlation_id", "overwritten");
    t.logField("trace_id", "w3c", "t-0");
    t.logField("correlation_id", "corr-1");
    t.logField("trace_id", "b3", "t-1");
    t.logField("trace_id", "w3c", "t-2");

    assertThat(JSON.readTree(new KongRecord(x, t, style).json()))
        .isEqualTo(
            JSON.readTree(
                """
                {"request": {
                   "id": "0123456789abcdef0123456789abcdef",
                   "method": "POST",
                   "uri": "/l/x%20y?a=1&b=2&b=3&c",
                   "url": "http://gate.test:8000/l/x%20y?a=1&b=2&b=3&c",
                   "querystring": {"a": "1", "b": ["2", "3"], "c": true},
                   "headers": {
                     "host": "front.test:1234",
                     "x-mine": "v",
                     "accept": ["a/b", "c/d"],
                     "x-consumer-id": "c-1",
                     "x-consumer-custom-id": "custom",
                     "x-consumer-username": "alice",
                     "x-credential-identifier": "k-1"},
                   "size": 150},
                 "response": {
                   "status": 201, "headers": {"content-type": "text/plain"}, "size": 170},
                 "upstream_uri": "/x%20y?a=1",
                 "tries": [
                   {"ip": "10.0.0.1", "port": 81,
                    "balancer_start": 1769860800128, "balancer_start_ns": 1769860800128000000,
                    "balancer_latency": 0, "balancer_latency_ns": 0,
                    "state": "failed", "code": 502},
                   {"ip": "10.0.0.2", "port": 82,
                    "balancer_start": 1769860800130, "balancer_start_ns": 1769860800130000000,
                    "balancer_latency": 0, "balancer_latency_ns": 1500}],
                 "upstream_status": "502, 201",
                 "latencies": {"request": 40, "proxy": 25, "kong": 3, "receive": 4},
                 "route": {"id": "r-1"},
                 "service": {"id": "s-1"},
                 "consumer": {"id": "c-1"},
                 "authenticated_entity": {"id": "k-1"},
                 "client_ip": "127.0.0.1",
                 "started_at": 1769860800123,
                 "source": "upstream",
                 "workspace": "00000000-0000-0000-0000-000000000000",
                 "workspace_name": "default",
                 "security": [
                   {"plugin": "plugin", "rule": "deny", "action": "would_deny",
                    "reason": "the address is denied", "file": "kong.yml", "line": 1}],
                 "correlation_id": "corr-1", "trace_id": {"b3": "t-1", "w3c": "t-2"}}
                """));
  }

  @Test
  void tells_a_request_that_no_route_took_and_nobody_answered() {
    FakeExchange x = FakeExchange.get("/nowhere").route(null).service(null);
    Traffic t = new Traffic(STARTED, 0, 8000);
    t.end(ms(7));

    JsonNode record = JSON.readTree(new KongRecord(x, t, style).json());

    assertThat(record.get("route").isNull()).isTrue();
    assertThat(record.get("service").isNull()).isTrue();
    assertThat(record.get("consumer").isNull()).isTrue();
    assertThat(record.get("response").toString())
        .isEqualTo("{\"status\":499,\"headers\":{},\"size\":0}");
    assertThat(record.get("latencies").toString())
        .isEqualTo("{\"request\":7,\"proxy\":-1,\"kong\":7,\"receive\":0}");
    assertThat(record.get("source").asString()).isEqualTo("kong");
    assertThat(record.get("upstream_uri").asString()).isEmpty();
    assertThat(record.get("upstream_status").asString()).isEmpty();
  }

  @Test
  void usual_names_of_secrets_are_hidden_in_whatever_case() {
    FakeExchange x =
        FakeExchange.get("/x?Otp=s3cret&sig=s3cret&PWD=s3cret&session_token=s3cret&a=shown")
            .header("X-Vault-Token", "s3cret")
            .header("X-Forwarded-Access-Token", "s3cret");

    assertThat(new String(record(x).json(), UTF_8)).doesNotContain("s3cret").contains("shown");
  }

  @Test
  void changes_hold_for_whoever_asks_later_and_for_the_uri() {
    KongRecord record = record(FakeExchange.get("/x?a=1"));

    record.edit(json -> new String(json, UTF_8).replace("a=1", "a=*").getBytes(UTF_8));

    assertThat(new String(record.json(), UTF_8)).contains("/x?a=*").doesNotContain("a=1");
    assertThat(record.uri()).isEqualTo("/x?a=*");
    record.edit(json -> new String(json, UTF_8).replace("a=*", "b=*").getBytes(UTF_8));
    assertThat(new String(record.json(), UTF_8)).contains("/x?b=*");
  }

  @Test
  void a_record_that_cannot_be_edited_tells_nothing_but_that() {
    KongRecord record = record(FakeExchange.get("/x?a=1"));

    record.edit(_ -> {
      throw new IllegalStateException("test");
    });

    assertThat(JSON.readTree(record.json()))
        .isEqualTo(
            JSON.readTree(
                """
                {"request": {"id": "0123456789abcdef0123456789abcdef"},
                 "error": "the record could not be edited"}
                """));
    assertThat(record.uri()).isEmpty();
  }

  @Test
  void is_made_once() {
    KongRecord record = record(FakeExchange.get("/"));
    assertThat(record.json()).isSameAs(record.json());
  }

  @Test
  void is_one_line_of_printable_ascii_whatever_a_client_sends() {
    StringBuilder every = new StringBuilder();
    for (char c = 0; c < 256; c++) {
      every.append(c);
    }
    FakeExchange x = FakeExchange.get("/a\u001b[31m\u009b?q=%0d%0a%1b%E2%80%AE");
    x.request().headers().addDecoded("user-agent", "User-Agent", every + "\u2028\ud800");
    byte[] json = record(x).json();

    for (byte b : json) {
      assertThat(b).isBetween((byte) ' ', (byte) '~');
    }
    JsonNode request = JSON.readTree(json).get("request");
    assertThat(request.get("querystring").get("q").asString()).isEqualTo("\r\n\u001b\u202e");
    assertThat(request.get("headers").get("user-agent").asString()).startsWith("\0\1\2");
  }

  @Test
  void reads_header_values_as_utf_8_where_they_are() {
    FakeExchange x = FakeExchange.get("/");
    x.request().headers().addDecoded("x-a", "X-A", "Gr\u00c3\u00bc\u00c3\u009fe");
    x.request().headers().addDecoded("x-b", "X-B", "Gr\u00fc\u00dfe");

    JsonNode headers = headers(x);

    assertThat(headers.get("x-a").asString()).isEqualTo("Grüße");
    assertThat(headers.get("x-b").asString()).isEqualTo("Grüße");
  }

  @ParameterizedTest
  @CsvSource({
    "Authorization, Bearer s3cr3t",
    "Proxy-Authorization, Basic s3cr3t",
    "Cookie, session=s3cr3t",
    "apikey, s3cr3t",
    "X-Api-Key, s3cr3t",
    "X-Partner-Key, s3cr3t",
    "Referer, https://app.test/cb?x=1&access_token=s3cr3t#id_token=s3cr3t",
    "Referer, https://app.test/cb#access_token=s3cr3t",
    "Referer, https://alice:s3cr3t@app.test/cb",
    "X-Original-URL, '//alice:s3cr3t@app.test/?a=http://b:s3cr3t@c/'",
    "X-Forwarded-Uri, /a?password=s3cr3t&next=http://b:s3cr3t@c/",
    "X-Forwarded-Uri, /a;jsessionid=s3cr3t/b?x=1",
    "Refresh, 0; url=https://app.test/?token=s3cr3t",
    "X-Forwarded-Authorization, Bearer s3cr3t",
    "X-Amz-Security-Token, s3cr3t",
    "DPoP, s3cr3t",
    "Refresh-Token, s3cr3t",
  })
  void hides_credentials_in_headers(String name, String value) {
    FakeExchange x = FakeExchange.get("/").header(name, value).header(name, value);
    new FakeChain().send(x, 200, h -> h.add(HeaderName.of("Set-Cookie"), "session=s3cr3t"));
    Traffic t = new Traffic(STARTED, 0, 8000);
    t.answered(200, Response.Source.SERVICE);

    String json = new String(new KongRecord(x, t, keyAuth()).json(), UTF_8);

    assertThat(json).doesNotContain("s3cr3t").contains("REDACTED").contains("\"set-cookie\"");
  }

  @ParameterizedTest
  @CsvSource({
    "/p?access_token=s3cr3t",
    "/p?a=1&API_KEY=s3cr3t&b=2",
    "/p?access%5Ftoken=s3cr3t",
    "/p?x-partner-key=s3cr3t",
    "/p?password=s3cr3t&password=s3cr3t",
    "/p?userPassword=s3cr3t",
    "/p?user%5Bnew_password%5D=s3cr3t",
    "/p?SAMLResponse=s3cr3t",
    "/p?a=1;token=s3cr3t",
    "/p?next=%2Flogin%3Faccess_token%3Ds3cr3t",
    "/p?next=https%3A%2F%2Fu%3As3cr3t%40h%2F",
    "/p?next=%2Fa%3Fnext%3D%252Fb%253Ftoken%253Ds3cr3t",
    "/p;jsessionid=s3cr3t",
  })
  void hides_credentials_in_the_query(String target) {
    FakeExchange x = FakeExchange.get(target);
    Traffic t = new Traffic(STARTED, 0, 8000);
    t.upstreamUri(target);

    String json = new String(new KongRecord(x, t, keyAuth()).json(), UTF_8);

    assertThat(json).doesNotContain("s3cr3t").contains("REDACTED");
  }

  @Test
  void leaves_what_is_no_credential_as_it_came() {
    String target =
        "/p;v=1/m@x?a=access_token&tokens=3&=x&&b=%zz&next=%2Fa%3Fb%3Dc&e=a%40b.test&k=100%#token";
    assertThat(style.discretion().address(target)).isEqualTo(target);
    assertThat(style.discretion().address("/p?")).isEqualTo("/p?");
    assertThat(style.discretion().address("/p?token=1&a=2")).isEqualTo("/p?token=REDACTED&a=2");
  }

  private RecordStyle keyAuth() {
    record Config(List<String> credentialNames) implements NamesCredentials {}
    PluginEntity plugin =
        new PluginEntity(
            "p-1",
            "key-auth",
            null,
            new Config(List.of("X-Partner-Key")),
            true,
            true,
            List.of(),
            null,
            null,
            null,
            null,
            null,
            "kong.yml:1:1",
            List.of());
    Snapshot snapshot = SnapshotOf.routes(List.of(), List.of(plugin));
    return new RecordStyle(Redaction.of(snapshot), KongRecordTest::rendered);
  }

  private KongRecord record(FakeExchange x) {
    return new KongRecord(x, new Traffic(STARTED, 0, 8000), style);
  }

  private JsonNode headers(FakeExchange x) {
    return JSON.readTree(record(x).json()).get("request").get("headers");
  }

  private static String rendered(Entity entity) {
    return "{\"id\":\"" + entity.id() + "\"}";
  }

  private static long ms(long millis) {
    return millis * 1_000_000;
  }
}
