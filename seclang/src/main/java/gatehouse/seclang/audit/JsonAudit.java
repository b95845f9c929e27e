package gatehouse.seclang.audit;

import gatehouse.seclang.body.Header;
import gatehouse.seclang.rule.RuleMatch;
import gatehouse.seclang.text.Bytes;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// An audit record as ModSecurity v3 writes it in JSON.
final class JsonAudit {
  static final String PRODUCT = "Gatehouse SecLang";

  /// C's `ctime`.
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT);

  private final AuditRecord record;
  private final JsonWriter json = new JsonWriter();

  JsonAudit(AuditRecord record) {
    this.record = record;
  }

  Bytes write() {
    json.open('{').name("transaction").open('{');
    json.member("client_ip", record.connection().clientIp());
    json.member("time_stamp", TIME.format(record.time()));
    json.member("server_id", Integer.toHexString(record.connection().serverIp().hashCode()));
    json.name("client_port").raw(String.valueOf(record.connection().clientPort()));
    json.member("host_ip", record.connection().serverIp());
    json.name("host_port").raw(String.valueOf(record.connection().serverPort()));
    json.member("unique_id", record.id());
    request();
    response();
    if (record.shows('H')) {
      producer();
      json.name("messages").open('[');
      record.matches().forEach(this::message);
      json.close(']');
    }
    return json.close('}').close('}').line();
  }

  private void request() {
    json.name("request").open('{');
    json.member("method", record.method());
    json.name("http_version").raw(version(record.protocol()));
    json.member("uri", record.target());
    if (record.shows('C') || record.shows('I')) {
      json.member("body", record.requestBody());
    }
    if (record.shows('B')) {
      headers(record.requestHeaders());
    }
    json.close('}');
  }

  private void response() {
    json.name("response").open('{');
    if (record.shows('E')) {
      json.member("body", record.responseBody());
    }
    json.name("http_code").raw(String.valueOf(record.status()));
    if (record.shows('F')) {
      headers(record.responseHeaders());
    }
    json.close('}');
  }

  /// Values of one name are joined, since a reader keeps only one member of a name.
  private void headers(List<Header> headers) {
    Map<Bytes, Header> joined = new LinkedHashMap<>();
    for (Header header : headers) {
      joined.merge(
          header.name().lower(),
          header,
          (a, b) -> new Header(a.name(), a.value().plus(Bytes.of(", ")).plus(b.value())));
    }
    json.name("headers").open('{');
    for (Header header : joined.values()) {
      json.name(header.name()).value(header.value());
    }
    json.close('}');
  }

  private void producer() {
    json.name("producer").open('{');
    json.member("modsecurity", PRODUCT);
    json.member("connector", "Gatehouse");
    json.member("secrules_engine", record.engine());
    json.name("components").open('[');
    for (String component : record.components()) {
      json.value(Bytes.of(component));
    }
    json.close(']').close('}');
  }

  private void message(RuleMatch match) {
    json.open('{').member("message", match.message()).name("details").open('{');
    json.member("match", MatchText.of(match));
    json.member("reference", MatchText.reference(match));
    json.member("ruleId", String.valueOf(match.rule().id()));
    json.member("file", match.rule().at().file());
    json.member("lineNumber", String.valueOf(match.rule().at().line()));
    json.member("data", match.data());
    json.member("severity", String.valueOf(Math.max(match.rule().severity(), 0)));
    json.member("ver", match.rule().ver());
    json.member("rev", match.rule().rev());
    json.name("tags").open('[');
    for (Bytes tag : match.tags()) {
      json.value(tag);
    }
    json.close(']');
    json.member("maturity", match.rule().maturity());
    json.member("accuracy", match.rule().accuracy());
    json.close('}').close('}');
  }

  private static String version(Bytes protocol) {
    String text = protocol.toString();
    if (!text.matches("HTTP/[0-9](\\.[0-9])?")) {
      return "0.0";
    }
    String number = text.substring(5);
    return number.length() == 1 ? number + ".0" : number;
  }
}
