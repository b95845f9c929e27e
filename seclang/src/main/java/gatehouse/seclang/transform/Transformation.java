package gatehouse.seclang.transform;

import gatehouse.seclang.text.Bytes;
import java.util.function.UnaryOperator;

/// One step of a rule's `t:` list, ready to run. Immutable and thread-safe.
public final class Transformation {
  private final TransformationName name;
  private final UnaryOperator<Bytes> function;

  Transformation(TransformationName name, UnaryOperator<Bytes> function) {
    this.name = name;
    this.function = function;
  }

  /// The step of that name. `unicode` is what `%uHHHH` decodes by; only urlDecodeUni asks for it.
  public static Transformation of(TransformationName name, UnicodeMap unicode) {
    return new Transformation(
        name,
        name == TransformationName.URL_DECODE_UNI
            ? value -> UrlDecode.decodeUni(value, unicode)
            : name.function());
  }

  public TransformationName name() {
    return name;
  }

  /// The transformed value: the same object exactly if nothing changed.
  public Bytes apply(Bytes value) {
    return changesNothing(value) ? value : run(value);
  }

  /// Whether the bytes that occur prove that the step leaves the value alone.
  public boolean changesNothing(Bytes value) {
    return (value.traits() & name.triggers()) == 0;
  }

  /// The transformed value without asking first; the same object exactly if nothing changed.
  public Bytes run(Bytes value) {
    Bytes result = function.apply(value);
    return result.equals(value) ? value : result;
  }
}
