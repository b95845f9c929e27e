package gatehouse.seclang.variable;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.Bytes;
import java.util.ArrayList;
import java.util.List;

/// Entries of which several may share a key: arguments, headers, cookies.
final class EntryList implements Entries {
  /// Without any entry, never to be added to.
  static final EntryList NONE = new EntryList();

  private final List<Entry> entries = new ArrayList<>();

  void add(Entry entry) {
    entries.add(entry);
  }

  int size() {
    return entries.size();
  }

  void clear() {
    entries.clear();
  }

  @Override
  public void forEach(EntryVisitor visitor) {
    for (int i = 0; i < entries.size(); i++) {
      visitor.visit(entries.get(i));
    }
  }

  @Override
  public void forKey(Bytes key, EntryVisitor visitor) {
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (equalsLower(entry.key(), key)) {
        visitor.visit(entry);
      }
    }
  }

  private static boolean equalsLower(Bytes key, Bytes lower) {
    if (key.length() != lower.length()) {
      return false;
    }
    for (int i = 0; i < lower.length(); i++) {
      if (Ascii.lower(key.at(i)) != lower.at(i)) {
        return false;
      }
    }
    return true;
  }
}
