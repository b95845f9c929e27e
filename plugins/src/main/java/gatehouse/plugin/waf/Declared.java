package gatehouse.plugin.waf;

import gatehouse.model.Route;
import gatehouse.plugin.inspect.FieldValue;
import gatehouse.plugin.inspect.MediaRange;
import gatehouse.seclang.Transaction;
import gatehouse.spi.Declaration;
import gatehouse.spi.HeaderName;
import gatehouse.spi.PlanListener.PlannedRoute;
import gatehouse.spi.Request;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What the routes of an instance and their other plugins declare joins what the rule set allows: a
/// route for `PUT`, or a document that describes `text/csv`, means it, although the core rule set
/// of itself allows four methods and a handful of media types.
final class Declared {
  /// No route declares anything.
  static final Declared NOTHING = new Declared(Map.of(), Map.of());

  private static final HeaderName CONTENT_TYPE = HeaderName.of("Content-Type");
  private static final Set<String> USUAL = Set.of("GET", "HEAD", "POST", "OPTIONS");

  /// What a notice tells at most.
  private static final int MOST_TOLD = 40;

  private static final int MOST_SOURCES = 3;

  /// A media type or a range.
  ///
  /// @param charset in lower case; null if it has none
  private record Type(MediaRange range, @Nullable String charset) {
    String text() {
      String plain = range.type() + "/" + range.subtype();
      return charset == null ? plain : plain + ";charset=" + charset;
    }
  }

  /// Of one route.
  private record More(String methods, List<Type> types) {
    boolean isEmpty() {
      return methods.isEmpty() && types.isEmpty();
    }
  }

  private final Map<String, More> byRoute;

  /// Who declares it, by what is declared.
  private final Map<String, Set<String>> sources;

  private Declared(Map<String, More> byRoute, Map<String, Set<String>> sources) {
    this.byRoute = byRoute;
    this.sources = sources;
  }

  static Declared of(List<PlannedRoute> routes) {
    Map<String, More> byRoute = new LinkedHashMap<>();
    Map<String, Set<String>> sources = new TreeMap<>();
    for (PlannedRoute planned : routes) {
      Set<String> methods = new TreeSet<>();
      Map<String, Type> types = new TreeMap<>();
      Route route = planned.route();
      String name = route.name() == null ? route.id() : route.name();
      take("route " + name, ofRoute(route), methods, types, sources);
      planned.declared().forEach((by, declared) -> take(by, declared, methods, types, sources));
      More more = new More(String.join(" ", methods), List.copyOf(types.values()));
      if (!more.isEmpty()) {
        byRoute.put(route.id(), more);
      }
    }
    return new Declared(Map.copyOf(byRoute), sources);
  }

  private static void take(
      String by,
      Declaration declared,
      Set<String> methods,
      Map<String, Type> types,
      Map<String, Set<String>> sources) {
    for (String method : declared.methods()) {
      if (!USUAL.contains(method)) {
        methods.add(method);
        sources.computeIfAbsent(method, _ -> new LinkedHashSet<>()).add(by);
      }
    }
    for (String text : declared.contentTypes()) {
      Type type = type(text);
      if (type != null) {
        types.put(type.text(), type);
        sources.computeIfAbsent(type.text(), _ -> new LinkedHashSet<>()).add(by);
      }
    }
  }

  /// Null for what names no media type: `*/*` does not say that anything is expected.
  private static @Nullable Type type(String text) {
    FieldValue value = FieldValue.parse(text);
    MediaRange range = value == null ? null : MediaRange.parse(value.value());
    if (value == null || range == null || range.type().equals("*")) {
      return null;
    }
    String charset = value.parameter("charset");
    if (charset == null || !charset.chars().allMatch(Declared::isOfName)) {
      return new Type(range, null);
    }
    return new Type(range, charset.toLowerCase(Locale.ROOT));
  }

  private static boolean isOfName(int c) {
    return c < 128 && Character.isLetterOrDigit(c) || "-_.:+".indexOf(c) >= 0;
  }

  /// What a route says itself: its methods, and the media types that it wants.
  private static Declaration ofRoute(Route route) {
    Set<String> types = new HashSet<>();
    Map<String, List<String>> headers = route.headers();
    if (headers != null) {
      headers.forEach((name, values) -> {
        if (name.equalsIgnoreCase("content-type")) {
          values.stream()
              .filter(value -> !value.startsWith("~"))
              .map(value -> value.strip().toLowerCase(Locale.ROOT))
              .forEach(types::add);
        }
      });
    }
    List<String> methods = route.methods();
    return new Declaration(methods == null ? Set.of() : Set.copyOf(methods), types);
  }

  /// Tells the rules what the route of a request allows besides. Of media types only that of the
  /// request is told, since a list cannot hold ranges.
  void define(Transaction transaction, @Nullable Route route, Request request) {
    More more = route == null ? null : byRoute.get(route.id());
    if (more == null) {
      return;
    }
    if (!more.methods.isEmpty()) {
      transaction.define("gatehouse_methods", more.methods);
    }
    List<String> sent = more.types.isEmpty() ? List.of() : request.sentHeaders().all(CONTENT_TYPE);
    FieldValue type = sent.size() == 1 ? FieldValue.parse(sent.getFirst()) : null;
    if (type == null) {
      return;
    }
    String charset = type.parameter("charset");
    for (Type known : more.types) {
      if (known.range.covers(type.value())) {
        transaction.define("gatehouse_content_type", "|" + type.value() + "|");
        if (known.charset != null && known.charset.equalsIgnoreCase(charset)) {
          transaction.define("gatehouse_charset", "|" + known.charset + "|");
        }
      }
    }
  }

  /// What is allowed besides, and who wants it; empty if nothing is.
  String notice() {
    List<String> told = new ArrayList<>();
    int more = sources.size() - MOST_TOLD;
    sources.forEach((what, by) -> {
      if (told.size() == MOST_TOLD) {
        return;
      }
      String named = String.join(", ", by.stream().limit(MOST_SOURCES).toList());
      int others = by.size() - MOST_SOURCES;
      told.add(what + " (" + named + (others > 0 ? " and " + others + " more" : "") + ")");
    });
    return String.join(", ", told) + (more > 0 ? " and " + more + " more" : "");
  }
}
