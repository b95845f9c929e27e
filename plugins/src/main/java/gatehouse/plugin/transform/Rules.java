package gatehouse.plugin.transform;

import gatehouse.plugin.template.Scopes;
import gatehouse.plugin.template.Template;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is done to one kind of [Members], in Kong's order: remove, rename, replace what is there,
/// add what is not, append.
///
/// @param remove names
record Rules(
    List<String> remove,
    List<Entry> rename,
    List<Entry> replace,
    List<Entry> add,
    List<Entry> append) {

  boolean isEmpty() {
    return remove.isEmpty()
        && rename.isEmpty()
        && replace.isEmpty()
        && add.isEmpty()
        && append.isEmpty();
  }

  /// Does it all. Where a value needs a claim that is not there, nothing is added, and what it
  /// would have replaced goes: a client's own word must not pass for what was verified.
  ///
  /// @param scopes what templates read
  void apply(Members members, Scopes scopes) {
    for (String name : remove) {
      members.remove(name);
    }
    for (Entry entry : rename) {
      if (members.has(entry.name())) {
        put(members, entry, utf8(entry.value().render(scopes)), members::rename);
      }
    }
    for (Entry entry : replace) {
      if (members.has(entry.name())) {
        put(members, entry, entry.value().render(scopes), members::set);
      }
    }
    for (Entry entry : add) {
      if (!members.has(entry.name())) {
        put(members, entry, entry.value().render(scopes), members::set);
      }
    }
    for (Entry entry : append) {
      String value = entry.value().render(scopes);
      if (value != null) {
        members.append(entry.name(), value);
      }
    }
  }

  private interface Change {
    void make(String name, String value);
  }

  private static void put(Members members, Entry entry, @Nullable String value, Change change) {
    if (value == null) {
      members.remove(entry.name());
    } else {
      change.make(entry.name(), value);
    }
  }

  private static @Nullable String utf8(@Nullable String bytes) {
    return bytes == null ? null : text(bytes);
  }

  /// The text that a row of bytes is in UTF-8.
  static String text(String bytes) {
    String text = bytes;
    if (!Template.bytes(bytes).equals(bytes)) {
      text = new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
    return text;
  }
}
