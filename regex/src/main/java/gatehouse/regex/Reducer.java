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

  /// Merges single bytes into one set and alternatives with the same first part into one, so that a
  /// list of words becomes a tree of letters.
  private static Node factored(List<Node> branches) {
    ByteSet bytes = ByteSet.NONE;
    Map<Node, List<Node>> byFirst = new LinkedHashMap<>();
    for (Node branch : branches) {
      if (branch instanceof Node.Bytes single) {
        bytes = bytes.or(single.set());
      } else {
        byFirst.computeIfAbsent(first(branch), _ -> new ArrayList<>()).add(rest(branch));
      }
    }
    if (!bytes.isEmpty()) {
      Node single = new Node.Bytes(bytes);
      byFirst.computeIfAbsent(single, _ -> new ArrayList<>()).add(Node.EMPTY);
    }
    List<Node> merged = new ArrayList<>(byFirst.size());
    byFirst.forEach((first, rests) -> merged.add(joined(first, rests)));
    return merged.isEmpty() ? Node.NEVER : Node.either(merged);
  }

  private static Node joined(Node first, List<Node> rests) {
    if (rests.size() == 1) {
      return Node.concat(List.of(first, rests.getFirst()));
    }
    List<Node> tails = new ArrayList<>(rests.size());
    boolean optional = false;
    for (Node rest : rests) {
      if (rest instanceof Node.Empty) {
        optional = true;
      } else {
        addBranch(tails, rest);
      }
    }
    Node tail = factored(tails);
    return Node.concat(List.of(first, optional ? Node.repeat(tail, 0, 1, true) : tail));
  }

  private static Node first(Node branch) {
    return branch instanceof Node.Concat concat ? concat.parts().getFirst() : branch;
  }

  private static Node rest(Node branch) {
    return branch instanceof Node.Concat concat
        ? Node.concat(concat.parts().subList(1, concat.parts().size()))
        : Node.EMPTY;
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
