package gatehouse.regex;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Rewrites a tree to a smaller one that has a match in exactly the same texts. What only matters
/// for the match's bounds and groups goes: groups, greed, the order of alternatives, and for a
/// search everything at the outer edges that may be empty. Fewer instructions and common beginnings
/// make fewer and smaller automaton states.
final class Reducer {

  private Reducer() {}

  /// For a search anywhere in the text: optional edges are dropped.
  static Node forSearch(Node tree) {
    return trim(trim(plain(tree), true), false);
  }

  /// For a match that begins at the start of the text.
  static Node forPrefix(Node tree) {
    return trim(plain(tree), false);
  }

  /// For a match of the whole text.
  static Node forWhole(Node tree) {
    return plain(tree);
  }

  private static Node plain(Node node) {
    return switch (node) {
      case Node.Empty _, Node.Bytes _, Node.Assertion _ -> node;
      case Node.Group group -> plain(group.body());
      case Node.Repeat repeat -> repeat(plain(repeat.body()), repeat.min(), repeat.max());
      case Node.Concat concat -> Node.concat(concat.parts().stream().map(Reducer::plain).toList());
      case Node.Either either -> {
        List<Node> branches = new ArrayList<>();
        for (Node branch : either.branches()) {
          addBranch(branches, plain(branch));
        }
        yield factored(branches);
      }
    };
  }

  private static Node repeat(Node body, int min, int max) {
    if (body instanceof Node.Repeat inner && inner.max() == Node.UNBOUNDED && inner.min() <= 1) {
      if (max == Node.UNBOUNDED && min <= 1) {
        return Node.repeat(inner.body(), Math.min(min, inner.min()), max, true);
      }
    }
    return Node.repeat(body, min, max, true);
  }

  private static void addBranch(List<Node> branches, Node branch) {
    if (branch instanceof Node.Either inner) {
      branches.addAll(inner.branches());
    } else {
      branches.add(branch);
    }
  }

  /// Merges single bytes into one set and alternatives with the same beginning into one, so that a
  /// list of words becomes a tree of letters.
  private static Node factored(List<Node> branches) {
    ByteSet bytes = ByteSet.NONE;
    Map<Node, List<List<Node>>> byFirst = new LinkedHashMap<>();
    for (Node branch : branches) {
      if (branch instanceof Node.Bytes single) {
        bytes = bytes.or(single.set());
      } else {
        List<Node> parts = parts(branch);
        byFirst.computeIfAbsent(parts.getFirst(), _ -> new ArrayList<>()).add(parts);
      }
    }
    if (!bytes.isEmpty()) {
      Node single = new Node.Bytes(bytes);
      byFirst.computeIfAbsent(single, _ -> new ArrayList<>()).add(List.of(single));
    }
    List<Node> merged = new ArrayList<>(byFirst.size());
    byFirst.values().forEach(same -> merged.add(joined(same)));
    return merged.isEmpty() ? Node.NEVER : Node.either(merged);
  }

  private static List<Node> parts(Node branch) {
    return branch instanceof Node.Concat concat ? concat.parts() : List.of(branch);
  }

  /// Alternatives that begin alike, all that they share taken off in one go: words may have
  /// thousands of letters in common.
  private static Node joined(List<List<Node>> branches) {
    List<Node> first = branches.getFirst();
    if (branches.size() == 1) {
      return Node.concat(first);
    }
    int shared = first.size();
    for (List<Node> branch : branches) {
      int i = 1;
      while (i < Math.min(shared, branch.size()) && branch.get(i).equals(first.get(i))) {
        i++;
      }
      shared = i;
    }
    List<Node> tails = new ArrayList<>(branches.size());
    boolean optional = false;
    for (List<Node> branch : branches) {
      if (branch.size() == shared) {
        optional = true;
      } else {
        addBranch(tails, Node.concat(branch.subList(shared, branch.size())));
      }
    }
    List<Node> joined = new ArrayList<>(first.subList(0, shared));
    if (!tails.isEmpty()) {
      Node tail = factored(tails);
      joined.add(optional ? Node.repeat(tail, 0, 1, true) : tail);
    }
    return Node.concat(joined);
  }

  /// Drops at one edge what may be empty there, and all but the least count of a repetition: a text
  /// with a match then also has one without it. An assertion is never dropped.
  private static Node trim(Node node, boolean left) {
    if (Node.isNullable(node)) {
      return Node.EMPTY;
    }
    return switch (node) {
      case Node.Repeat repeat when repeat.min() == 1 -> trim(repeat.body(), left);
      case Node.Repeat repeat -> Node.repeat(repeat.body(), repeat.min(), repeat.min(), true);
      case Node.Concat concat -> trimmed(concat.parts(), left);
      case Node.Either either -> {
        List<Node> branches = new ArrayList<>();
        for (Node branch : either.branches()) {
          addBranch(branches, trim(branch, left));
        }
        yield branches.contains(Node.EMPTY) ? Node.EMPTY : factored(branches);
      }
      case Node.Empty _, Node.Bytes _, Node.Assertion _, Node.Group _ -> node;
    };
  }

  private static Node trimmed(List<Node> parts, boolean left) {
    List<Node> kept = new ArrayList<>(parts);
    while (!kept.isEmpty()) {
      int edge = left ? 0 : kept.size() - 1;
      Node trimmed = trim(kept.get(edge), left);
      if (trimmed instanceof Node.Empty) {
        kept.remove(edge);
      } else {
        kept.set(edge, trimmed);
        break;
      }
    }
    return Node.concat(kept);
  }
}
