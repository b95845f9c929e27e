package gatehouse.regex;

import java.util.BitSet;

/// What a syntax tree means, straight from the definition: where a match may end, given where it
/// may begin. Slow, without preference, and with none of java.util.regex's quirks about empty turns
/// of a loop.
final class Meaning {

  private final byte[] text;

  Meaning(byte[] text) {
    this.text = text;
  }

  boolean find(Node tree) {
    BitSet starts = new BitSet();
    starts.set(0, text.length + 1);
    return !ends(tree, starts).isEmpty();
  }

  boolean prefix(Node tree) {
    return !ends(tree, at(0)).isEmpty();
  }

  boolean matches(Node tree) {
    return ends(tree, at(0)).get(text.length);
  }

  private static BitSet at(int place) {
    BitSet places = new BitSet();
    places.set(place);
    return places;
  }

  private BitSet ends(Node node, BitSet starts) {
    return switch (node) {
      case Node.Empty _ -> starts;
      case Node.Group group -> ends(group.body(), starts);
      case Node.Bytes bytes -> {
        BitSet ends = new BitSet();
        starts.stream()
            .filter(at -> at < text.length && bytes.set().contains(text[at] & 0xFF))
            .forEach(at -> ends.set(at + 1));
        yield ends;
      }
      case Node.Assertion assertion -> {
        BitSet ends = new BitSet();
        starts.stream()
            .filter(at -> assertion.look().holds(text, 0, text.length, at))
            .forEach(ends::set);
        yield ends;
      }
      case Node.Concat concat -> {
        BitSet places = starts;
        for (Node part : concat.parts()) {
          places = ends(part, places);
        }
        yield places;
      }
      case Node.Either either -> {
        BitSet ends = new BitSet();
        for (Node branch : either.branches()) {
          ends.or(ends(branch, starts));
        }
        yield ends;
      }
      case Node.Repeat repeat -> repeated(repeat, starts);
    };
  }

  private BitSet repeated(Node.Repeat repeat, BitSet starts) {
    BitSet places = starts;
    for (int i = 0; i < repeat.min(); i++) {
      places = ends(repeat.body(), places);
    }
    BitSet all = (BitSet) places.clone();
    for (int i = repeat.min(); i < repeat.max(); i++) {
      places = ends(repeat.body(), all);
      int before = all.cardinality();
      all.or(places);
      if (all.cardinality() == before) {
        break;
      }
    }
    return all;
  }
}
