package gatehouse.config;

import gatehouse.config.ValueType.Any;
import gatehouse.config.ValueType.Flag;
import gatehouse.config.ValueType.Given;
import gatehouse.config.ValueType.Keyed;
import gatehouse.config.ValueType.Many;
import gatehouse.config.ValueType.Nested;
import gatehouse.config.ValueType.Numeric;
import gatehouse.config.ValueType.Text;
import gatehouse.spi.schema.Checked;
import gatehouse.yaml.Node;
import gatehouse.yaml.Node.Entry;
import gatehouse.yaml.Node.Mapping;
import gatehouse.yaml.Node.Scalar;
import gatehouse.yaml.Node.Sequence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes records of one entity's nodes by the records' schema, and reports all that does not fit.
final class Binder {
  private final Faults faults;
  private final Vaults vaults;
  private final Supplier<@Nullable String> entity;
  private @Nullable Map<String, String> references;

  /// @param entity what faults name the entity as
  Binder(Faults faults, Vaults vaults, Supplier<@Nullable String> entity) {
    this.faults = faults;
    this.vaults = vaults;
    this.entity = entity;
  }

  /// The vault references met, by the dotted name of their field.
  Map<String, String> references() {
    return references == null ? Map.of() : references;
  }

  /// Binds a record.
  ///
  /// @param given values of components that the caller has worked out, by the fields' names
  /// @param others further keys that the mapping may have
  /// @return null if it could not be made; why has been reported
  @Nullable Record bind(
      RecordType type,
      Mapping node,
      FieldPath path,
      Map<String, Object> given,
      Set<String> others) {
    Map<String, Node> nodes = known(type, node, path, others);
    int before = faults.count();
    List<Field> fields = type.fields();
    @Nullable Object[] values = new @Nullable Object[fields.size()];
    for (int i = 0; i < values.length; i++) {
      Field field = fields.get(i);
      values[i] =
          given.containsKey(field.name())
              ? given.get(field.name())
              : fieldValue(field, nodes.get(field.name()), node, path.field(field.name()));
    }
    // Rules across fields say nothing about values that are wrong by themselves.
    return faults.count() > before ? null : made(type, values, node, path);
  }

  private @Nullable Record made(
      RecordType type, @Nullable Object[] values, Mapping node, FieldPath path) {
    try {
      Record record = type.make(values);
      if (record instanceof Checked checked) {
        checked.check(new RecordCheck(this, type, record, node, path));
      }
      return record;
    } catch (IllegalArgumentException e) {
      fault(node, path, String.valueOf(e.getMessage()));
      return null;
    }
  }

  /// The values by field; keys that no field has are reported.
  private Map<String, Node> known(
      RecordType type, Mapping node, FieldPath path, Set<String> others) {
    Map<String, Node> nodes = new HashMap<>();
    for (Entry entry : node.entries()) {
      String key = entry.name();
      Field field = type.find(key);
      if (field != null) {
        if (!entry.value().isNull() || field.canBeOff()) {
          nodes.put(key, entry.value());
        }
      } else if (type.missing().has(key)) {
        String complaint = type.missing().complaint(key, entry.value());
        if (complaint != null) {
          fault(entry.key(), path.field(key), complaint);
        }
      } else if (!others.contains(key) && !ShorthandFields.has(type, key)) {
        Set<String> names = new TreeSet<>(others);
        type.fields().stream().filter(f -> !f.derived()).forEach(f -> names.add(f.name()));
        fault(entry.key(), path.field(key), "unknown field" + Suggestion.of(key, names));
      }
    }
    if (!type.shorthands().isEmpty()) {
      ShorthandFields.expand(
          type,
          node,
          nodes,
          (key, now) -> {
            String text = "deprecated, write '" + now + "'";
            faults.warn(key, entity.get(), path.field(key.text()).text(), text);
          });
    }
    return nodes;
  }

  private @Nullable Object fieldValue(
      Field field, @Nullable Node node, Mapping record, FieldPath path) {
    if (node != null) {
      return node.isNull() ? null : value(field.type(), node, path);
    }
    if (field.defaultValue() != null) {
      return field.defaultValue();
    }
    if (field.derived()) {
      throw new IllegalStateException(field.name() + " was not worked out");
    }
    if (field.nullable()) {
      return null;
    }
    if (field.orEmpty()) {
      return field.type() instanceof Keyed ? Map.of() : List.of();
    }
    if (field.auto() && field.type() instanceof Text text) {
      return TextValues.converted(text, RandomText.next());
    }
    if (field.type() instanceof Nested nested) {
      Mapping nothing = new Mapping(record.file(), record.line(), record.column(), List.of());
      return bind(nested.type(), nothing, path, Map.of(), Set.of());
    }
    fault(record, path, "required field missing");
    return null;
  }

