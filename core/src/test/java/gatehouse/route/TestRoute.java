package gatehouse.route;

import gatehouse.model.Route;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Builds routes with Kong's defaults; what is not set is no criterion.
final class TestRoute {
  private final String id;
  private List<String> protocols = List.of("http", "https");
  private @Nullable List<String> methods;
  private @Nullable List<String> hosts;
  private @Nullable List<String> paths;
  private @Nullable Map<String, List<String>> headers;
  private @Nullable List<String> snis;
  private int redirect = 426;
  private int regexPriority;
  private boolean strip = true;
  private @Nullable String service;

  private TestRoute(String id) {
    this.id = id;
  }

  static TestRoute named(String id) {
    return new TestRoute(id);
  }

  TestRoute protocols(String... values) {
    protocols = List.of(values);
    return this;
  }

  TestRoute methods(String... values) {
    methods = List.of(values);
    return this;
  }

  TestRoute hosts(String... values) {
    hosts = List.of(values);
    return this;
  }

  TestRoute paths(String... values) {
    paths = List.of(values);
    return this;
  }

  TestRoute header(String name, String... values) {
    Map<String, List<String>> more = new HashMap<>();
    if (headers != null) {
      more.putAll(headers);
    }
    more.put(name, Arrays.asList(values));
    headers = more;
    return this;
  }

  TestRoute snis(String... values) {
    snis = List.of(values);
    return this;
  }

  TestRoute redirect(int status) {
    redirect = status;
    return this;
  }

  TestRoute regexPriority(int value) {
    regexPriority = value;
    return this;
  }

  TestRoute strip(boolean value) {
    strip = value;
    return this;
  }

  TestRoute service(String value) {
    service = value;
    return this;
  }

  Route build() {
    return new Route(
        id,
        id,
        protocols,
        methods,
        hosts,
        paths,
        headers,
        snis,
        null,
        null,
        redirect,
        regexPriority,
        strip,
        "v0",
        false,
        true,
        true,
        false,
        false,
        service,
        List.of());
  }
}
