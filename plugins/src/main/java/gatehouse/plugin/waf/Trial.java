package gatehouse.plugin.waf;

import gatehouse.plugin.inspect.coding.ContentCoding;
import gatehouse.seclang.Transaction;
import gatehouse.seclang.Waf;
import gatehouse.seclang.body.Connection;
import gatehouse.seclang.body.Header;
import gatehouse.seclang.body.RequestHead;
import gatehouse.seclang.operator.NameLookup;
import gatehouse.seclang.rule.EngineMode;
import gatehouse.seclang.rule.RuleMatch;
import gatehouse.seclang.text.Bytes;
import gatehouse.spi.Answer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Tries a firewall on a raw request and explains what it triggers, as `gatehouse waf test` does.
/// It is told to the operator who has the request at hand, so nothing is masked.
public final class Trial {
  private static final int SHOWN = 200;

  private final RuleSetText text;
  private final RuleSet set;
  private final List<RuleExclusion> exclusions;
  private final Refusals refusals;

  private Trial(
      RuleSetText text, List<WafPlugin.RuleExclusionConfig> exclusions, Refusals refusals) {
    this.text = text;
    this.set = RuleSets.SHARED.get(text);
    this.exclusions = exclusions.stream().map(e -> RuleExclusion.of(waf(), e)).toList();
    this.refusals = refusals;
  }

  /// The rules that come with the gateway.
  public static Trial ofBaseline() {
    RuleSetText text =
        new RuleSetText(
            "block", "baseline", null, null, null, null, null, null, null, null, null, null, null);
    return new Trial(text, List.of(), new Refusals(403, "Request blocked by the firewall"));
  }

  /// A firewall of a configuration that was checked.
  public static Trial of(WafPlugin.Config config) {
    return new Trial(
        config.text(), config.exclusions(), new Refusals(config.status(), config.message()));
  }

  private Waf waf() {
    return Objects.requireNonNull(set.waf(), "the rules cannot be used");
  }

  /// Runs the request phases and tells each rule that matched, the verdict, and what would let the
  /// request pass.
  ///
  /// @param client the address that it comes from
  /// @param names asked by `@rbl`; null when nobody is to be asked
  /// @throws IllegalArgumentException if it is no request
  public String explain(byte[] raw, String client, @Nullable NameLookup names) {
    String chars = new String(raw, StandardCharsets.ISO_8859_1);
    int blank = chars.indexOf("\r\n\r\n");
    int end = blank >= 0 ? blank + 4 : chars.indexOf("\n\n") + 2;
    String headText = end < 2 ? chars : chars.substring(0, end);
    RequestHead head = head(headText.strip());
    byte[] body = end < 2 ? new byte[0] : body(head, Arrays.copyOfRange(raw, end, raw.length));
    Connection connection = new Connection(client, 0, "127.0.0.1", 80);
    String path = path(head);
    Inspection inspection =
        Inspection.begin(
            prepared(waf().begin(connection, "trial"), path, names),
            head,
            () -> prepared(waf().rehearse(connection, "trial"), path, names));
    if (inspection.isDecided()) {
      inspection.rehearse(body);
    } else {
      String coding = joined(head, "content-encoding");
      inspection.endRequest(body, ContentCoding.isCoded(coding) ? coding : null);
    }
    String note =
        names == null && waf().waits(1, 2)
            ? "note: @rbl asked nobody, so nobody counts as listed; --names lets it ask%n"
                .formatted()
            : "";
    return told(head, body, path, inspection) + note;
  }

  private Transaction prepared(Transaction transaction, String path, @Nullable NameLookup names) {
    if (names != null) {
      transaction.ask(names);
    }
    exclusions.forEach(exclusion -> exclusion.applyTo(transaction, path));
    return transaction;
  }

  /// As many bytes as the head says, or all that follow where it says nothing.
  private static byte[] body(RequestHead head, byte[] rest) {
    if (joined(head, "transfer-encoding").toLowerCase(Locale.ROOT).endsWith("chunked")) {
      return unchunked(rest);
    }
    String length = joined(head, "content-length").strip();
    boolean known = length.matches("[0-9]{1,9}") && Integer.parseInt(length) < rest.length;
    return known ? Arrays.copyOf(rest, Integer.parseInt(length)) : rest;
  }

