package gatehouse.seclang.audit;

import gatehouse.seclang.body.Header;
import gatehouse.seclang.rule.RuleMatch;
import gatehouse.seclang.rule.RuleText;
import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.ByteBuilder;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.text.JsonWriter;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// An audit record as ModSecurity v3 writes it in JSON.
final class JsonAudit {
  static final String PRODUCT = "Gatehouse SecLang";

  private static final Bytes HTTP = Bytes.of("HTTP/");
  private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  private static final String[] MONTHS = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
  };

  private final AuditRecord record;
  private final JsonWriter json = new JsonWriter();

  JsonAudit(AuditRecord record) {
    this.record = record;
  }

  Bytes write() {
    json.open('{').name("transaction").open('{');
    json.member("client_ip", record.connection().clientIp());
    json.name("time_stamp").value(time(record.time()));
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

  /// As C's `ctime` has it.
  private static Bytes time(ZonedDateTime time) {
    ByteBuilder out = new ByteBuilder(24);
    out.add(DAYS[time.getDayOfWeek().getValue() - 1])
        .add(' ')
        .add(MONTHS[time.getMonthValue() - 1]);
    two(out.add(' '), time.getDayOfMonth(), ' ');
    two(out.add(' '), time.getHour(), '0');
    two(out.add(':'), time.getMinute(), '0');
    two(out.add(':'), time.getSecond(), '0');
    return out.add(' ').add(String.valueOf(time.getYear())).toBytes();
  }

  private static void two(ByteBuilder out, int number, char pad) {
    out.add(number < 10 ? pad : '0' + number / 10).add('0' + number % 10);
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

  private void headers(List<Header> headers) {
    json.name("headers").open('{');
    for (Header header : hasTwins(headers) ? joined(headers) : headers) {
      json.name(header.name()).value(header.value());
    }
    json.close('}');
  }

  private static boolean hasTwins(List<Header> headers) {
    Set<Bytes> names = new HashSet<>();
    for (Header header : headers) {
      if (!names.add(header.name().lower())) {
        return true;
      }
    }
    return false;
  }

  /// Values of one name are joined, since a reader keeps only one member of a name.
  private static Collection<Header> joined(List<Header> headers) {
    Map<Bytes, Header> joined = new LinkedHashMap<>();
    for (Header header : headers) {
      joined.merge(
          header.name().lower(),
          header,
          (a, b) -> new Header(a.name(), a.value().plus(Bytes.of(", ")).plus(b.value())));
    }
    return joined.values();
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
    RuleText.Json fixed = match.rule().json();
    json.raw(fixed.beforeData());
    json.member("data", match.data());
    json.raw(fixed.afterData());
    json.name("tags").open('[');
    if (fixed.tags() != null) {
      json.raw(fixed.tags());
    } else {
      match.tags().forEach(json::value);
    }
    json.close(']').raw(fixed.atEnd());
    json.close('}').close('}');
  }

  /// What stands behind `HTTP/`, if that is a version.
  private static String version(Bytes protocol) {
    int size = protocol.length();
    boolean isHttp = protocol.startsWith(HTTP, 0) && (size == 6 || size == 8);
    if (!isHttp || !Ascii.isDigit(protocol.at(5))) {
      return "0.0";
    }
    if (size == 6) {
      return (char) protocol.at(5) + ".0";
    }
    boolean isWhole = protocol.at(6) == '.' && Ascii.isDigit(protocol.at(7));
    return isWhole ? protocol.slice(5, 8).toString() : "0.0";
  }
}
