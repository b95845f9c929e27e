package gatehouse.yaml;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One value of a document, and where it stands. Lines and columns count from 1.
public sealed interface Node {
  /// The file or other origin, as faults name it.
  String file();

  /// The line of its first character.
  int line();

  /// The column of its first character.
  int column();

  /// Whether it is YAML's null, which counts as absent everywhere.
  default boolean isNull() {
    return false;
  }

  /// A text, number, truth value or null.
  ///
  /// @param text as written, without quotes
  /// @param quoted whether it is a text whatever it looks like
  /// @param indent of the lines of a literal block, which keeps the document's lines; -1 for
  ///   anything else
  record Scalar(String file, int line, int column, String text, boolean quoted, int indent)
      implements Node {
    /// A scalar that is no literal block.
    public Scalar(String file, int line, int column, String text, boolean quoted) {
      this(file, line, column, text, quoted, -1);
    }

    @Override
    public boolean isNull() {
      return !quoted && PlainScalar.isNull(text);
    }

    /// What it means: a [String], [Long], [Double], [Boolean], or null.
    public @Nullable Object value() {
      return quoted ? text : PlainScalar.resolve(text);
    }
  }

  /// A list.
  record Sequence(String file, int line, int column, List<Node> items) implements Node {}

  /// Keys and values in the order of the text; no key is there twice.
  record Mapping(String file, int line, int column, List<Entry> entries) implements Node {
    /// The value of that key; null if it is absent or null.
    public @Nullable Node get(String key) {
      for (Entry entry : entries) {
        if (entry.name().equals(key)) {
          return entry.value().isNull() ? null : entry.value();
        }
      }
      return null;
    }

    /// The text of that key; null if it is absent or anything but a text.
    public @Nullable String text(String key) {
      return get(key) instanceof Scalar scalar && scalar.value() instanceof String text
          ? text
          : null;
    }
  }

  /// A key and its value. A document of a million entities holds several millions of them, so the
  /// key is kept as its text and place and not as a node.
  ///
  /// @param line of the key
  /// @param column of the key
  record Entry(String name, int line, int column, Node value) {
    /// An entry whose key stands where that node stands.
    public static Entry at(Node place, String name, Node value) {
      return new Entry(name, place.line(), place.column(), value);
    }

    /// The key as a node of the same file as its value.
    public Scalar key() {
      return new Scalar(value.file(), line, column, name, true);
    }
  }
}
