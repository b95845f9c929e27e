package gatehouse.plugin.log.trace;

import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import org.jspecify.annotations.Nullable;

/// W3C Trace Context, `traceparent`: `00-<trace>-<span>-<flags>`, digits in lower case.
final class W3cFields {
  static final HeaderName TRACEPARENT = HeaderName.of("traceparent");
  static final HeaderName TRACESTATE = HeaderName.of("tracestate");

  private static final int LENGTH = 55;
  private static final int TRACE = 3;
  private static final int SPAN = 36;
  private static final int FLAGS = 53;
  private static final int SAMPLED = 1;
  private static final int RANDOM = 2;

  private W3cFields() {}

  static @Nullable Incoming extract(Headers headers) {
    String text = headers.get(TRACEPARENT);
    if (text == null) {
      return null;
    }
    Incoming read = headers.count(TRACEPARENT) > 1 ? null : parse(text);
    return read == null ? Incoming.malformed(Format.W3C) : read;
  }

  /// A version we don't know may say more after what version 00 says (section 4.3 of the
  /// recommendation); version ff is none.
  private static @Nullable Incoming parse(String text) {
    int length = text.length();
    if (length < LENGTH
        || text.charAt(2) != '-'
        || text.charAt(SPAN - 1) != '-'
        || text.charAt(FLAGS - 1) != '-'
        || !isLowerHex(text, 0, 2)
        || !isLowerHex(text, TRACE, SPAN - 1)
        || !isLowerHex(text, SPAN, FLAGS - 1)
        || !isLowerHex(text, FLAGS, LENGTH)
        || text.startsWith("ff")) {
      return null;
    }
    if (length > LENGTH && (text.startsWith("00") || text.charAt(LENGTH) != '-')) {
      return null;
    }
    TraceId id = TraceId.parse(text.substring(TRACE, SPAN - 1));
    long span = Hex.value(text, SPAN, FLAGS - 1);
    if (id == null || span == 0) {
      return null;
    }
    int flags = (int) Hex.value(text, FLAGS, LENGTH);
    return new Incoming(Format.W3C, id, span, 0, (flags & SAMPLED) != 0, (flags & RANDOM) != 0);
  }

  private static boolean isLowerHex(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) >= 'A' && text.charAt(i) <= 'F') {
        return false;
      }
    }
    return Hex.isHex(text, from, to);
  }

  static void inject(Outgoing out, Headers headers) {
    StringBuilder text = new StringBuilder(LENGTH).append("00-");
    Hex.append(text, out.id().high());
    Hex.append(text, out.id().low()).append('-');
    Hex.append(text, out.span()).append("-0");
    text.append((out.sampled() ? SAMPLED : 0) | (out.random() ? RANDOM : 0));
    headers.set(TRACEPARENT, text.toString());
  }
}
