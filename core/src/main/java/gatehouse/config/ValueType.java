package gatehouse.config;

import gatehouse.spi.schema.Match.Form;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a field's value may be.
sealed interface ValueType {

  /// Kong's word for it: `string`, `integer`, `array`.
  String word();

  /// A text, or something written as one.
  ///
  /// @param kind what it becomes
  /// @param oneOf the allowed texts; empty if any is
  /// @param form null if any form will do
  /// @param referenceable whether it may be a vault reference
  record Text(
      Kind kind, List<String> oneOf, @Nullable Form form, int min, int max, boolean referenceable)
      implements ValueType {
    @Override
    public String word() {
      return "string";
    }

    /// Whether an empty text can be made of it at all.
    boolean mayBeEmpty() {
      return kind == Kind.STRING || kind == Kind.SECRET;
    }

    /// What a text becomes.
    enum Kind {
      STRING,
      SECRET,
      CIDR,
      HEADER_NAME,
      PATH
    }
  }

  /// A number.
  ///
  /// @param box [Integer], [Long] or [Double]
  /// @param oneOf the allowed numbers; empty if any within the bounds is
  record Numeric(Class<?> box, double min, double max, boolean minExcluded, List<Double> oneOf)
      implements ValueType {
    boolean whole() {
      return box != Double.class;
    }

    @Override
    public String word() {
      return whole() ? "integer" : "number";
    }
  }

  /// True or false.
  record Flag() implements ValueType {
    @Override
    public String word() {
      return "boolean";
    }
  }

  /// A list.
  ///
  /// @param distinct whether duplicates are dropped
  /// @param asSet whether the component is a [java.util.Set]
  record Many(ValueType element, boolean distinct, boolean asSet, int min, int max)
      implements ValueType {
    @Override
    public String word() {
      return distinct ? "set" : "array";
    }
  }

  /// A map from texts.
  record Keyed(Text key, ValueType value, int min, int max) implements ValueType {
    @Override
    public String word() {
      return "map";
    }
  }

  /// A record.
  record Nested(RecordType type) implements ValueType {
    @Override
    public String word() {
      return "record";
    }
  }

  /// Any value at all.
  record Any() implements ValueType {
    @Override
    public String word() {
      return "any";
    }
  }

  /// A record whose type another field decides; whoever binds the entity hands it in.
  record Given() implements ValueType {
    @Override
    public String word() {
      return "record";
    }
  }
}
