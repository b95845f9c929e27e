package gatehouse.plugin.template;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Something with members that an expression can read.
interface Table {
  /// The member of that name; null if there is none.
  @Nullable Object named(String name);

  /// The member of that number, the first being 1; null if there is none.
  @Nullable Object numbered(long number);

  /// The members of a list; empty if it is none.
  List<?> list();

  /// A list, e.g. the values of a repeated header.
  record Sequence(List<?> list) implements Table {
    @Override
    public @Nullable Object named(String name) {
      return null;
    }

    @Override
    public @Nullable Object numbered(long number) {
      return number < 1 || number > list.size() ? null : list.get((int) number - 1);
    }
  }

  /// A scope whose members are looked up when they are read.
  record Lookup(Function<String, @Nullable Object> members) implements Table {
    @Override
    public @Nullable Object named(String name) {
      return members.apply(name);
    }

    @Override
    public @Nullable Object numbered(long number) {
      return members.apply(Long.toString(number));
    }

    @Override
    public List<?> list() {
      return List.of();
    }
  }

  /// Facts about the caller; one that is not known is [Absent#CLAIM].
  record Facts(Map<String, Object> members) implements Table {
    @Override
    public Object named(String name) {
      Object value = members.get(name);
      return value == null ? Absent.CLAIM : Values.fact(value);
    }

    @Override
    public Object numbered(long number) {
      return Absent.CLAIM;
    }

    @Override
    public List<?> list() {
      return List.of();
    }
  }

  /// A list of facts about the caller.
  record FactList(List<Object> list) implements Table {
    @Override
    public Object named(String name) {
      return Absent.CLAIM;
    }

    @Override
    public Object numbered(long number) {
      return number < 1 || number > list.size() ? Absent.CLAIM : list.get((int) number - 1);
    }
  }
}