  /// Binds one value; null if it does not fit, which has been reported.
  @Nullable Object value(ValueType type, Node node, FieldPath path) {
    return switch (type) {
      case Text text -> text(text, node, path);
      case Numeric numeric -> number(numeric, node, path);
      case Flag _ ->
          node instanceof Scalar scalar && scalar.value() instanceof Boolean truth
              ? truth
              : mismatch(node, path, "a boolean");
      case Many many ->
          node instanceof Sequence sequence
              ? many(many, sequence, path)
              : mismatch(node, path, many.distinct() ? "a set" : "an array");
      case Keyed keyed ->
          node instanceof Mapping mapping
              ? keyed(keyed, mapping, path)
              : mismatch(node, path, "a map");
      case Nested nested ->
          node instanceof Mapping mapping
              ? bind(nested.type(), mapping, path, Map.of(), Set.of())
              : mismatch(node, path, "a record");
      case Any _ -> FreeValue.of(node);
      case Given _ -> throw new IllegalStateException(path + " was not given");
    };
  }

  private @Nullable Object mismatch(Node node, FieldPath path, String expected) {
    fault(node, path, "expected " + expected);
    return null;
  }

  private @Nullable Object text(Text type, Node node, FieldPath path) {
    if (!(node instanceof Scalar scalar) || !(scalar.value() instanceof String value)) {
      return mismatch(node, path, "a string");
    }
    if (type.referenceable() && Vaults.isReference(value)) {
      return resolved(type, value, node, path);
    }
    String message = TextValues.complaint(type, value);
    if (message != null) {
      fault(node, path, message);
      return null;
    }
    return TextValues.converted(type, value);
  }

  private @Nullable Object resolved(Text type, String reference, Node node, FieldPath path) {
    if (references == null) {
      references = new LinkedHashMap<>();
    }
    references.put(Objects.requireNonNullElse(path.text(), ""), reference);
    String value = vaults.resolve(reference);
    if (value == null && type.mayBeEmpty()) {
      warn(node, path, reference + " is not there; the value is empty");
      return TextValues.converted(type, "");
    }
    if (value == null || TextValues.complaint(type, value) != null) {
      // The complaint itself might repeat the secret.
      fault(node, path, reference + (value == null ? " is not there" : " holds no valid value"));
      return null;
    }
    return TextValues.converted(type, value);
  }

  private @Nullable Object number(Numeric type, Node node, FieldPath path) {
    Object value = node instanceof Scalar scalar ? scalar.value() : null;
    if (!(value instanceof Number number)) {
      return mismatch(node, path, type.whole() ? "an integer" : "a number");
    }
    double size = number.doubleValue();
    if (Double.isNaN(size) || type.whole() && size != Math.rint(size)) {
      return mismatch(node, path, type.whole() ? "an integer" : "a number");
    }
    String message = Ranges.complaint(type, size);
    if (message != null) {
      fault(node, path, message);
      return null;
    }
    if (type.box() == Integer.class) {
      return (int) size;
    }
    return type.box() == Long.class ? (Object) number.longValue() : (Object) size;
  }

  private @Nullable Object many(Many type, Sequence node, FieldPath path) {
    boolean whole = length(node.items().size(), type.min(), type.max(), node, path);
    Collection<Object> values = type.distinct() ? new LinkedHashSet<>() : new ArrayList<>();
    for (int i = 0; i < node.items().size(); i++) {
      Object value = value(type.element(), node.items().get(i), path.index(i));
      if (value == null) {
        whole = false;
      } else {
        values.add(value);
      }
    }
    if (!whole) {
      return null;
    }
    return type.asSet()
        ? Collections.unmodifiableSet(new LinkedHashSet<>(values))
        : List.copyOf(values);
  }

  private @Nullable Object keyed(Keyed type, Mapping node, FieldPath path) {
    boolean whole = length(node.entries().size(), type.min(), type.max(), node, path);
    Map<String, Object> values = new LinkedHashMap<>();
    for (Entry entry : node.entries()) {
      String key = entry.name();
      FieldPath place = path.field(key);
      String message = TextValues.complaint(type.key(), key);
      if (message != null) {
        fault(entry.key(), place, message);
        whole = false;
      }
      Object value = entry.value().isNull() ? null : value(type.value(), entry.value(), place);
      if (value != null) {
        values.put(key, value);
      } else if (!entry.value().isNull()) {
        whole = false;
      }
    }
    return whole ? Collections.unmodifiableMap(values) : null;
  }

  private boolean length(int length, int min, int max, Node node, FieldPath path) {
    if (length < min) {
      fault(node, path, "length must be at least " + min);
    } else if (length > max) {
      fault(node, path, "length must be at most " + max);
    }
    return length >= min && length <= max;
  }

  void fault(Node at, FieldPath path, String message) {
    faults.fault(at, entity.get(), path.text(), message);
  }

  void warn(Node at, FieldPath path, String message) {
    faults.warn(at, entity.get(), path.text(), message);
  }
}
