package gatehouse.config;

import gatehouse.spi.schema.Shorthand;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;
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
  private final Map<String, Field> byName;
  private final List<Shorthand> shorthands;
  private final MissingFields missing;

  RecordType(
      Class<? extends Record> type,
      Constructor<? extends Record> constructor,
      List<Field> fields,
      List<Shorthand> shorthands,
      MissingFields missing) {
    this.type = type;
    this.constructor = constructor;
    this.fields = fields;
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

  /// Makes the record of the values of its components.
  ///
  /// @throws IllegalArgumentException with the record's own complaint
  Record make(@Nullable Object[] values) {
    try {
      return constructor.newInstance(values);
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
