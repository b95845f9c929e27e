package gatehouse.plugin.inspect.openapi;

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

  private final Specification specification;
  private final String name;
  private final String tag;
  private final Set<String> taken = new HashSet<>();
  private final Set<String> unmet = new TreeSet<>();
  private final String anonymous;
  private boolean usesAnonymous;
  private final StringBuilder out = new StringBuilder();

  private SpecImport(Specification specification) {
    this.specification = specification;
    String slug = slug(specification.title());
    this.name = slug.isEmpty() ? "api" : slug;
    this.tag = "openapi:" + name;
    this.anonymous = name + "-anonymous";
  }

  /// The tag of the route that takes what no operation does.
  public static final String REST = "openapi-rest";

  /// A configuration.
  ///
  /// @param unmet what the document asks for and the configuration lacks, a sentence each
  public record Made(String text, List<String> unmet) {}

  /// Writes it.
  ///
  /// @param text the document, which becomes a part of the configuration
  /// @param file named in its place where it refers to other files; null if it does not
  /// @param url the service; null takes the document's first server
  /// @throws IllegalArgumentException if the document names no server and there is no `url`, or it
  ///   has no operation
  public static Made write(
      Specification specification, String text, @Nullable String file, @Nullable String url) {
    if (specification.operations().isEmpty()) {
      throw new IllegalArgumentException("the document describes no operation");
    }
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

  private Made write(String text, @Nullable String file, String origin) {
    StringBuilder routes = new StringBuilder();
    boolean isSecured = false;
    TreeSet<String> bases = new TreeSet<>();
    for (PathItem item : specification.items()) {
      for (Operation operation : item.operations().values()) {
        isSecured |= !operation.security().isEmpty();
        bases.addAll(operation.bases());
        boolean takesHead =
            operation.method().equals("GET") && !item.operations().containsKey("HEAD");
        route(operation, takesHead, routes);
      }
    }
    routes.append("  - name: ").append(YamlText.quoted(unique(name + "-rest"))).append('\n');
    routes
        .append("    paths: ")
        .append(YamlText.list(bases.stream().map(b -> b.isEmpty() ? "/" : b).toList()))
        .append('\n');
    routes.append("    strip_path: false\n    tags: [").append(YamlText.quoted(tag));
    routes.append(", ").append(REST).append("]\n");

    out.append("# ")
        .append(YamlText.comment(specification.title() + " " + specification.version()));
    out.append(", made by `gatehouse openapi import`.\n");
    unmet.forEach(need -> out.append("# To do: ").append(YamlText.comment(need)).append(".\n"));
    out.append("_format_version: \"3.0\"\n\nservices:\n");
    out.append("- name: ").append(YamlText.quoted(name)).append('\n');
    out.append("  url: ").append(YamlText.quoted(origin)).append('\n');
    if (origin.startsWith("https:")) {
      out.append("  tls_verify: true\n");
    }
    out.append("  tags: [").append(YamlText.quoted(tag)).append("]\n");
    out.append("  plugins:\n  - name: openapi\n    config:\n");
    if (isSecured) {
      out.append("      enforce_security: true\n");
    }
    document(text, file);
    out.append("  routes:\n").append(routes);
    if (usesAnonymous) {
      out.append("\nconsumers:\n- username: ").append(YamlText.quoted(anonymous));
      out.append("\n  tags: [").append(YamlText.quoted(tag)).append("]\n");
    }
    return new Made(out.toString(), List.copyOf(unmet));
  }

  private void document(String text, @Nullable String file) {
    if (file != null) {
      out.append("      spec_file: ").append(YamlText.quoted(file)).append('\n');
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

  private void route(Operation operation, boolean takesHead, StringBuilder routes) {
    String given = operation.id() == null ? operation.method() + operation.path() : operation.id();
    routes
        .append("  - name: ")
        .append(YamlText.quoted(unique(name + "-" + slug(given))))
        .append('\n');
    routes.append("    methods: [").append(operation.method());
    routes.append(takesHead ? ", HEAD]\n" : "]\n");
    routes
        .append("    paths: ")
        .append(
            YamlText.list(
                operation.bases().stream().map(base -> pattern(base, operation.path())).toList()))
        .append('\n');
    routes.append("    regex_priority: ").append(priority(operation.path())).append('\n');
    routes.append("    strip_path: false\n    tags: [").append(YamlText.quoted(tag)).append("]\n");
    plugins(operation, routes);
  }

  /// Routes take requests in the order in which the document's paths do: where two paths could be
  /// the same request's, the first segment in which one of them has more written out decides. Paths
  /// of another length are never the same request's.
  private static int priority(String path) {
    int priority = 0;
    List<PathTemplate.Segment> segments = PathTemplate.of("", path).segments();
    for (PathTemplate.Segment segment : segments.subList(0, Math.min(15, segments.size()))) {
      int written = segment.parts().stream().mapToInt(String::length).sum();
      int named = PathTemplate.names(segment).stream().mapToInt(String::length).sum();
      priority = priority << 2 | (segment.isTemplated() ? Math.min(2, written - named) : 3);
    }
    return priority;
  }

  private static String pattern(String base, String path) {
    StringBuilder pattern = new StringBuilder("~");
    for (PathTemplate.Segment segment : PathTemplate.of(base, path).segments()) {
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

  /// Where the plugins that prove what is asked for can be told, they are; of several any one does,
  /// and whoever has proven nothing goes on as a consumer that `enforce_security` refuses.
  private void plugins(Operation operation, StringBuilder routes) {
    SpecSecurity security = SpecSecurity.of(operation.security(), anonymous);
    unmet.addAll(security.unmet());
    usesAnonymous |= security.usesAnonymous();
    List<String> plugins = security.plugins();
    if (plugins.isEmpty()) {
      return;
    }
    routes.append("    plugins:\n");
    for (String plugin : plugins) {
      routes.append("    - ").append(plugin);
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
}
