package gatehouse.config;

import gatehouse.config.ValueType.Text;
import gatehouse.spi.Cidr;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Secret;
import gatehouse.spi.schema.Auto;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Derived;
import gatehouse.spi.schema.Distinct;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Inline;
import gatehouse.spi.schema.Length;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Match.Form;
import gatehouse.spi.schema.Missing;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.OrEmpty;
import gatehouse.spi.schema.Range;
import gatehouse.spi.schema.Ref;
import gatehouse.spi.schema.Referenceable;
import gatehouse.spi.schema.Shorthand;
import gatehouse.spi.schema.Unique;
import gatehouse.yaml.Node;
import gatehouse.yaml.YamlReader;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the annotated components of one record class into its schema.
final class RecordReader {
  private final Class<? extends Record> type;

  RecordReader(Class<? extends Record> type) {
    this.type = type;
  }

  RecordType read() {
    List<Field> fields = new ArrayList<>();
    List<RecordType.@Nullable Inner> inner = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      if (component.isAnnotationPresent(Inline.class)) {
        RecordType inline = inline(component);
        inline.fields().forEach(f -> fields.add(f.within(component.getAccessor())));
        inner.add(new RecordType.Inner(inline));
      } else {
        fields.add(field(component));
        inner.add(null);
      }
    }
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return new RecordType(
          type,
          constructor,
          List.copyOf(fields),
          inner,
          List.of(type.getAnnotationsByType(Shorthand.class)),
          MissingFields.of(type.getAnnotation(Missing.class)));
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(type + " has no canonical constructor", e);
    }
  }

  private Field field(RecordComponent component) {
    Notes notes = new Notes(List.of(component, component.getAnnotatedType()), null);
    ValueType value = type(component.getGenericType(), component.getAnnotatedType(), notes);
    Default text = notes.find(Default.class);
    Doc doc = notes.find(Doc.class);
    component.getAccessor().setAccessible(true);
    return new Field(
        snakeCase(component.getName()),
        value,
        notes.has(Nullable.class),
        notes.has(OrEmpty.class),
        notes.has(Derived.class),
        notes.has(Unique.class),
        notes.has(Auto.class),
        text == null ? null : defaultValue(component, value, text.value()),
        notes.find(Ref.class),
        doc == null ? null : doc.value(),
        component.getAccessor(),
        null);
  }

  private static RecordType inline(RecordComponent component) {
    component.getAccessor().setAccessible(true);
    RecordType inline = RecordType.of(component.getType().asSubclass(Record.class));
    if (Checked.class.isAssignableFrom(inline.type())) {
      throw new IllegalArgumentException(component + " stands inline and has rules of its own");
    }
    return inline;
  }

  /// `httpsSni` is `https_sni` in documents.
  static String snakeCase(String name) {
    StringBuilder text = new StringBuilder(name.length() + 4);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isUpperCase(c)) {
        text.append('_');
      }
      text.append(Character.toLowerCase(c));
    }
    return text.toString();
  }

  private ValueType type(Type type, AnnotatedType annotated, Notes notes) {
    if (type instanceof ParameterizedType generic) {
      return generic(generic, (AnnotatedParameterizedType) annotated, notes);
    }
    Class<?> plain = (Class<?>) type;
    Text.Kind kind = textKind(plain);
    if (kind != null) {
      return text(kind, notes);
    }
    if (plain == boolean.class || plain == Boolean.class) {
      return new ValueType.Flag();
    }
    Class<?> box = box(plain);
    if (box != null) {
      return numeric(box, notes);
    }
    if (plain == Object.class) {
      return new ValueType.Any();
    }
    if (plain == Record.class) {
      return new ValueType.Given();
    }
    if (plain.isRecord()) {
      return new ValueType.Nested(RecordType.of(plain.asSubclass(Record.class)));
    }
    throw new IllegalArgumentException(this.type.getName() + ": no configuration holds a " + plain);
  }

  private static ValueType numeric(Class<?> box, Notes notes) {
    Range range = notes.find(Range.class);
    OneOf oneOf = notes.find(OneOf.class);
    List<Double> values =
        oneOf == null ? List.of() : Arrays.stream(oneOf.value()).map(Double::valueOf).toList();
    return range == null
        ? new ValueType.Numeric(
            box, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, false, values)
        : new ValueType.Numeric(box, range.min(), range.max(), range.minExcluded(), values);
  }

  private ValueType generic(
      ParameterizedType type, AnnotatedParameterizedType annotated, Notes notes) {
    Type[] arguments = type.getActualTypeArguments();
    AnnotatedType[] annotatedArguments = annotated.getAnnotatedActualTypeArguments();
    int last = arguments.length - 1;
    Notes elements = new Notes(List.of(annotatedArguments[last]), notes);
    ValueType element = type(arguments[last], annotatedArguments[last], elements);
    Length length = notes.find(Length.class);
    int min = length == null ? 0 : length.min();
    int max = length == null ? Integer.MAX_VALUE : length.max();
    if (type.getRawType() == List.class) {
      return new ValueType.Many(element, notes.has(Distinct.class), false, min, max);
    }
    if (type.getRawType() == Set.class) {
      return new ValueType.Many(element, true, true, min, max);
    }
    if (type.getRawType() == Map.class && arguments[0] == String.class) {
      Notes keys = new Notes(List.of(annotatedArguments[0]), null);
      return new ValueType.Keyed(text(Text.Kind.STRING, keys), element, min, max);
    }
    throw new IllegalArgumentException(this.type.getName() + ": no configuration holds a " + type);
  }

  private static Text text(Text.Kind kind, Notes notes) {
    OneOf oneOf = notes.find(OneOf.class);
    Match match = notes.find(Match.class);
    Length length = notes.find(Length.class);
    return new Text(
        kind,
        oneOf == null ? List.of() : List.of(oneOf.value()),
        match == null ? naturalForm(kind) : match.value(),
        length == null ? 1 : length.min(),
        length == null ? Integer.MAX_VALUE : length.max(),
        notes.has(Referenceable.class));
  }

  /// The form without which a text of that kind cannot be converted.
  private static @Nullable Form naturalForm(Text.Kind kind) {
    return switch (kind) {
      case CIDR -> Form.IP_OR_CIDR;
      case HEADER_NAME -> Form.HEADER_NAME;
      case PATH -> Form.FILE_PATH;
      case STRING, SECRET -> null;
    };
  }

  private static Text.@Nullable Kind textKind(Class<?> type) {
    if (type == String.class) {
      return Text.Kind.STRING;
    } else if (type == Secret.class) {
      return Text.Kind.SECRET;
    } else if (type == Cidr.class) {
      return Text.Kind.CIDR;
    } else if (type == HeaderName.class) {
      return Text.Kind.HEADER_NAME;
    } else if (type == Path.class) {
      return Text.Kind.PATH;
    }
    return null;
  }

  private static @Nullable Class<?> box(Class<?> type) {
    if (type == int.class || type == Integer.class) {
      return Integer.class;
    } else if (type == long.class || type == Long.class) {
      return Long.class;
    } else if (type == double.class || type == Double.class) {
      return Double.class;
    }
    return null;
  }

  private Object defaultValue(RecordComponent component, ValueType type, String text) {
    String place = "default of " + this.type.getSimpleName() + "." + component.getName();
    Faults faults = new Faults();
    boolean scalar = type instanceof Text || !text.startsWith("[") && !text.startsWith("{");
    Node node =
        scalar
            ? new Node.Scalar(place, 1, 1, text, type instanceof Text)
            : new YamlReader(place, faults.in(place))
                .read(text.getBytes(StandardCharsets.UTF_8)).stream()
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(faults.faults().toString()));
    Object value = new Binder(faults, Vaults.NONE, () -> null).value(type, node, FieldPath.ROOT);
    if (faults.count() > 0 || value == null) {
      throw new IllegalArgumentException(faults.faults().toString());
    }
    return value;
  }

  /// The annotations of a component or an element.
  ///
  /// @param own where it may carry them itself
  /// @param list those of the list it is an element of; null for a component
  private record Notes(List<AnnotatedElement> own, @Nullable Notes list) {
    private static final Set<Class<?>> OF_ELEMENTS =
        Set.of(OneOf.class, Range.class, Match.class, Referenceable.class);

    <A extends Annotation> @Nullable A find(Class<A> annotation) {
      for (AnnotatedElement element : own) {
        A found = element.getAnnotation(annotation);
        if (found != null) {
          return found;
        }
        for (Annotation other : element.getAnnotations()) {
          A within = other.annotationType().getAnnotation(annotation);
          if (within != null) {
            return within;
          }
        }
      }
      return list != null && OF_ELEMENTS.contains(annotation) ? list.find(annotation) : null;
    }

    boolean has(Class<? extends Annotation> annotation) {
      return find(annotation) != null;
    }
  }
}
