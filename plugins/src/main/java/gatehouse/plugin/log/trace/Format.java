package gatehouse.plugin.log.trace;

import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The ways in which headers carry a trace. Whatever comes in is a client's word: a field that is
/// there twice, too long or not of the form is malformed, and what is malformed is never passed on.
enum Format {
  W3C("w3c", "traceparent", "tracestate") {
    @Override
    @Nullable Incoming extract(Headers headers) {
      return W3cFields.extract(headers);
    }

    @Override
    void inject(Outgoing out, Headers headers) {
      W3cFields.inject(out, headers);
    }
  },
  B3("b3", "x-b3-traceid", "x-b3-spanid", "x-b3-parentspanid", "x-b3-sampled", "x-b3-flags", "b3") {
    @Override
    @Nullable Incoming extract(Headers headers) {
      return B3Fields.extract(headers);
    }

    @Override
    void inject(Outgoing out, Headers headers) {
      B3Fields.inject(out, headers);
    }

    @Override
    String shown(TraceId id) {
      return id.sized();
    }
  },
  B3_SINGLE("b3-single", "b3") {
    @Override
    @Nullable Incoming extract(Headers headers) {
      return B3Fields.extract(headers);
    }

    @Override
    void inject(Outgoing out, Headers headers) {
      B3Fields.injectSingle(out, headers);
    }

    @Override
    String shown(TraceId id) {
      return id.sized();
    }
  },
  JAEGER("jaeger", "uber-trace-id") {
    @Override
    @Nullable Incoming extract(Headers headers) {
      return OtherFields.jaeger(headers);
    }

    @Override
    void inject(Outgoing out, Headers headers) {
      String parent = out.parent() == 0 ? "0" : Hex.of(out.parent());
      String text = out.id().sized() + ':' + Hex.of(out.span()) + ':' + parent + ":0" + out.flag();
      headers.set(OtherFields.JAEGER, text);
    }

    @Override
    String shown(TraceId id) {
      return id.sized();
    }
  },
  OT("ot", "ot-tracer-traceid", "ot-tracer-spanid", "ot-tracer-sampled") {
    @Override
    @Nullable Incoming extract(Headers headers) {
      return OtherFields.ot(headers);
    }

    @Override
    void inject(Outgoing out, Headers headers) {
      headers.set(OtherFields.OT_TRACE, out.id().sized());
      headers.set(OtherFields.OT_SPAN, Hex.of(out.span()));
      headers.set(OtherFields.OT_SAMPLED, out.flag());
    }

    @Override
    String shown(TraceId id) {
      return id.sized();
    }
  },
  DATADOG("datadog", "x-datadog-trace-id", "x-datadog-parent-id", "x-datadog-sampling-priority") {
    @Override
    @Nullable Incoming extract(Headers headers) {
      return OtherFields.datadog(headers);
    }

    @Override
    void inject(Outgoing out, Headers headers) {
      headers.set(OtherFields.DD_TRACE, shown(out.id()));
      headers.set(OtherFields.DD_PARENT, Long.toUnsignedString(out.span()));
      headers.set(OtherFields.DD_PRIORITY, out.flag());
    }

    @Override
    String shown(TraceId id) {
      return Long.toUnsignedString(id.low());
    }
  },
  AWS("aws", "x-amzn-trace-id") {
    @Override
    @Nullable Incoming extract(Headers headers) {
      return OtherFields.aws(headers);
    }

    @Override
    void inject(Outgoing out, Headers headers) {
      String parent = ";Parent=" + Hex.of(out.span());
      headers.set(OtherFields.AWS, "Root=" + shown(out.id()) + parent + ";Sampled=" + out.flag());
    }

    @Override
    String shown(TraceId id) {
      String hex = id.hex();
      return "1-" + hex.substring(0, 8) + '-' + hex.substring(8);
    }
  },
  GCP("gcp", "x-cloud-trace-context") {
    @Override
    @Nullable Incoming extract(Headers headers) {
      return OtherFields.gcp(headers);
    }

    @Override
    void inject(Outgoing out, Headers headers) {
      String span = Long.toUnsignedString(out.span());
      headers.set(OtherFields.GCP, out.id().hex() + '/' + span + ";o=" + out.flag());
    }
  },
  INSTANA("instana", "x-instana-t", "x-instana-s", "x-instana-l") {
    @Override
    @Nullable Incoming extract(Headers headers) {
      return OtherFields.instana(headers);
    }

    @Override
    void inject(Outgoing out, Headers headers) {
      headers.set(OtherFields.INSTANA_TRACE, out.id().sized());
      headers.set(OtherFields.INSTANA_SPAN, Hex.of(out.span()));
      headers.set(OtherFields.INSTANA_LEVEL, out.flag());
    }

    @Override
    String shown(TraceId id) {
      return id.sized();
    }
  };

  private final String word;

  @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list
  private final List<HeaderName> fields;

  Format(String word, String... fields) {
    this.word = word;
    this.fields = java.util.Arrays.stream(fields).map(HeaderName::of).toList();
  }

  /// The format of that name in configurations.
  static Format of(String word) {
    for (Format format : values()) {
      if (format.word.equals(word)) {
        return format;
      }
    }
    throw new IllegalArgumentException(word);
  }

  /// Its name in configurations.
  String word() {
    return word;
  }

  /// Reads what is there of this format; null if there is nothing.
  abstract @Nullable Incoming extract(Headers headers);

  /// The id as logs show it.
  String shown(TraceId id) {
    return id.hex();
  }

  /// Writes the trace; what there was of this format has been removed.
  abstract void inject(Outgoing out, Headers headers);

  /// Removes everything of this format.
  void clear(Headers headers) {
    for (int i = 0; i < fields.size(); i++) {
      headers.remove(fields.get(i));
    }
  }
}
