package gatehouse.seclang.transform;

import gatehouse.seclang.text.Bytes;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One step of a rule's `t:` list, ready to run. Immutable and thread-safe.
public final class Transformation {
  private static final Transformation KEEPING_CASE =
      new Transformation(
          TransformationName.CMD_LINE_KEEPING_CASE,
          TransformationName.CMD_LINE_KEEPING_CASE.function(),
          null);

  private final TransformationName name;
  private final UnaryOperator<Bytes> function;
  private final @Nullable UnicodeMap unicode;

  Transformation(
      TransformationName name, UnaryOperator<Bytes> function, @Nullable UnicodeMap unicode) {
    this.name = name;
    this.function = function;
    this.unicode = unicode;
  }

  /// The step of that name. `unicode` is what `%uHHHH` decodes by; only urlDecodeUni asks for it.
  public static Transformation of(TransformationName name, UnicodeMap unicode) {
    return name == TransformationName.URL_DECODE_UNI
        ? new Transformation(name, value -> UrlDecode.decodeUni(value, unicode), unicode)
        : new Transformation(name, name.function(), null);
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

  /// The traits ([gatehouse.seclang.text.Traits]) one of which a value must have to be changed.
  public long triggers() {
    return name.triggers();
  }

  /// The groups of bytes ([gatehouse.regex.ByteGroups]) that its result may have beyond those of
  /// the value; all when nothing is known.
  public long addedGroups() {
    return OutputBounds.addedGroups(name);
  }

  /// Whether its result may be longer than the value.
  public boolean mayGrow() {
    return OutputBounds.mayGrow(name);
  }

  /// A length that its result does not exceed.
  public int mostBytes(Bytes value) {
    return OutputBounds.mostBytes(name, value);
  }

  /// The step without the lower-casing that it does besides; itself when it does none.
  public Transformation keepingCase() {
    return name == TransformationName.CMD_LINE ? KEEPING_CASE : this;
  }

  /// Equal steps give equal results.
  @Override
  public boolean equals(Object other) {
    return other instanceof Transformation that
        && name == that.name
        && Objects.equals(unicode, that.unicode);
  }

  @Override
  public int hashCode() {
    return name.index();
  }

  /// The transformed value without asking first; the same object exactly if nothing changed.
  public Bytes run(Bytes value) {
    Bytes result = function.apply(value);
    return result.hasSameBytes(value) ? value : result;
  }
}
