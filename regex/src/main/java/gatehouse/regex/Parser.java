package gatehouse.regex;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads PCRE syntax as far as it can be matched in linear time. The pattern is taken as its UTF-8
/// bytes: a character beyond ASCII is one item of several bytes.
final class Parser {

  /// PCRE2's own default; bounds the recursion here and in all that walks the tree.
  private static final int MAX_DEPTH = 250;

  private static final int MAX_REPEAT = 65_535;

  private final Source source;
  private final Escapes escapes;
  private final GroupHeads heads;
  private Flags flags;
  private boolean quoting;
  private int depth;

  private Parser(String pattern, RegexOptions options) {
    this.source = new Source(pattern);
    this.escapes = new Escapes(source);
    this.heads = new GroupHeads(source);
    this.flags = Flags.of(options);
  }

  static Syntax parse(String pattern, RegexOptions options) throws RegexFault {
    Parser parser = new Parser(pattern, options);
    Node tree = parser.either();
    if (!parser.source.atEnd()) {
      throw parser.source.syntax(parser.source.at(), "unmatched )");
    }
    return new Syntax(tree, parser.heads.count(), parser.heads.names());
  }

  private Node either() throws RegexFault {
    List<Node> branches = new ArrayList<>();
    branches.add(concat());
    while (!quoting && source.accept("|")) {
      branches.add(concat());
    }
    return Node.either(branches);
  }

  private Node concat() throws RegexFault {
    List<Node> parts = new ArrayList<>();
    while (!source.atEnd() && (quoting || (source.peek() != '|' && source.peek() != ')'))) {
      Node item = item();
      if (item != null) {
        parts.add(quantified(item));
      }
    }
    return Node.concat(parts);
  }

  /// Reads one item; null for what stands for nothing and cannot be repeated (comments, flags).
  private @Nullable Node item() throws RegexFault {
    if (source.accept("\\E")) {
      quoting = false;
      return null;
    }
    if (quoting) {
      return literal(source.next());
    }
    if (skipExtended()) {
      return null;
    }
    int start = source.at();
    int value = source.next();
    return switch (value) {
      case '(' -> group(start);
      case '[' -> new Node.Bytes(new ClassParser(source, escapes, flags.ignoreCase()).read(start));
      case '\\' -> escape(start);
      case '.' -> new Node.Bytes(flags.dotAll() ? ByteSet.ALL : ByteSet.NEWLINE.not());
      case '^' -> new Node.Assertion(flags.caret());
      case '$' -> new Node.Assertion(flags.dollar());
      case '*', '+', '?' -> throw nothingToRepeat(start);
      case '{' -> {
        source.backTo(start);
        if (counts() != null) {
          throw nothingToRepeat(start);
        }
        source.skip(1);
        yield literal('{');
      }
      default -> literal(value);
    };
  }

  private RegexFault nothingToRepeat(int start) {
    return source.syntax(start, "there is nothing the quantifier could repeat");
  }

  /// A character whose first UTF-8 byte was read.
  private Node literal(int first) {
    List<Node> bytes = new ArrayList<>(4);
    bytes.add(single(first));
    if (first >= 0xC0) {
      while ((source.peek() & 0xC0) == 0x80 && source.peek() >= 0) {
        bytes.add(single(source.next()));
      }
    }
    return Node.concat(bytes);
  }

  private Node single(int value) {
    return new Node.Bytes(flags.ignoreCase() ? ByteSet.ofAnyCase(value) : ByteSet.of(value));
  }

  private @Nullable Node escape(int start) throws RegexFault {
    int letter = source.peek();
    ByteSet known = Escapes.classOf(letter);
    if (known != null) {
      source.skip(1);
      return new Node.Bytes(known);
    }
    Look look =
        switch (letter) {
          case 'A' -> Look.TEXT_START;
          case 'z' -> Look.TEXT_END;
          case 'Z' -> Look.FINAL_END;
          case 'b' -> Look.WORD_EDGE;
          case 'B' -> Look.NOT_WORD_EDGE;
          default -> null;
        };
    if (look != null) {
      source.skip(1);
      return new Node.Assertion(look);
    }
    if (letter == 'Q') {
      source.skip(1);
      quoting = true;
      return null;
    }
    return otherEscape(letter, start);
  }

