package gatehouse.config;

import gatehouse.spi.Secret;
import gatehouse.spi.schema.Check;
import gatehouse.yaml.Node;
import gatehouse.yaml.Node.Mapping;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Lets a record report faults across its fields, and finds the places in the text they belong to.
///
/// @param path where the record stands in its entity
record RecordCheck(Binder binder, RecordType type, Record record, Mapping node, FieldPath path)
    implements Check {

  @Override
  public void atLeastOneOf(String... fields) {
    if (Arrays.stream(fields).noneMatch(this::isSet)) {
      say("at least one of these fields must be non-empty: ", fields);
    }
  }

  @Override
  public void onlyOneOf(String... fields) {
    if (Arrays.stream(fields).filter(this::isSet).count() != 1) {
      say("exactly one of these fields must be non-empty: ", fields);
    }
  }

  @Override
  public void allOrNone(String... fields) {
    long set = Arrays.stream(fields).filter(this::isSet).count();
    if (set != 0 && set != fields.length) {
      say("all or none of these fields must be set: ", fields);
    }
  }

  @Override
  public void required(String field, String because) {
    if (!isSet(field)) {
      binder.fault(
          place(field),
          pathOf(field),
          "required field missing: failed conditional validation given value of field '"
              + because
              + "'");
    }
  }

  @Override
  public void fault(String field, String message) {
    binder.fault(place(field), pathOf(field), message);
  }

  @Override
  public void warn(String field, String message) {
    binder.warn(place(field), pathOf(field), message);
  }

  @Override
  public void faultInText(String field, int line, int column, String message) {
    binder.fault(within(place(field), line, column), pathOf(field), told(field, line, message));
  }

  @Override
  public void warnInText(String field, int line, int column, String message) {
    binder.warn(within(place(field), line, column), pathOf(field), told(field, line, message));
  }

  /// Where a line of a text stands in the document: known for a literal block, which begins in the
  /// line after its sign.
  private static Node within(Node text, int line, int column) {
    return line > 0 && text instanceof Node.Scalar scalar && scalar.indent() >= 0
        ? new Node.Scalar(scalar.file(), scalar.line() + line, scalar.indent() + column, "", true)
        : text;
  }

  private String told(String field, int line, String message) {
    boolean placed = place(field) instanceof Node.Scalar scalar && scalar.indent() >= 0;
    return line == 0 || placed ? message : "line " + line + " of the text: " + message;
  }

  private void say(String rule, String... fields) {
    String names =
        Arrays.stream(fields)
            .map(field -> "'" + pathOf(field).text() + "'")
            .collect(Collectors.joining(", "));
    binder.fault(node, path, rule + names);
  }

  private FieldPath pathOf(String field) {
    FieldPath at = path;
    if (field.isEmpty()) {
      return at;
    }
    for (String step : field.split("\\.", -1)) {
      at = at.field(step);
    }
    return at;
  }

  /// The nearest node: the field's own, or that of the record it is missing in.
  private Node place(String field) {
    Node at = node;
    if (field.isEmpty()) {
      return at;
    }
    for (String step : field.split("\\.", -1)) {
      Node next = at instanceof Mapping mapping ? mapping.get(step) : null;
      if (next == null) {
        return at;
      }
      at = next;
    }
    return at;
  }

  private boolean isSet(String field) {
    Record at = record;
    RecordType schema = type;
    String[] steps = field.split("\\.", -1);
    for (int i = 0; i < steps.length; i++) {
      Object value = value(schema, at, steps[i]);
      if (i == steps.length - 1) {
        return isSet(value);
      }
      if (!(value instanceof Record inner)) {
        return false;
      }
      at = inner;
      schema = RecordType.of(inner.getClass());
    }
    return false;
  }

  private static @Nullable Object value(RecordType type, Record record, String name) {
    for (Field field : type.fields()) {
      if (field.name().equals(name)) {
        return field.read(record);
      }
    }
    throw new IllegalArgumentException(type.type().getName() + " has no field " + name);
  }

  private static boolean isSet(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case String text -> !text.isEmpty();
      case Secret secret -> !secret.reveal().isEmpty();
      case Collection<?> many -> !many.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      default -> true;
    };
  }
}
