package gatehouse.plugin.cases;

import gatehouse.model.Consumer;
import gatehouse.model.Credential;
import gatehouse.model.PluginEntity;
import gatehouse.model.Route;
import gatehouse.model.Service;
import gatehouse.model.Snapshot;
import gatehouse.spi.Answer;
import gatehouse.spi.Catalogue;
import gatehouse.spi.Decision;
import gatehouse.spi.FakeChain;
import gatehouse.spi.FakeExchange;
import gatehouse.spi.FakeWorkshop;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Plugin;
import gatehouse.spi.PluginType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The plugins of a snapshot without the core around them: the longest prefix routes, and a route's
/// instance wins over its service's and a global one. No consumer scopes.
final class FakeGate implements CaseGate {
  private final Snapshot snapshot;
  private final Map<String, Plugin> instances = new HashMap<>();
  private final Catalogue catalogue;

  FakeGate(Snapshot snapshot, Catalogue catalogue) {
    this.snapshot = snapshot;
    this.catalogue = catalogue;
    for (PluginEntity entity : snapshot.plugins()) {
      PluginType type = Objects.requireNonNull(catalogue.find(entity.name()));
      instances.put(entity.id(), type.build(entity.config(), workshop(entity)));
    }
  }

  private FakeWorkshop workshop(PluginEntity entity) {
    FakeWorkshop workshop = new FakeWorkshop();
    if (entity.route() != null) {
      workshop.onRoute(entity.route());
    } else if (entity.service() != null) {
      workshop.onService(entity.service());
    }
    for (Consumer consumer : snapshot.consumers()) {
      workshop.consumers.with(consumer);
    }
    for (Credential credential : snapshot.credentials()) {
      workshop.consumers.with(credential);
    }
    return workshop;
  }

  @Override
  public Outcome send(CaseRequest request) {
    Route route = route(request.target());
    Service service = route == null ? null : service(route);
    FakeExchange x = FakeExchange.of(request.method(), request.target()).from(request.from());
    x.route(route).service(service);
    request.headers().forEach((name, values) -> values.forEach(value -> x.header(name, value)));
    if (request.body() != null) {
      x.body(request.body());
    }
    chain(route, service)
        .send(
            x,
            request.answer().status(),
            headers ->
                request
                    .answer()
                    .headers()
                    .forEach((name, values) ->
                        values.forEach(v -> headers.add(HeaderName.of(name), v))));
    return outcome(x);
  }

  private static Outcome outcome(FakeExchange x) {
    Answer answer = x.answer();
    Answer.Raw raw = answer == null ? null : answer.raw();
    String query = x.upstream().query();
    Outcome.Received received =
        answer != null
            ? null
            : new Outcome.Received(
                x.upstream().path() + (query == null ? "" : "?" + query),
                x::upstreamHeader,
                x.upstreamBody());
    return new Outcome(
        x.response().status(),
        answer == null ? null : answer.message(),
        raw == null ? null : new String(raw.body(), StandardCharsets.UTF_8),
        x::answered,
        received,
        x.decisions().stream().map(Decision::rule).toList());
  }

  private @Nullable Route route(String target) {
    Route best = null;
    int length = -1;
    for (Route route : snapshot.routes()) {
      Collection<String> paths = route.paths() == null ? List.of() : route.paths();
      for (String path : paths) {
        if (target.startsWith(path) && path.length() > length) {
          best = route;
          length = path.length();
        }
      }
    }
    return best;
  }

  private @Nullable Service service(Route route) {
    return snapshot.services().stream()
        .filter(s -> s.id().equals(route.service()))
        .findFirst()
        .orElse(null);
  }

  private FakeChain chain(@Nullable Route route, @Nullable Service service) {
    Map<String, PluginEntity> chosen = new HashMap<>();
    for (PluginEntity entity : snapshot.plugins()) {
      boolean fits =
          entity.enabled()
              && (entity.route() == null || route != null && entity.route().equals(route.id()))
              && (entity.service() == null
                  || service != null && entity.service().equals(service.id()));
      if (fits) {
        chosen.merge(entity.name(), entity, (a, b) -> rank(a) >= rank(b) ? a : b);
      }
    }
    List<PluginEntity> order = new ArrayList<>(chosen.values());
    order.sort(Comparator.comparingInt(this::priority).reversed());
    return new FakeChain(
        order.stream()
            .map(e -> Objects.requireNonNull(instances.get(e.id())))
            .toArray(Plugin[]::new));
  }

  private static int rank(PluginEntity entity) {
    return (entity.route() == null ? 0 : 2) + (entity.service() == null ? 0 : 1);
  }

  private int priority(PluginEntity entity) {
    return Objects.requireNonNull(catalogue.find(entity.name())).policy().priority();
  }

  @Override
  public void close() {
    instances.values().forEach(Plugin::close);
  }
}
