package gatehouse.plugin.inspect.openapi;

import gatehouse.plugin.inspect.openapi.PathTemplate.Segment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the path of a specification that a request's canonical path is, segment by segment:
/// written-out segments before templated ones (OpenAPI 3.1, section 4.8.8.2). A look-up visits each
/// node once at most, however the path was chosen.
final class PathTree {
  private final Branch root = new Branch();

  /// A path that was found.
  ///
  /// @param values the variables' parts of the path, escapes of reserved characters as they came
  record Hit(PathItem item, Map<String, String> values) {}

  private static final class Branch {
    private final Map<String, Branch> literals = new HashMap<>(2);
    private final List<Templated> templated = new ArrayList<>(1);
    private @Nullable PathItem item;
  }

  private record Templated(Segment segment, Branch branch) {}

  /// Adds a path; returns the one that means the same and was there before, or null.
  @Nullable PathItem add(PathTemplate template, PathItem item) {
    Branch at = root;
    for (Segment segment : template.segments()) {
      at =
          segment.isTemplated()
              ? branch(at, segment)
              : at.literals.computeIfAbsent(segment.literal(), _ -> new Branch());
    }
    PathItem before = at.item;
    if (before == null) {
      at.item = item;
    }
    return before;
  }

  private static Branch branch(Branch at, Segment segment) {
    for (Templated known : at.templated) {
      // Names may differ between paths that share a beginning.
      if (known.segment.equals(segment)) {
        return known.branch;
      }
    }
    Templated made = new Templated(segment, new Branch());
    at.templated.add(made);
    // The more of a segment is written out, the earlier it is tried.
    at.templated.sort((a, b) -> b.segment.outline().length() - a.segment.outline().length());
    return made.branch;
  }

  /// The path that a canonical path is; null if none is described.
  @Nullable Hit find(String path) {
    if (path.isEmpty() || path.charAt(0) != '/') {
      return null;
    }
    Map<String, String> values = new HashMap<>();
    PathItem item = find(root, path, 1, values);
    return item == null ? null : new Hit(item, values);
  }

  private static @Nullable PathItem find(
      Branch at, String path, int from, Map<String, String> values) {
    if (from > path.length()) {
      return at.item;
    }
    int slash = path.indexOf('/', from);
    int end = slash < 0 ? path.length() : slash;
    String segment = path.substring(from, end);
    Branch literal = at.literals.get(segment);
    if (literal != null) {
      PathItem found = find(literal, path, end + 1, values);
      if (found != null) {
        return found;
      }
    }
    for (Templated templated : at.templated) {
      Map<String, String> tried = new HashMap<>(4);
      if (templated.segment.matches(segment, tried)) {
        PathItem found = find(templated.branch, path, end + 1, values);
        if (found != null) {
          tried.forEach(values::putIfAbsent);
          return found;
        }
      }
    }
    return null;
  }
}
