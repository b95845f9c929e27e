package gatehouse.plugin.inspect.openapi;

import gatehouse.plugin.inspect.openapi.Operation.SecurityNeed;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Writes a configuration that serves what a specification describes: a service, a route for each
/// operation and one for everything else under the base path, and `openapi` on all of them. The
/// same document gives the same text.
public final class SpecImport {
  private static final String INDENT = "        ";

  private static final int MOST_VARIABLES = 10;

  private final Specification specification;
  private final String name;
  private final String tag;
  private final Set<String> taken = new HashSet<>();
  private final Set<String> unmet = new TreeSet<>();
  private final StringBuilder out = new StringBuilder();

  private SpecImport(Specification specification) {
    this.specification = specification;
    String slug = slug(specification.title());
    this.name = slug.isEmpty() ? "api" : slug;
    this.tag = "openapi:" + name;
  }

  /// The tag of the route that takes what no operation does.
  public static final String REST = "openapi-rest";

  /// Writes it.
  ///
  /// @param text the document, which becomes a part of the configuration
  /// @param file named in its place where it refers to other files; null if it does not
  /// @param url the service; null takes the document's first server
  /// @throws IllegalArgumentException if the document names no server and there is no `url`
  public static String write(
      Specification specification, String text, @Nullable String file, @Nullable String url) {
    return new SpecImport(specification).write(text, file, origin(specification, url));
  }

  private static String origin(Specification specification, @Nullable String url) {
    if (url != null) {
      return url;
    }
    for (String server : specification.servers()) {
      try {
        URI uri = new URI(server);
        boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (isHttp && uri.getHost() != null) {
          return uri.getScheme() + "://" + uri.getRawAuthority();
        }
      } catch (URISyntaxException _) {
        // Whoever wrote it may have meant something; another server may be one.
      }
    }
    throw new IllegalArgumentException(
        "the document names no server: say where the service is with --service-url URL");
  }

  private String write(String text, @Nullable String file, String origin) {
    StringBuilder routes = new StringBuilder();
    boolean isSecured = false;
    TreeSet<String> bases = new TreeSet<>();
    for (Operation operation : specification.operations()) {
      isSecured |= !operation.security().isEmpty();
      bases.addAll(operation.bases());
      route(operation, routes);
    }
    routes.append("  - name: ").append(unique(name + "-rest")).append('\n');
    routes
        .append("    paths: ")
        .append(list(bases.stream().map(b -> b.isEmpty() ? "/" : b).toList()));
    routes.append("    strip_path: false\n    tags: [").append(quoted(tag));
    routes.append(", ").append(REST).append("]\n");

    out.append("# ").append(comment(specification.title() + " " + specification.version()));
    out.append(", made by `gatehouse openapi import`.\n");
    unmet.forEach(need -> out.append("# To do: ").append(comment(need)).append(".\n"));
    out.append("_format_version: \"3.0\"\n\nservices:\n");
    out.append("- name: ").append(name).append('\n');
    out.append("  url: ").append(quoted(origin)).append('\n');
    if (origin.startsWith("https:")) {
      out.append("  tls_verify: true\n");
    }
    out.append("  tags: [").append(quoted(tag)).append("]\n");
    out.append("  plugins:\n  - name: openapi\n    config:\n");
    if (isSecured) {
      out.append("      enforce_security: true\n");
    }
    document(text, file);
    out.append("  routes:\n").append(routes);
    return out.toString();
  }

  private void document(String text, @Nullable String file) {
    if (file != null) {
      out.append("      spec_file: ").append(quoted(file)).append('\n');
      return;
    }
    // Two blanks of indentation are told, since the text may begin with blanks itself.
    out.append("      spec: |2\n");
    text.replace("\r\n", "\n")
        .lines()
        .forEach(line -> {
          out.append(line.isEmpty() ? "" : INDENT).append(line).append('\n');
        });
  }

  private void route(Operation operation, StringBuilder routes) {
    String given = operation.id() == null ? operation.method() + operation.path() : operation.id();
    routes.append("  - name: ").append(unique(name + "-" + slug(given))).append('\n');
    routes.append("    methods: [").append(operation.method());
    routes.append(operation.method().equals("GET") ? ", HEAD]\n" : "]\n");
    routes
        .append("    paths: ")
        .append(
            list(operation.bases().stream().map(base -> pattern(base, operation.path())).toList()));
    routes.append("    regex_priority: ").append(priority(operation.path())).append('\n');
    routes.append("    strip_path: false\n    tags: [").append(quoted(tag)).append("]\n");
    plugins(operation, routes);
  }

  /// Written-out paths come before templated ones, as in the document.
  private static long priority(String path) {
    return Math.max(0, MOST_VARIABLES - path.chars().filter(c -> c == '{').count());
  }

  private static String pattern(String base, String path) {
    PathTemplate template = java.util.Objects.requireNonNull(PathTemplate.of(base, path));
    StringBuilder pattern = new StringBuilder("~");
    for (PathTemplate.Segment segment : template.segments()) {
      pattern.append('/').append(literal(segment.literal()));
      for (int i = 0; i < segment.parts().size(); i++) {
        pattern.append(i % 2 == 0 ? literal(segment.parts().get(i)) : "[^/]+");
      }
    }
    return pattern.append('$').toString();
  }

  private static String literal(String text) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      pattern.append("\\^$.|?*+()[]{}".indexOf(c) >= 0 ? "\\" : "").append(c);
    }
    return pattern.toString();
  }

  /// Where one credential of one kind is asked for, the plugin that proves it can be told.
  private void plugins(Operation operation, StringBuilder routes) {
    List<List<SecurityNeed>> security = operation.security();
    if (security.isEmpty()) {
      return;
    }
    SecurityNeed need =
        security.size() == 1 && security.getFirst().size() == 1
            ? security.getFirst().getFirst()
            : null;
    if (need != null && need.type().equals("apiKey") && !need.in().equals("cookie")) {
      routes.append("    plugins:\n    - name: key-auth\n      config: {key_names: [");
      routes.append(quoted(need.detail())).append("]}\n");
    } else if (need != null && need.type().equals("http") && need.detail().equals("basic")) {
      routes.append("    plugins:\n    - name: basic-auth\n");
    } else {
      for (List<SecurityNeed> alternative : security) {
        for (SecurityNeed one : alternative) {
          unmet.add("an authentication plugin for the scheme " + one.scheme());
        }
      }
    }
  }

  // ---- texts

  private String unique(String wanted) {
    String text = wanted;
    for (int i = 2; !taken.add(text); i++) {
      text = wanted + "-" + i;
    }
    return text;
  }

  private static String slug(String text) {
    StringBuilder slug = new StringBuilder();
    for (char c : text.toLowerCase(Locale.ROOT).toCharArray()) {
      boolean isPlain = c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
      if (isPlain) {
        slug.append(c);
      } else if (!slug.isEmpty() && slug.charAt(slug.length() - 1) != '-') {
        slug.append('-');
      }
    }
    int end = slug.length();
    return slug.substring(0, end > 0 && slug.charAt(end - 1) == '-' ? end - 1 : end);
  }

  private static String list(List<String> texts) {
    return "[" + String.join(", ", texts.stream().map(SpecImport::quoted).toList()) + "]\n";
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''").replace("\n", " ").replace("\r", " ") + "'";
  }

  private static String comment(String text) {
    return text.strip().replace("\n", " ").replace("\r", " ");
  }
}
