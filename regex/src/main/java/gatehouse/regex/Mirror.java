package gatehouse.regex;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns a tree round, so that it matches backwards what it matched forwards: read from where a
/// match ends, it tells where it may begin.
final class Mirror {

  private Mirror() {}

  /// The tree that matches the reverse of every text; null when it has a condition on lines, which
  /// looks at more than one byte of context.
  static @Nullable Node of(Node node) {
    return switch (node) {
      case Node.Empty _, Node.Bytes _ -> node;
      case Node.Assertion assertion -> assertion(assertion.look());
      case Node.Group group -> of(group.body());
      case Node.Repeat repeat -> {
        Node body = of(repeat.body());
        yield body == null ? null : Node.repeat(body, repeat.min(), repeat.max(), true);
      }
      case Node.Concat concat -> {
        List<Node> parts = all(concat.parts());
        yield parts == null ? null : Node.concat(parts.reversed());
      }
      case Node.Either either -> {
        List<Node> branches = all(either.branches());
        yield branches == null ? null : Node.either(branches);
      }
    };
  }

  private static @Nullable Node assertion(Look look) {
    return switch (look) {
      case TEXT_START -> new Node.Assertion(Look.TEXT_END);
      case TEXT_END -> new Node.Assertion(Look.TEXT_START);
      case WORD_EDGE, NOT_WORD_EDGE -> new Node.Assertion(look);
      case LINE_START, LINE_END, FINAL_END -> null;
    };
  }

  private static @Nullable List<Node> all(List<Node> nodes) {
    List<Node> mirrored = new ArrayList<>(nodes.size());
    for (Node node : nodes) {
      Node one = of(node);
      if (one == null) {
        return null;
      }
      mirrored.add(one);
    }
    return mirrored;
  }
}
