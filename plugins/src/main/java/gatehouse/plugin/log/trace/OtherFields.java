package gatehouse.plugin.log.trace;

import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import org.jspecify.annotations.Nullable;

/// The formats of single vendors, each as its documentation says.
final class OtherFields {
  static final HeaderName JAEGER = HeaderName.of("uber-trace-id");
  static final HeaderName OT_TRACE = HeaderName.of("ot-tracer-traceid");
  static final HeaderName OT_SPAN = HeaderName.of("ot-tracer-spanid");
  static final HeaderName OT_SAMPLED = HeaderName.of("ot-tracer-sampled");
  static final HeaderName DD_TRACE = HeaderName.of("x-datadog-trace-id");
  static final HeaderName DD_PARENT = HeaderName.of("x-datadog-parent-id");
  static final HeaderName DD_PRIORITY = HeaderName.of("x-datadog-sampling-priority");
  static final HeaderName AWS = HeaderName.of("X-Amzn-Trace-Id");
  static final HeaderName GCP = HeaderName.of("X-Cloud-Trace-Context");
  static final HeaderName INSTANA_TRACE = HeaderName.of("X-INSTANA-T");
  static final HeaderName INSTANA_SPAN = HeaderName.of("X-INSTANA-S");
  static final HeaderName INSTANA_LEVEL = HeaderName.of("X-INSTANA-L");

  /// No value of these formats is longer, vendors' additions included.
  private static final int LONGEST = 512;

  private static final int HEX_ID = 32;

  private OtherFields() {}

  /// The only value of a field; null if it is absent, there twice or too long.
  private static @Nullable String only(Headers headers, HeaderName name) {
    String value = headers.count(name) == 1 ? headers.get(name) : null;
    return value == null || value.length() > LONGEST ? null : value.strip();
  }

  private static Incoming orMalformed(Format format, @Nullable Incoming read) {
    return read == null ? Incoming.malformed(format) : read;
  }

  /// `<trace>:<span>:<parent>:<flags>`, leading zeros left out, colons perhaps as `%3A`.
  static @Nullable Incoming jaeger(Headers headers) {
    if (!headers.has(JAEGER)) {
      return null;
    }
    String text = only(headers, JAEGER);
    String[] parts =
        text == null ? new String[0] : text.replace("%3A", ":").replace("%3a", ":").split(":", 5);
    Incoming read = null;
    if (parts.length == 4 && isId(parts[1]) && isId(parts[2]) && isFlags(parts[3])) {
      TraceId id = TraceId.parseShort(parts[0]);
      long span = Hex.value(parts[1]);
      boolean sampled = (Hex.value(parts[3]) & 1) != 0;
      if (id != null && span != 0) {
        read = new Incoming(Format.JAEGER, id, span, Hex.value(parts[2]), sampled, false);
      }
    }
    return orMalformed(Format.JAEGER, read);
  }

  private static boolean isId(String text) {
    return text.length() <= Hex.LONG && Hex.isHex(text, 0, text.length());
  }

  private static boolean isFlags(String text) {
    return text.length() <= 2 && Hex.isHex(text, 0, text.length());
  }

  static @Nullable Incoming ot(Headers headers) {
    if (!headers.has(OT_TRACE)) {
      return null;
    }
    String trace = only(headers, OT_TRACE);
    String span = only(headers, OT_SPAN);
    TraceId id = trace == null ? null : TraceId.parse(trace);
    boolean bad = span == null ? headers.has(OT_SPAN) : !Hex.isHex(span, Hex.LONG);
    Boolean sampled =
        switch (only(headers, OT_SAMPLED)) {
          case "1", "true" -> Boolean.TRUE;
          case "0", "false" -> Boolean.FALSE;
          case null, default -> null;
        };
    return id == null || bad
        ? Incoming.malformed(Format.OT)
        : new Incoming(Format.OT, id, span == null ? 0 : Hex.value(span), 0, sampled, false);
  }

