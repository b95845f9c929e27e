package gatehouse.plugin.log.trace;

import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import org.jspecify.annotations.Nullable;

/// Zipkin's B3: five fields, or all of them in one (`b3: <trace>-<span>-<sampled>-<parent>`).
final class B3Fields {
  private static final HeaderName TRACE = HeaderName.of("x-b3-traceid");
  private static final HeaderName SPAN = HeaderName.of("x-b3-spanid");
  private static final HeaderName PARENT = HeaderName.of("x-b3-parentspanid");
  private static final HeaderName SAMPLED = HeaderName.of("x-b3-sampled");
  private static final HeaderName FLAGS = HeaderName.of("x-b3-flags");
  private static final HeaderName SINGLE = HeaderName.of("b3");

  private static final int MOST_PARTS = 5;
  private static final int LONGEST = 80;

  private B3Fields() {}

  static @Nullable Incoming extract(Headers headers) {
    String single = headers.get(SINGLE);
    if (single != null) {
      Incoming read = headers.count(SINGLE) > 1 ? null : parse(single);
      return read == null ? Incoming.malformed(Format.B3) : read;
    }
    String trace = headers.get(TRACE);
    String sampled = headers.get(SAMPLED);
    String flags = headers.get(FLAGS);
    if (trace == null && sampled == null && flags == null) {
      return null;
    }
    if (headers.count(TRACE) > 1
        || headers.count(SPAN) > 1
        || headers.count(PARENT) > 1
        || headers.count(SAMPLED) > 1
        || headers.count(FLAGS) > 1) {
      return Incoming.malformed(Format.B3);
    }
    Incoming read =
        read(
            Format.B3,
            trace,
            headers.get(SPAN),
            "1".equals(flags) ? "d" : sampled,
            headers.get(PARENT));
    return read == null ? Incoming.malformed(Format.B3) : read;
  }

  private static @Nullable Incoming parse(String text) {
    if (text.length() > LONGEST) {
      return null;
    }
    String[] parts = text.split("-", MOST_PARTS);
    return switch (parts.length) {
      case 1 -> read(Format.B3_SINGLE, null, null, parts[0], null);
      case 2 -> read(Format.B3_SINGLE, parts[0], parts[1], null, null);
      case 3 -> read(Format.B3_SINGLE, parts[0], parts[1], parts[2], null);
      case 4 -> read(Format.B3_SINGLE, parts[0], parts[1], parts[2], parts[3]);
      default -> null;
    };
  }

  private static @Nullable Incoming read(
      Format format,
      @Nullable String trace,
      @Nullable String span,
      @Nullable String sampled,
      @Nullable String parent) {
    Boolean decided = decided(sampled);
    if (sampled != null && decided == null) {
      return null;
    }
    if (trace == null) {
      return new Incoming(format, null, 0, 0, decided, false);
    }
    TraceId id = TraceId.parse(trace);
    boolean bad =
        id == null
            || span != null && !Hex.isHex(span, Hex.LONG)
            || parent != null && !Hex.isHex(parent, Hex.LONG);
    return bad
        ? null
        : new Incoming(
            format,
            id,
            span == null ? 0 : Hex.value(span),
            parent == null ? 0 : Hex.value(parent),
            decided,
            false);
  }

  private static @Nullable Boolean decided(@Nullable String sampled) {
    return switch (sampled) {
      case "1", "d", "true" -> Boolean.TRUE;
      case "0", "false" -> Boolean.FALSE;
      case null, default -> null;
    };
  }

  static void inject(Outgoing out, Headers headers) {
    headers.set(TRACE, out.id().sized());
    headers.set(SPAN, Hex.of(out.span()));
    if (out.parent() != 0) {
      headers.set(PARENT, Hex.of(out.parent()));
    }
    headers.set(SAMPLED, out.flag());
  }

  static void injectSingle(Outgoing out, Headers headers) {
    String parent = out.parent() == 0 ? "" : "-" + Hex.of(out.parent());
    headers.set(SINGLE, out.id().sized() + '-' + Hex.of(out.span()) + '-' + out.flag() + parent);
  }
}
