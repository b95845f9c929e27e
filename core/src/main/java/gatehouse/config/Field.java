package gatehouse.config;

import gatehouse.spi.schema.Ref;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/// One component of a configuration record, as documents name it.
///
/// @param name in snake_case
/// @param nullable whether absent means null
/// @param orEmpty whether absent means an empty list, shown as null
/// @param derived whether no document sets it
/// @param unique whether no two entities may share a value
/// @param auto whether absent means a random text
/// @param defaultValue the value when absent; null if there is no default
/// @param ref what it refers to; null for plain fields
/// @param doc what it means; null if it does not say
/// @param accessor of the component
/// @param through of the component that holds its record, where that one stands inline
record Field(
    String name,
    ValueType type,
    boolean nullable,
    boolean orEmpty,
    boolean derived,
    boolean unique,
    boolean auto,
    @Nullable Object defaultValue,
    @Nullable Ref ref,
    @Nullable String doc,
    Method accessor,
    @Nullable Method through) {

  /// Whether null, written out, is another thing than leaving the field away: it switches off.
  boolean canBeOff() {
    return nullable && defaultValue != null;
  }

  /// Whether a document has to set it.
  boolean required() {
    return !nullable
        && !orEmpty
        && !derived
        && !auto
        && defaultValue == null
        && !(type instanceof ValueType.Nested);
  }

  /// The same field of a record that stands inline in another.
  Field within(Method holder) {
    return new Field(
        name,
        type,
        nullable,
        orEmpty,
        derived,
        unique,
        auto,
        defaultValue,
        ref,
        doc,
        accessor,
        holder);
  }

  /// The value in that record.
  @Nullable Object read(Record record) {
    try {
      return accessor.invoke(through == null ? record : through.invoke(record));
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(accessor + " cannot be read", e);
    }
  }
}
