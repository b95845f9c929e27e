package gatehouse.regex;

/// Moves a byte-wise transformation from the text into the pattern: every set becomes the set of
/// the bytes that the transformation sends into it.
final class PullBack {

  private PullBack() {}

  /// Refuses a map that the pattern's conditions would see through.
  static byte[] checked(byte[] map) {
    if (map.length != 256) {
      throw new IllegalArgumentException("a byte map has 256 entries, not " + map.length);
    }
    for (int value = 0; value < 256; value++) {
      int image = map[value] & 0xFF;
      if (ByteSet.WORD.contains(value) != ByteSet.WORD.contains(image)
          || (value == '\n') != (image == '\n')) {
        throw new IllegalArgumentException(
            "the map changes what kind of byte " + value + " is: it becomes " + image);
      }
    }
    return map;
  }

  static Node through(byte[] map, Node node) {
    return switch (node) {
      case Node.Empty _, Node.Assertion _ -> node;
      case Node.Bytes bytes -> new Node.Bytes(bytes.set().preimage(map));
      case Node.Group group -> new Node.Group(through(map, group.body()), group.index());
      case Node.Repeat repeat ->
          new Node.Repeat(through(map, repeat.body()), repeat.min(), repeat.max(), repeat.greedy());
      case Node.Concat concat ->
          new Node.Concat(concat.parts().stream().map(part -> through(map, part)).toList());
      case Node.Either either ->
          new Node.Either(either.branches().stream().map(part -> through(map, part)).toList());
    };
  }
}