  /// @throws IllegalArgumentException if they are no chunks
  private static byte[] unchunked(byte[] chunks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String text = new String(chunks, StandardCharsets.ISO_8859_1);
    int at = 0;
    while (true) {
      int end = text.indexOf('\n', at);
      String size = end < 0 ? "" : text.substring(at, end).split(";", 2)[0].strip();
      if (!size.matches("[0-9A-Fa-f]{1,7}")) {
        throw new IllegalArgumentException("the body is not in chunks, as the head says");
      }
      int length = Integer.parseInt(size, 16);
      if (length == 0) {
        return out.toByteArray();
      }
      if (end + 1 + length > chunks.length) {
        throw new IllegalArgumentException("the last chunk is shorter than it says");
      }
      out.write(chunks, end + 1, length);
      at = end + 1 + length;
      at += text.startsWith("\r\n", at) ? 2 : text.startsWith("\n", at) ? 1 : 0;
    }
  }

  private static RequestHead head(String text) {
    String[] lines = text.split("\r?\n");
    String[] line = lines[0].split(" ");
    if (line.length < 3) {
      throw new IllegalArgumentException("the file does not begin with METHOD TARGET HTTP/VERSION");
    }
    List<Header> headers = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0) {
        headers.add(Header.of(lines[i].substring(0, colon), lines[i].substring(colon + 1).strip()));
      }
    }
    int first = lines[0].indexOf(' ');
    int last = lines[0].lastIndexOf(' ');
    return new RequestHead(
        Bytes.of(lines[0].substring(0, first)),
        Bytes.of(lines[0].substring(first + 1, last)),
        Bytes.of(lines[0].substring(last + 1)),
        headers);
  }

  private static String path(RequestHead head) {
    return head.target().toString().split("[?#]", 2)[0];
  }

  /// All lines of a field, joined by commas.
  private static String joined(RequestHead head, String name) {
    return head.headers().stream()
        .filter(header -> header.name().toString().equalsIgnoreCase(name))
        .map(header -> header.value().toString())
        .collect(Collectors.joining(","));
  }

  private String told(RequestHead head, byte[] body, String path, Inspection inspection) {
    StringBuilder out = new StringBuilder();
    out.append("%s %s, %d bytes of body%n".formatted(head.method(), path, body.length));
    out.append(
        "rules: crs %s, mode %s, %d rules%n%n".formatted(text.crs(), text.mode(), waf().size()));
    int phase = 0;
    for (RuleMatch match : inspection.transaction().matches()) {
      if (match.rule().phase() != phase) {
        phase = match.rule().phase();
        out.append("phase %d%n".formatted(phase));
      }
      out.append("  %s%n".formatted(Verdict.sentence(match)));
      out.append("    because: %s %s%n".formatted(match.operator(), shown(match.parameter())));
      out.append("    value:   %s%n".formatted(shown(match.value().toString())));
      match
          .scores()
          .forEach(s -> out.append("    adds:    %s %+d%n".formatted(s.name(), s.amount())));
    }
    Verdict verdict = Verdict.of(inspection.transaction());
    Answer answer = refusals.answer(inspection);
    Inspection.BodyFault fault = inspection.bodyFault();
    boolean detects = inspection.transaction().mode() == EngineMode.DETECTION_ONLY;
    if (answer == null && !(detects && verdict.refusing() != null)) {
      return out.append("%nverdict: passes%n".formatted()).toString();
    }
    String status = answer == null ? "would be refused" : "refused with " + answer.status();
    String reason = fault == null ? verdict.reason() : fault.reason();
    out.append("%nverdict: %s: %s%n".formatted(status, reason));
    String ready = ReadyExclusion.of(inspection.explained(), path);
    if (!ready.isEmpty()) {
      out.append("to let exactly this pass, add to config.exclusions:%n  %s%n".formatted(ready));
    }
    return out.toString();
  }

  private static String shown(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length() && i < SHOWN; i++) {
      char c = text.charAt(i);
      out.append(c < 32 || c > 126 ? "\\x%02x".formatted((int) c) : c);
    }
    return text.length() > SHOWN ? out + "…" : out.toString();
  }
}
