package gatehouse.regex;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds a pattern's [Facts] by induction over its tree.
final class Requirements {

  /// Sets up to this size (digits, quotes) are spelled out in literals.
  private static final int MAX_SPELLED = 12;

  /// Copies of a repetition that are looked at; more add nothing but length.
  private static final int MAX_COPIES = 4;

  private static final int MAX_WORD = 16;

  /// Literals of which every fiftieth byte begins one let too many texts pass to be worth a pass.
  private static final double MAX_FREQUENCY = 0.02;

  /// A pattern uses few sets many times.
  private final Map<ByteSet, Requirement> known = new HashMap<>();

  private Requirements() {}

  static Facts of(Node tree) {
    Requirement whole = new Requirements().requirement(tree);
    Set<String> needed = whole.needed();
    List<byte[]> literals =
        needed != null && Rarity.frequency(needed) < MAX_FREQUENCY ? literals(needed) : List.of();
    return new Facts(whole.minLength(), literals, whole.masks().toArray());
  }

  private static List<byte[]> literals(Set<String> needed) {
    Set<String> windows = new LinkedHashSet<>();
    needed.forEach(each -> windows.add(Rarity.window(each)));
    return windows.stream()
        .filter(each -> !containsAnother(each, windows))
        .map(each -> each.getBytes(ISO_8859_1))
        .toList();
  }

  private static boolean containsAnother(String string, Set<String> others) {
    for (int from = 0; from < string.length(); from++) {
      for (int to = from + 1; to <= string.length(); to++) {
        if (to - from < string.length() && others.contains(string.substring(from, to))) {
          return true;
        }
      }
    }
    return false;
  }

  private Requirement requirement(Node node) {
    return switch (node) {
      case Node.Empty _, Node.Assertion _ -> Requirement.EMPTY;
      case Node.Bytes bytes -> known.computeIfAbsent(bytes.set(), Requirements::bytes);
      case Node.Group group -> requirement(group.body());
      case Node.Repeat repeat -> repeat(repeat);
      case Node.Concat concat -> concat(concat.parts());
      case Node.Either either ->
          Requirement.anyOf(either.branches().stream().map(this::requirement).toList());
    };
  }

  private Requirement concat(List<Node> parts) {
    Requirement all = Requirement.EMPTY;
    for (int i = 0; i < parts.size(); ) {
      int end = i;
      while (end < parts.size() && end - i < MAX_WORD && letter(parts.get(end)) != null) {
        end++;
      }
      boolean word = end > i + 1;
      all = all.then(word ? word(parts.subList(i, end)) : requirement(parts.get(i)));
      i = word ? end : i + 1;
    }
    return all;
  }

  /// The one string a byte set stands for when it is one byte or one letter in both cases.
  private @Nullable String letter(Node part) {
    Set<String> exact = part instanceof Node.Bytes ? requirement(part).exact() : null;
    return exact != null && exact.size() == 1 ? exact.iterator().next() : null;
  }

  /// A run of plain letters in one piece: most patterns are lists of words.
  private Requirement word(List<Node> letters) {
    StringBuilder text = new StringBuilder();
    Masks masks = Masks.NONE;
    for (Node part : letters) {
      text.append(letter(part));
      masks = masks.and(requirement(part).masks());
    }
    return Requirement.exactly(Set.of(text.toString()), masks, letters.size());
  }

  private static Requirement bytes(ByteSet set) {
    Masks masks = Masks.of(set);
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

  private Requirement repeat(Node.Repeat repeat) {
    Requirement body = requirement(repeat.body());
    if (repeat.min() == 0) {
      return repeat.max() == 1
          ? Requirement.anyOf(List.of(body, Requirement.EMPTY))
          : Requirement.NOTHING;
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
