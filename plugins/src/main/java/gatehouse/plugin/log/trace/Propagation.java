package gatehouse.plugin.log.trace;

import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.OneOf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// How a trace is taken from a request and passed on to the service.
///
/// @param extract formats that are looked for, in order
/// @param clear fields that the service does not get
/// @param inject formats that are written; null stands for the one that was found
/// @param standard what is written in place of the one that was found when none was
record Propagation(
    List<Format> extract, List<HeaderName> clear, List<@Nullable Format> inject, Format standard) {
  /// Kong's order from when there was nothing to choose.
  private static final List<Format> ALL =
      List.of(
          Format.B3,
          Format.W3C,
          Format.JAEGER,
          Format.OT,
          Format.DATADOG,
          Format.AWS,
          Format.GCP,
          Format.INSTANA);

  private static final String PRESERVE = "preserve";

  /// What an instance is told (Kong's record `propagation`).
  public record Rules(
      @Nullable
          @OneOf({"aws", "b3", "datadog", "gcp", "instana", "jaeger", "ot", "w3c"})
          @Doc("Formats looked for in the request; the first that is there counts. Empty: none.")
          List<String> extract,
      @Nullable
          @Match(Match.Form.HEADER_NAME)
          @Doc("Fields that the service does not get, whatever they say.")
          List<String> clear,
      @Nullable
          @OneOf({
            "preserve",
            "aws",
            "b3",
            "b3-single",
            "datadog",
            "gcp",
            "instana",
            "jaeger",
            "ot",
            "w3c"
          })
          @Doc("Formats the service gets; `preserve` is the one that came. Empty: none.")
          List<String> inject,
      @Default("w3c") @FormatName @Doc("What `preserve` means where none came.")
          String defaultFormat) {}

  /// The record wins if it says anything but the default format; else the older `header_type` does.
  static Propagation of(Rules config, String headerType, @Nullable String defaultHeaderType) {
    Format standard =
        Format.of(defaultHeaderType == null ? config.defaultFormat() : defaultHeaderType);
    if (config.extract() != null || config.clear() != null || config.inject() != null) {
      return new Propagation(
          orNone(config.extract()).stream().map(Format::of).toList(),
          orNone(config.clear()).stream().map(HeaderName::of).toList(),
          formats(orNone(config.inject())),
          Format.of(config.defaultFormat()));
    }
    return switch (headerType) {
      case "ignore" -> new Propagation(List.of(), List.of(), List.of(standard), standard);
      case PRESERVE -> new Propagation(ALL, List.of(), formats(List.of(PRESERVE)), standard);
      default -> new Propagation(ALL, List.of(), formats(List.of(PRESERVE, headerType)), standard);
    };
  }

  private static List<String> orNone(@Nullable List<String> list) {
    return list == null ? List.of() : list;
  }

  private static List<@Nullable Format> formats(List<String> words) {
    List<@Nullable Format> formats = new ArrayList<>();
    for (String word : words) {
      formats.add(word.equals(PRESERVE) ? null : Format.of(word));
    }
    return formats;
  }

  /// What the request says in the first format that is there. Malformed fields on the way are
  /// removed: whoever believes them must not get them from us.
  @Nullable Incoming take(Headers headers) {
    for (int i = 0; i < extract.size(); i++) {
      Incoming found = extract.get(i).extract(headers);
      if (found != null && !found.isMalformed()) {
        return found;
      }
      if (found != null) {
        extract.get(i).clear(headers);
      }
    }
    return null;
  }

  /// Writes the trace for the service.
  ///
  /// @param from the format that came; null if none did
  /// @param written is told each format and the id as that shows it
  void pass(
      Outgoing out, @Nullable Format from, Headers headers, BiConsumer<String, String> written) {
    for (int i = 0; i < clear.size(); i++) {
      headers.remove(clear.get(i));
    }
    // What other hops have noted belongs to the trace that came, not to a new one.
    String state = from == Format.W3C ? headers.joined(W3cFields.TRACESTATE) : null;
    for (int i = 0; i < inject.size(); i++) {
      format(i, from).clear(headers);
    }
    for (int i = 0; i < inject.size(); i++) {
      Format format = format(i, from);
      format.inject(out, headers);
      if (format == Format.W3C && state != null) {
        headers.set(W3cFields.TRACESTATE, state);
      }
      written.accept(format.word(), format.shown(out.id()));
    }
  }

  private Format format(int at, @Nullable Format from) {
    Format named = inject.get(at);
    return named != null ? named : from != null ? from : standard;
  }
}