  private Node otherEscape(int letter, int start) throws RegexFault {
    return switch (letter) {
      case 'N' -> {
        if (source.peek(1) == '{') {
          throw source.unsupported(start, "\\N{…}");
        }
        source.skip(1);
        yield new Node.Bytes(ByteSet.NEWLINE.not());
      }
      case 'R' -> {
        source.skip(1);
        Node pair = Node.concat(List.of(byteNode('\r'), byteNode('\n')));
        yield Node.either(List.of(pair, new Node.Bytes(ByteSet.VERTICAL)));
      }
      case 'G' -> throw source.notLinear(start, "\\G");
      case 'g', 'k' -> throw source.notLinear(start, "a back-reference or subroutine call");
      case 'C' -> throw source.unsupported(start, "\\C");
      default -> {
        refuseBackReference(start);
        int value = escapes.character(start);
        yield value > 0xFF ? characters(Escapes.utf8(value)) : single(value);
      }
    };
  }

  private static Node byteNode(int value) {
    return new Node.Bytes(ByteSet.of(value));
  }

  /// PCRE's rule: below 10, or up to the number of groups opened so far, it is a back-reference,
  /// else an octal escape.
  private void refuseBackReference(int start) throws RegexFault {
    if (source.peek() >= '1' && source.peek() <= '9') {
      int place = source.at();
      int number = source.number();
      if (number < 10 || number <= heads.count()) {
        throw source.notLinear(start, "the back-reference \\" + number);
      }
      source.backTo(place);
    }
  }

  private Node characters(byte[] bytes) {
    List<Node> parts = new ArrayList<>(bytes.length);
    for (byte value : bytes) {
      parts.add(single(value & 0xFF));
    }
    return Node.concat(parts);
  }

  private @Nullable Node group(int start) throws RegexFault {
    GroupHeads.Head head = heads.read(start, flags);
    switch (head) {
      case GroupHeads.Comment _ -> {
        return null;
      }
      case GroupHeads.FlagsFromHere change -> {
        flags = change.flags();
        return null;
      }
      case GroupHeads.Plain plain -> {
        return body(start, plain.flags());
      }
      case GroupHeads.Capturing capturing -> {
        return new Node.Group(body(start, flags), capturing.index());
      }
    }
  }

  private Node body(int start, Flags inside) throws RegexFault {
    if (++depth > MAX_DEPTH) {
      throw source.tooLarge(start, "groups are nested more than " + MAX_DEPTH + " deep");
    }
    Flags outside = flags;
    flags = inside;
    Node body = either();
    flags = outside;
    depth--;
    if (source.next() != ')') {
      throw source.syntax(start, "the closing ) of the group is missing");
    }
    return body;
  }

  private Node quantified(Node item) throws RegexFault {
    if (quoting && !source.accept("\\E")) {
      return item;
    }
    quoting = false;
    while (skipExtended()) {
      // PCRE allows blanks and comments between an item and its quantifier
    }
    int start = source.at();
    int[] counts = counts();
    if (counts == null) {
      return item;
    }
    if (source.peek() == '+') {
      throw source.notLinear(start, "a possessive quantifier");
    }
    boolean greedy = source.accept("?") == flags.ungreedy();
    int after = source.at();
    if (counts() != null) {
      throw source.syntax(after, "a quantifier follows a quantifier; use a group");
    }
    return Node.repeat(item, counts[0], counts[1], greedy);
  }

  /// Reads a quantifier as its least and greatest count; null, and nothing read, when none comes.
  private int @Nullable [] counts() throws RegexFault {
    int start = source.at();
    switch (source.next()) {
      case '*' -> {
        return new int[] {0, Node.UNBOUNDED};
      }
      case '+' -> {
        return new int[] {1, Node.UNBOUNDED};
      }
      case '?' -> {
        return new int[] {0, 1};
      }
      case '{' -> {
        int min = source.number();
        int max = min;
        if (min >= 0 && source.accept(",")) {
          max = source.peek() == '}' ? Node.UNBOUNDED : source.number();
        }
        if (min >= 0 && max >= 0 && source.accept("}")) {
          return checked(min, max, start);
        }
      }
      default -> {}
    }
    source.backTo(start);
    return null;
  }

  private int[] checked(int min, int max, int start) throws RegexFault {
    if (min > MAX_REPEAT || (max > MAX_REPEAT && max != Node.UNBOUNDED)) {
      throw source.tooLarge(start, "a repeat count is at most " + MAX_REPEAT);
    }
    if (max < min) {
      throw source.syntax(start, "the repeat counts run backwards");
    }
    return new int[] {min, max};
  }

  /// Skips one blank or one comment of the extended syntax.
  private boolean skipExtended() {
    if (!flags.extended() || quoting) {
      return false;
    }
    if (source.peek() >= 0 && ByteSet.SPACE.contains(source.peek())) {
      source.skip(1);
      return true;
    }
    if (source.peek() == '#') {
      while (!source.atEnd() && source.next() != '\n') {
        // the comment ends with its line
      }
      return true;
    }
    return false;
  }
}
