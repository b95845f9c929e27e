package gatehouse.seclang.audit;

import gatehouse.seclang.body.Header;
import gatehouse.seclang.rule.RuleMatch;
import gatehouse.seclang.text.ByteBuilder;
import gatehouse.seclang.text.Bytes;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// An audit record in ModSecurity's native form: a block a part, between `--id-X--` lines.
final class NativeAudit {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("[dd/MMM/yyyy:HH:mm:ss Z]", Locale.ROOT);

  private final AuditRecord record;
  private final ByteBuilder out = new ByteBuilder(2_048);

  NativeAudit(AuditRecord record) {
    this.record = record;
  }

  Bytes write() {
    part('A');
    line(
        TIME.format(record.time())
            + " "
            + record.id()
            + " "
            + record.connection().clientIp()
            + " "
            + record.connection().clientPort()
            + " "
            + record.connection().serverIp()
            + " "
            + record.connection().serverPort());
    if (record.shows('B')) {
      part('B');
      out.add(record.method()).add(' ').add(record.target()).add(' ').add(record.protocol());
      line("");
      headers(record.requestHeaders());
    }
    if (record.shows('C') || record.shows('I')) {
      part(record.shows('C') ? 'C' : 'I');
      out.add(record.requestBody());
      line("");
    }
    if (record.shows('E')) {
      part('E');
      out.add(record.responseBody());
      line("");
    }
    if (record.shows('F')) {
      part('F');
      out.add(record.responseProtocol());
      line(" " + record.status());
      headers(record.responseHeaders());
    }
    if (record.shows('H')) {
      trailer();
    }
    part('Z');
    line("");
    return out.toBytes();
  }

  private void trailer() {
    part('H');
    for (RuleMatch match : record.matches()) {
      StringBuilder message = new StringBuilder(512).append("Message: ");
      ErrorLog.text(match, message);
      line(message.toString());
    }
    line("Engine-Mode: \"" + record.engine() + "\"");
    line("Producer: " + JsonAudit.PRODUCT + "; " + String.join("; ", record.components()) + ".");
    line("");
  }

  private void headers(List<Header> headers) {
    for (Header header : headers) {
      out.add(header.name()).add(": ").add(header.value());
      line("");
    }
    line("");
  }

  private void part(char letter) {
    line("--" + boundary() + "-" + letter + "--");
  }

  /// The same for all parts of a record, and not to be guessed from another.
  private String boundary() {
    return String.format(Locale.ROOT, "%08x", record.id().hashCode());
  }

  private void line(String text) {
    out.add(text).add('\n');
  }
}
