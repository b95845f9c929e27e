package gatehouse.plugin.log.trace;

import java.util.List;

/// Spans in OTLP (`trace.proto`).
final class OtlpSpans {
  private static final int TRACE_ID = 1;
  private static final int SPAN_ID = 2;
  private static final int PARENT = 4;
  private static final int NAME = 5;
  private static final int KIND = 6;
  private static final int START = 7;
  private static final int END = 8;
  private static final int ATTRIBUTES = 9;
  private static final int STATUS = 15;
  private static final int STATUS_CODE = 3;
  private static final int ERROR = 2;

  private OtlpSpans() {}

  /// The spans of one exchange, as one entry of a queue: they arrive together or not at all.
  static byte[] entry(TraceId id, List<Span> spans) {
    Proto all = new Proto();
    for (int i = 0; i < spans.size(); i++) {
      all.message(2, span(id, spans.get(i)));
    }
    return all.toBytes();
  }

  private static Proto span(TraceId id, Span span) {
    Proto out = new Proto().id(TRACE_ID, id.high(), id.low()).id(SPAN_ID, span.id());
    if (span.parent() != 0) {
      out.id(PARENT, span.parent());
    }
    out.text(NAME, span.name())
        .varint(KIND, span.kind().number)
        .fixed64(START, span.from())
        .fixed64(END, Math.max(span.from(), span.to()));
    for (int i = 0; i < span.attributes().size(); i++) {
      Span.Attribute attribute = span.attributes().get(i);
      Otlp.attribute(out, ATTRIBUTES, attribute.key(), attribute.value());
    }
    if (span.failed()) {
      out.message(STATUS, new Proto().varint(STATUS_CODE, ERROR));
    }
    return out;
  }
}
