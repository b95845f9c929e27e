package gatehouse.regex;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds a pattern's [Facts] by induction over its tree.
final class Requirements {

  /// Sets up to this size (digits, quotes) are spelled out in literals.
  private static final int MAX_SPELLED = 12;

  /// Copies of a repetition that are looked at; more add nothing but length.
  private static final int MAX_COPIES = 4;

  private Requirements() {}

  static Facts of(Node tree) {
    Requirement whole = requirement(tree);
    Set<String> needed = whole.needed();
    List<byte[]> literals = List.of();
    if (needed != null && !needed.isEmpty() && Rarity.frequency(needed) < 1) {
      literals =
          needed.stream()
              .map(Rarity::window)
              .collect(Collectors.toCollection(LinkedHashSet::new))
              .stream()
              .map(literal -> literal.getBytes(ISO_8859_1))
              .toList();
    }
    long[] masks = whole.masks().stream().mapToLong(Long::longValue).toArray();
    return new Facts(whole.minLength(), literals, masks);
  }

  private static Requirement requirement(Node node) {
    return switch (node) {
      case Node.Empty _, Node.Assertion _ -> Requirement.EMPTY;
      case Node.Bytes bytes -> bytes(bytes.set());
      case Node.Group group -> requirement(group.body());
      case Node.Repeat repeat -> repeat(repeat);
      case Node.Concat concat -> {
        Requirement all = Requirement.EMPTY;
        for (Node part : concat.parts()) {
          all = all.then(requirement(part));
        }
        yield all;
      }
      case Node.Either either -> {
        Requirement any = requirement(either.branches().getFirst());
        for (Node branch : either.branches().subList(1, either.branches().size())) {
          any = any.or(requirement(branch));
        }
        yield any;
      }
    };
  }

  private static Requirement bytes(ByteSet set) {
    List<Long> masks = Masks.of(set);
    Set<String> strings = new LinkedHashSet<>();
    for (int value = 0; value < 256; value++) {
      if (set.contains(value)) {
        boolean upper = ByteSet.UPPER.contains(value);
        strings.add(String.valueOf((char) (upper ? value + 32 : value)));
      }
    }
    return strings.size() > MAX_SPELLED
        ? new Requirement(null, Set.of(""), Set.of(""), null, masks, 1)
        : Requirement.exactly(strings, masks, 1);
  }

  private static Requirement repeat(Node.Repeat repeat) {
    Requirement body = requirement(repeat.body());
    if (repeat.min() == 0) {
      return repeat.max() == 1 ? body.or(Requirement.EMPTY) : Requirement.NOTHING;
    }
    Requirement copies = body;
    for (int i = 1; i < Math.min(repeat.min(), MAX_COPIES); i++) {
      copies = copies.then(body);
    }
    boolean all = repeat.min() == repeat.max() && repeat.min() <= MAX_COPIES;
    long length = (long) body.minLength() * repeat.min();
    return all ? copies : copies.inexact((int) Math.min(length, Integer.MAX_VALUE));
  }
}
