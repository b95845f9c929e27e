package gatehouse.config;

import gatehouse.spi.schema.Shorthand;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The schema that a configuration record carries, read by reflection once.
final class RecordType {
  private static final ClassValue<RecordType> TYPES =
      new ClassValue<>() {
        @Override
        protected RecordType computeValue(Class<?> type) {
          return new RecordReader(type.asSubclass(Record.class)).read();
        }
      };

  private final Class<? extends Record> type;
  private final Constructor<? extends Record> constructor;
  private final List<Field> fields;
  private final List<@Nullable Inner> inner;
  private final Map<String, Field> byName;
  private final List<Shorthand> shorthands;
  private final MissingFields missing;

  /// A record that stands inline.
  record Inner(RecordType type) {}

  /// @param inner for each component of the record the one that it is inline; null for a field
  RecordType(
      Class<? extends Record> type,
      Constructor<? extends Record> constructor,
      List<Field> fields,
      List<@Nullable Inner> inner,
      List<Shorthand> shorthands,
      MissingFields missing) {
    this.type = type;
    this.constructor = constructor;
    this.fields = fields;
    this.inner = inner;
    this.shorthands = shorthands;
    this.missing = missing;
    byName =
        fields.stream().collect(Collectors.toUnmodifiableMap(Field::name, Function.identity()));
  }

  /// The schema of that record.
  ///
  /// @throws IllegalArgumentException if a component has a type that configuration cannot hold
  static RecordType of(Class<? extends Record> type) {
    return TYPES.get(type);
  }

  Class<? extends Record> type() {
    return type;
  }

  /// All components in their order.
  List<Field> fields() {
    return fields;
  }

  /// The old names of fields.
  List<Shorthand> shorthands() {
    return shorthands;
  }

  /// Fields that only Kong's plugin has.
  MissingFields missing() {
    return missing;
  }

  /// The field that documents may set by that name; null if there is none.
  @Nullable Field find(String name) {
    Field field = byName.get(name);
    return field == null || field.derived() ? null : field;
  }

  /// The values of the components, of which an inline one has those of several fields.
  private @Nullable Object[] grouped(@Nullable Object[] values) {
    if (inner.stream().allMatch(Objects::isNull)) {
      return values;
    }
    @Nullable Object[] components = new @Nullable Object[inner.size()];
    int at = 0;
    for (int i = 0; i < components.length; i++) {
      Inner one = inner.get(i);
      int count = one == null ? 1 : one.type.fields.size();
      components[i] =
          one == null ? values[at] : one.type.make(Arrays.copyOfRange(values, at, at + count));
      at += count;
    }
    return components;
  }

  /// Makes the record of the values of its fields.
  ///
  /// @throws IllegalArgumentException with the record's own complaint
  Record make(@Nullable Object[] values) {
    try {
      return constructor.newInstance(grouped(values));
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException complaint) {
        throw complaint;
      }
      throw new IllegalStateException("cannot make a " + type.getName(), e.getCause());
    } catch (InstantiationException | IllegalAccessException e) {
      throw new IllegalStateException("cannot make a " + type.getName(), e);
    }
  }
}
