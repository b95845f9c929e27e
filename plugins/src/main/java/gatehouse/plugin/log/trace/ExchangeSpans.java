package gatehouse.plugin.log.trace;

import gatehouse.model.Route;
import gatehouse.plugin.log.trace.Span.Attributes;
import gatehouse.plugin.log.trace.Span.Kind;
import gatehouse.spi.AccessRecord;
import gatehouse.spi.Exchange;
import gatehouse.spi.IpAddress;
import gatehouse.spi.Request;
import gatehouse.spi.Timeline;
import gatehouse.spi.Timeline.Mark;
import gatehouse.spi.Tracing;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Makes the spans of an exchange from its timeline, with Kong's names and attributes.
final class ExchangeSpans {
  private static final int SERVER_ERROR = 500;

  private final Tracing tracing;
  private final RandomGenerator random;

  ExchangeSpans(Tracing tracing, RandomGenerator random) {
    this.tracing = tracing;
    this.random = random;
  }

  List<Span> of(Exchange x, Timeline timeline, Trace trace) {
    List<Span> spans = new ArrayList<>(12);
    spans.add(root(x, timeline, trace));
    if (tracing.covers("router") && timeline.at(Mark.ROUTING) != 0) {
      long routed = timeline.at(Mark.ROUTED);
      spans.add(child("kong.router", timeline.at(Mark.ROUTING), routed, trace));
    }
    List<Timeline.Turn> turns = timeline.turns();
    for (int i = 0; i < turns.size(); i++) {
      Timeline.Turn turn = turns.get(i);
      String phase = phase(turn.phase());
      if (phase != null) {
        spans.add(child(phase + turn.plugin(), turn.from(), turn.to(), trace));
      }
    }
    List<Timeline.Attempt> attempts = timeline.attempts();
    for (int i = 0; i < attempts.size(); i++) {
      attempt(attempts.get(i), i + 1, i + 1 == attempts.size(), trace, spans);
    }
    return spans;
  }

  /// How the span of a plugin's turn begins; null if such turns are not told.
  private @Nullable String phase(Timeline.Phase phase) {
    return switch (phase) {
      case ROUTE -> tracing.covers("plugin_rewrite") ? "kong.rewrite.plugin." : null;
      case REQUEST, REFUSED_PATH -> tracing.covers("plugin_access") ? "kong.access.plugin." : null;
      case RESPONSE -> tracing.covers("plugin_header_filter") ? "kong.header_filter.plugin." : null;
      case RESPONSE_BODY -> tracing.covers("plugin_header_filter") ? "kong.response.plugin." : null;
      case END -> null;
    };
  }

  private static Span root(Exchange x, Timeline timeline, Trace trace) {
    Request request = x.request();
    AccessRecord record = x.accessRecord();
    Route route = x.route();
    List<String> paths = route == null ? null : route.paths();
    Attributes attributes =
        new Attributes()
            .put("http.method", request.method())
            .put("http.url", request.scheme() + "://" + request.host() + record.uri())
            .put("http.host", request.host())
            .put("http.scheme", request.scheme())
            .put("http.flavor", request.version())
            .put("http.client_ip", x.client().address().toString())
            .put("net.peer.ip", x.client().peer().toString())
            .put("kong.request.id", x.id())
            .put("http.status_code", (long) record.status())
            .put("http.route", paths == null || paths.isEmpty() ? null : paths.getFirst());
    return new Span(
        "kong",
        Kind.SERVER,
        trace.span(),
        trace.parent(),
        timeline.start(),
        timeline.end(),
        attributes.list,
        record.status() >= SERVER_ERROR);
  }

  private Span child(String name, long from, long to, Trace trace) {
    long id = Trace.newId(random);
    return new Span(name, Kind.INTERNAL, id, trace.span(), from, to, List.of(), false);
  }

  private void attempt(
      Timeline.Attempt attempt, int number, boolean last, Trace trace, List<Span> into) {
    IpAddress address = attempt.address();
    String ip = address == null ? null : address.toString();
    long id = last ? trace.call() : Trace.newId(random);
    if (tracing.covers("dns_query") && attempt.resolved() != 0) {
      Attributes asked =
          new Attributes()
              .put("dns.record.domain", attempt.host())
              .put("dns.record.port", (long) attempt.port())
              .put("dns.record.ip", ip);
      into.add(
          new Span(
              "kong.dns",
              Kind.CLIENT,
              Trace.newId(random),
              tracing.covers("balancer") ? id : trace.span(),
              attempt.chosen(),
              attempt.resolved(),
              asked.list,
              false));
    }
    if (tracing.covers("balancer")) {
      Attributes attributes =
          new Attributes()
              .put("try_count", (long) number)
              .put("net.peer.ip", ip == null ? attempt.host() : ip)
              .put("net.peer.port", (long) attempt.port())
              .put("net.peer.name", attempt.host())
              .put("http.status_code", attempt.status() == 0 ? null : (long) attempt.status());
      boolean failed = attempt.state() != null || attempt.status() == 0;
      into.add(
          new Span(
              "kong.balancer",
              Kind.CLIENT,
              id,
              trace.span(),
              attempt.from(),
              attempt.to(),
              attributes.list,
              failed));
    }
  }
}
