package gatehouse.plugin.waf;

import gatehouse.model.Route;
import gatehouse.seclang.Transaction;
import gatehouse.spi.Workshop;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What routes declare joins what the rule set allows: a route for `PUT` means it, although the
/// core rule set of itself allows four methods and a handful of media types.
final class Declared {
  private static final Logger LOG = LoggerFactory.getLogger("gatehouse.waf");
  private static final Set<String> USUAL = Set.of("GET", "HEAD", "POST", "OPTIONS");

  private Declared() {}

  /// Tells the rules what the route of a request declares.
  static void define(Transaction transaction, @Nullable Route route) {
    if (route == null) {
      return;
    }
    List<String> methods = methods(route);
    if (!methods.isEmpty()) {
      transaction.define("gatehouse_methods", String.join(" ", methods));
    }
    List<String> types = contentTypes(route);
    if (!types.isEmpty()) {
      transaction.define("gatehouse_content_types", "|" + String.join("| |", types) + "|");
    }
  }

  private static List<String> methods(Route route) {
    List<String> declared = route.methods();
    return declared == null
        ? List.of()
        : declared.stream().filter(method -> !USUAL.contains(method)).toList();
  }

  private static List<String> contentTypes(Route route) {
    List<String> types = new ArrayList<>();
    Map<String, List<String>> headers = route.headers();
    if (headers != null) {
      headers.forEach((name, values) -> {
        if (name.equalsIgnoreCase("content-type")) {
          values.stream()
              .filter(value -> !value.startsWith("~"))
              .map(value -> value.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
              .forEach(types::add);
        }
      });
    }
    return types;
  }

  /// Says at the start what is allowed besides, and because of which route.
  static void tell(Workshop workshop) {
    Workshop.Self self = workshop.self();
    for (Route route : workshop.entities().all(Route.class)) {
      boolean isMeant =
          self.routeId().isEmpty()
              ? self.serviceId().isEmpty() || self.serviceId().equals(route.service())
              : self.routeId().equals(route.id());
      Set<String> more = new TreeSet<>(methods(route));
      more.addAll(contentTypes(route));
      if (isMeant && !more.isEmpty()) {
        LOG.info(
            "{}: the rule set allows {} as well, which route {} declares",
            self.origin(),
            String.join(", ", more),
            route.name() == null ? route.id() : route.name());
      }
    }
  }
}
