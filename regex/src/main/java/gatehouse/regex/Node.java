package gatehouse.regex;

import java.util.ArrayList;
import java.util.List;

/// A pattern's syntax tree. Byte sets are already folded, flags already applied: the tree means the
/// same whatever options it was parsed with.
sealed interface Node {

  /// Matches the empty string.
  Node EMPTY = new Empty();

  /// Matches nothing at all.
  Node NEVER = new Bytes(ByteSet.NONE);

  /// The `max` of a repetition without an upper bound.
  int UNBOUNDED = Integer.MAX_VALUE;

  record Empty() implements Node {}

  record Bytes(ByteSet set) implements Node {}

  record Concat(List<Node> parts) implements Node {}

  /// Alternatives, the preferred one first.
  record Either(List<Node> branches) implements Node {}

  record Repeat(Node body, int min, int max, boolean greedy) implements Node {}

  record Group(Node body, int index) implements Node {}

  record Assertion(Look look) implements Node {}

  static Node concat(List<Node> parts) {
    List<Node> flat = new ArrayList<>(parts.size());
    for (Node part : parts) {
      switch (part) {
        case Empty _ -> {}
        case Concat inner -> flat.addAll(inner.parts);
        default -> flat.add(part);
      }
    }
    return switch (flat.size()) {
      case 0 -> EMPTY;
      case 1 -> flat.getFirst();
      default -> new Concat(List.copyOf(flat));
    };
  }

  static Node either(List<Node> branches) {
    return branches.size() == 1 ? branches.getFirst() : new Either(List.copyOf(branches));
  }

  static Node repeat(Node body, int min, int max, boolean greedy) {
    if (body instanceof Empty || max == 0) {
      return EMPTY;
    }
    return min == 1 && max == 1 ? body : new Repeat(body, min, max, greedy);
  }

  /// True when the node matches the empty string wherever it stands. An assertion never counts.
  static boolean isNullable(Node node) {
    return switch (node) {
      case Empty _ -> true;
      case Bytes _, Assertion _ -> false;
      case Group group -> isNullable(group.body);
      case Repeat repeat -> repeat.min == 0 || isNullable(repeat.body);
      case Concat concat -> {
        for (Node part : concat.parts) {
          if (!isNullable(part)) {
            yield false;
          }
        }
        yield true;
      }
      case Either either -> {
        for (Node branch : either.branches) {
          if (isNullable(branch)) {
            yield true;
          }
        }
        yield false;
      }
    };
  }
}
