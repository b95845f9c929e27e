package gatehouse.seclang.rule;

import gatehouse.seclang.transform.Transformation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The transformations of many tests as a tree of steps: what chains begin with in common is done
/// once. Which steps a value needs at all is read from its traits, and remembered for each
/// combination of traits. Shared by all threads.
final class StepTree {
  /// Combinations of traits remembered. Traffic shows a few dozen; a client that makes up others
  /// only has them computed again.
  private static final int MAX_SPLITS = 1_024;

  /// One step with the tests that come right behind it, and all that come at or behind it.
  static final class Node {
    final @Nullable Transformation step;
    final List<Node> children = new ArrayList<>();
    final long[] here;
    final long[] below;

    /// Of the tests below: those of whose bytes nothing is known ahead, because a step decodes
    /// them.
    final long[] decoded;

    /// Of the tests below: those behind a later step that may make the value longer.
    final long[] grown;

    /// The groups of bytes that the steps up to the other tests may add.
    long added;

    Node(@Nullable Transformation step, int words) {
      this.step = step;
      this.here = new long[words];
      this.below = new long[words];
      this.decoded = new long[words];
      this.grown = new long[words];
    }

    /// Notes a test and the steps from this one to it.
    void add(int test, List<Transformation> way) {
      Tests.set(below, test);
      long groups = 0;
      for (int i = 0; i < way.size(); i++) {
        groups |= way.get(i).addedGroups();
        if (i > 0 && way.get(i).mayGrow()) {
          Tests.set(grown, test);
        }
      }
      if (groups == -1L) {
        Tests.set(decoded, test);
      } else {
        added |= groups;
      }
    }
  }

  /// For values of the same traits: the tests that see the value as it is, and the steps that may
  /// change it, none of which comes behind another one.
  static final class Split {
    private final long traits;
    final long[] same;
    final List<Node> changing;

    private Split(long traits, long[] same, List<Node> changing) {
      this.traits = traits;
      this.same = same;
      this.changing = List.copyOf(changing);
    }
  }

  private final Node root;
  private final long relevant;
  private final @Nullable Split[] splits = new Split[MAX_SPLITS];

  /// From the tests in the order of their numbers.
  StepTree(List<Test> tests, int words) {
    root = new Node(null, words);
    long triggers = 0;
    for (int i = 0; i < tests.size(); i++) {
      Node node = root;
      Tests.set(node.below, i);
      List<Transformation> steps = tests.get(i).steps();
      for (int j = 0; j < steps.size(); j++) {
        node = child(node, steps.get(j), words);
        node.add(i, steps.subList(j, steps.size()));
        triggers |= steps.get(j).triggers();
      }
      Tests.set(node.here, i);
    }
    relevant = triggers;
  }

  private static Node child(Node parent, Transformation step, int words) {
    for (Node known : parent.children) {
      if (Objects.equals(step, known.step)) {
        return known;
      }
    }
    Node made = new Node(step, words);
    parent.children.add(made);
    return made;
  }

  Split split(long traits) {
    long key = traits & relevant;
    int place = (int) ((key * 0x9E37_79B9_7F4A_7C15L) >>> 54) & MAX_SPLITS - 1;
    Split known = splits[place];
    if (known != null && known.traits == key) {
      return known;
    }
    List<Node> changing = new ArrayList<>();
    long[] same = new long[root.here.length];
    divide(root, traits, same, changing);
    Split made = new Split(key, same, changing);
    splits[place] = made;
    return made;
  }

  private static void divide(Node node, long traits, long[] same, List<Node> changing) {
    Tests.addAll(same, node.here);
    for (Node child : node.children) {
      Transformation step = child.step;
      if (step != null && (step.triggers() & traits) != 0) {
        changing.add(child);
      } else {
        divide(child, traits, same, changing);
      }
    }
  }
}
