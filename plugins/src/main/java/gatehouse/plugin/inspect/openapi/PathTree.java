package gatehouse.plugin.inspect.openapi;

import gatehouse.plugin.inspect.openapi.PathTemplate.Segment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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

  /// A path at its place. Several may differ in nothing but the names of their variables, as long
  /// as no method is in two of them.
  private record Variant(List<String> names, PathItem item) {
    Hit hit(List<String> captured) {
      Map<String, String> values = new HashMap<>();
      for (int i = 0; i < names.size(); i++) {
        values.putIfAbsent(names.get(i), captured.get(i));
      }
      return new Hit(item, values);
    }
  }

  private static final class Branch {
    private final Map<String, Branch> literals = new HashMap<>(2);
    private final List<Templated> templated = new ArrayList<>(1);
    private final List<Variant> variants = new ArrayList<>(1);
  }

  private record Templated(Segment segment, Branch branch) {}

  /// Adds a path; returns one that means the same, has a method of it and was there before, or
  /// null.
  @Nullable PathItem add(PathTemplate template, PathItem item) {
    Branch at = root;
    for (Segment segment : template.segments()) {
      at =
          segment.isTemplated()
              ? branch(at, segment)
              : at.literals.computeIfAbsent(segment.literal(), _ -> new Branch());
    }
    for (Variant known : at.variants) {
      if (known.item.operations().keySet().stream().anyMatch(item.operations()::containsKey)) {
        return known.item;
      }
    }
    at.variants.add(new Variant(template.names(), item));
    return null;
  }

  private static Branch branch(Branch at, Segment segment) {
    String outline = segment.outline();
    for (Templated known : at.templated) {
      if (known.segment.outline().equals(outline)) {
        return known.branch;
      }
    }
    Templated made = new Templated(segment, new Branch());
    at.templated.add(made);
    // The more of a segment is written out, the earlier it is tried.
    at.templated.sort((a, b) -> b.segment.outline().length() - a.segment.outline().length());
    return made.branch;
  }

  /// The path that a canonical path is, for a method; where the method is not described, all that
  /// is of that path; null if the path is not described.
  @Nullable Hit find(String path, String method) {
    if (path.isEmpty() || path.charAt(0) != '/') {
      return null;
    }
    List<String> captured = new ArrayList<>();
    List<Variant> found = find(root, path, 1, captured);
    if (found.isEmpty()) {
      return null;
    }
    for (Variant variant : found) {
      if (variant.item.operation(method) != null) {
        return variant.hit(captured);
      }
    }
    Map<String, Operation> all = new LinkedHashMap<>();
    found.forEach(variant -> all.putAll(variant.item.operations()));
    return new Hit(new PathItem(found.getFirst().item.path(), all), Map.of());
  }

  private static List<Variant> find(Branch at, String path, int from, List<String> captured) {
    if (from > path.length()) {
      return at.variants;
    }
    int slash = path.indexOf('/', from);
    int end = slash < 0 ? path.length() : slash;
    String segment = path.substring(from, end);
    Branch literal = at.literals.get(segment);
    if (literal != null) {
      List<Variant> found = find(literal, path, end + 1, captured);
      if (!found.isEmpty()) {
        return found;
      }
    }
    int known = captured.size();
    for (Templated templated : at.templated) {
      if (templated.segment.matches(segment, captured)) {
        List<Variant> found = find(templated.branch, path, end + 1, captured);
        if (!found.isEmpty()) {
          return found;
        }
      }
      captured.subList(known, captured.size()).clear();
    }
    return List.of();
  }
}
