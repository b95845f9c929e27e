package gatehouse.seclang.variable;

import gatehouse.seclang.text.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Text with `%{NAME}` and `%{COLLECTION.key}` in it. What is unknown or absent expands to nothing.
/// Immutable.
public final class Macro {
  public static final Macro EMPTY = new Macro(List.of());

  private sealed interface Part {
    record Literal(Bytes text) implements Part {}

    record Reference(@Nullable VariableName variable, @Nullable Bytes key) implements Part {}
  }

  private final List<Part> parts;

  private Macro(List<Part> parts) {
    this.parts = parts;
  }

  public static Macro of(String text) {
    List<Part> parts = new ArrayList<>();
    int from = 0;
    while (true) {
      int open = text.indexOf("%{", from);
      int close = open < 0 ? -1 : text.indexOf('}', open);
      if (close < 0) {
        break;
      }
      if (open > from) {
        parts.add(new Part.Literal(Bytes.of(text.substring(from, open))));
      }
      parts.add(reference(text.substring(open + 2, close)));
      from = close + 1;
    }
    if (from < text.length()) {
      parts.add(new Part.Literal(Bytes.of(text.substring(from))));
    }
    return new Macro(List.copyOf(parts));
  }

  private static Part reference(String inside) {
    int end = 0;
    while (end < inside.length() && inside.charAt(end) != '.' && inside.charAt(end) != ':') {
      end++;
    }
    VariableName variable = VariableName.of(inside.substring(0, end));
    Bytes key = end < inside.length() ? Bytes.of(inside.substring(end + 1)) : null;
    return new Part.Reference(variable, key);
  }

  /// Whether it is the same for all transactions.
  public boolean isConstant() {
    return parts.isEmpty() || (parts.size() == 1 && parts.getFirst() instanceof Part.Literal);
  }

  /// The text when it is the same for all transactions, else null.
  public @Nullable Bytes constant() {
    if (parts.isEmpty()) {
      return Bytes.EMPTY;
    }
    return parts.size() == 1 && parts.getFirst() instanceof Part.Literal(Bytes text) ? text : null;
  }

  /// What every expansion begins with.
  public Bytes head() {
    return !parts.isEmpty() && parts.getFirst() instanceof Part.Literal(Bytes text)
        ? text
        : Bytes.EMPTY;
  }

  /// The names that occur in it, known variables only.
  public List<VariableName> variables() {
    List<VariableName> names = new ArrayList<>();
    for (Part part : parts) {
      if (part instanceof Part.Reference(VariableName variable, Bytes _) && variable != null) {
        names.add(variable);
      }
    }
    return names;
  }

  public Bytes expand(Variables variables) {
    if (parts.size() == 1) {
      return expand(parts.getFirst(), variables);
    }
    Bytes[] texts = new Bytes[parts.size()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = expand(parts.get(i), variables);
    }
    return Bytes.join(texts);
  }

  private static Bytes expand(Part part, Variables variables) {
    return switch (part) {
      case Part.Literal literal -> literal.text;
      case Part.Reference reference -> {
        VariableName name = reference.variable;
        Bytes key = reference.key;
        Bytes value =
            name == null
                ? null
                : name == VariableName.TX && key != null
                    ? variables.tx().get(key)
                    : variables.first(name, key);
        yield value == null ? Bytes.EMPTY : value;
      }
    };
  }
}