  static @Nullable Incoming datadog(Headers headers) {
    if (!headers.has(DD_TRACE)) {
      return null;
    }
    String trace = only(headers, DD_TRACE);
    String parent = only(headers, DD_PARENT);
    String priority = only(headers, DD_PRIORITY);
    TraceId id = trace == null ? null : TraceId.of(0, Hex.decimal(trace), 8);
    Boolean sampled =
        switch (priority) {
          case "1", "2" -> Boolean.TRUE;
          case "0", "-1" -> Boolean.FALSE;
          case null, default -> null;
        };
    return id == null
        ? Incoming.malformed(Format.DATADOG)
        : new Incoming(
            Format.DATADOG, id, parent == null ? 0 : Hex.decimal(parent), 0, sampled, false);
  }

  /// `Root=1-<8 digits>-<24 digits>;Parent=<16 digits>;Sampled=<0 or 1>` in any order, and more.
  static @Nullable Incoming aws(Headers headers) {
    if (!headers.has(AWS)) {
      return null;
    }
    String text = only(headers, AWS);
    TraceId id = null;
    long span = 0;
    Boolean sampled = null;
    for (String part : text == null ? new String[0] : text.split(";", -1)) {
      int equals = part.indexOf('=');
      String value = part.substring(equals + 1).strip();
      switch (equals < 0 ? "" : part.substring(0, equals).strip()) {
        case "Root" -> id = awsRoot(value);
        case "Parent" -> span = Hex.isHex(value, Hex.LONG) ? Hex.value(value) : 0;
        case "Sampled" ->
            sampled = value.equals("1") ? Boolean.TRUE : value.equals("0") ? Boolean.FALSE : null;
        default -> {}
      }
    }
    return id == null
        ? Incoming.malformed(Format.AWS)
        : new Incoming(Format.AWS, id, span, 0, sampled, false);
  }

  private static @Nullable TraceId awsRoot(String value) {
    boolean fits = value.length() == 35 && value.startsWith("1-") && value.charAt(10) == '-';
    return fits ? TraceId.parse(value.substring(2, 10) + value.substring(11)) : null;
  }

  /// `<trace>/<span in decimal>;o=<1 or 0>`, the latter two optional.
  static @Nullable Incoming gcp(Headers headers) {
    if (!headers.has(GCP)) {
      return null;
    }
    String text = only(headers, GCP);
    Incoming read = null;
    if (text != null && text.length() >= HEX_ID && Hex.isHex(text, 0, HEX_ID)) {
      TraceId id = TraceId.parse(text.substring(0, HEX_ID));
      int options = text.indexOf(";o=", HEX_ID);
      String rest = text.substring(HEX_ID, options < 0 ? text.length() : options);
      String option = options < 0 ? "" : text.substring(options + 3);
      boolean known = rest.isEmpty() || rest.startsWith("/") && isDecimal(rest);
      if (id != null && known) {
        long span = rest.isEmpty() ? 0 : Hex.decimal(rest.substring(1));
        Boolean sampled =
            option.equals("1") ? Boolean.TRUE : option.equals("0") ? Boolean.FALSE : null;
        read = new Incoming(Format.GCP, id, span, 0, sampled, false);
      }
    }
    return orMalformed(Format.GCP, read);
  }

  private static boolean isDecimal(String afterSlash) {
    return afterSlash.substring(1).equals("0") || Hex.decimal(afterSlash.substring(1)) != 0;
  }

  /// Level 0 asks that nothing be traced; it may be followed by a correlation with a browser.
  static @Nullable Incoming instana(Headers headers) {
    String level = only(headers, INSTANA_LEVEL);
    if (!headers.has(INSTANA_TRACE)) {
      return level == null || !level.startsWith("0")
          ? null
          : new Incoming(Format.INSTANA, null, 0, 0, Boolean.FALSE, false);
    }
    String trace = only(headers, INSTANA_TRACE);
    String span = only(headers, INSTANA_SPAN);
    TraceId id = trace == null ? null : TraceId.parseShort(trace);
    boolean bad = span == null ? headers.has(INSTANA_SPAN) : !isId(span);
    Boolean sampled = level == null ? null : (Boolean) !level.startsWith("0");
    return id == null || bad
        ? Incoming.malformed(Format.INSTANA)
        : new Incoming(Format.INSTANA, id, span == null ? 0 : Hex.value(span), 0, sampled, false);
  }
}
