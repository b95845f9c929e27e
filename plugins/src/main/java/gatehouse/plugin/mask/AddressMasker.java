package gatehouse.plugin.mask;

import gatehouse.spi.BodyFilter.Output;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Covers values in addresses, which log records hold: arguments by their names, and what the
/// detectors find in arguments and in the parts of the path.
final class AddressMasker {
  private final Set<String> members;
  private final ArgumentMasker arguments;

  /// @param members names of the members that hold addresses, in lower case
  AddressMasker(Set<String> members, RuleSet rules, long active, Handling handling) {
    this.members = members;
    this.arguments = new ArgumentMasker(rules, active, handling);
  }

  /// Whether a member of that name holds an address.
  boolean isIn(String name) {
    return members.contains(name.toLowerCase(Locale.ROOT));
  }

  /// Whether a text is an address by its looks, whoever holds it.
  static boolean isOne(byte[] text, int length) {
    if (length > 0 && text[0] == '/') {
      return true;
    }
    for (int i = 1; i + 2 < length; i++) {
      if (text[i] == ':' && text[i + 1] == '/' && text[i + 2] == '/') {
        return true;
      }
    }
    return false;
  }

  /// The address with its values covered; null if there are none.
  byte @Nullable [] covered(byte[] address, int length) {
    Bytes out = new Bytes();
    int query = indexOf(address, '?', 0, length);
    int fragment = indexOf(address, '#', 0, length);
    int path = Math.min(query, fragment);
    parts(address, path, out);
    if (query < fragment) {
      out.write(address, query, query + 1);
      arguments.all(address, query + 1, fragment, out);
    }
    if (fragment < length) {
      out.write(address, fragment, fragment + 1);
      arguments.all(address, fragment + 1, length, out);
    }
    byte[] result = out.copy();
    return Arrays.equals(result, 0, result.length, address, 0, length) ? null : result;
  }

  private void parts(byte[] address, int to, Output out) {
    int part = 0;
    for (int i = 0; i <= to; i++) {
      if (i == to || address[i] == '/') {
        arguments.part(address, part, i, out);
        if (i < to) {
          out.write(address, i, i + 1);
        }
        part = i + 1;
      }
    }
  }

  private static int indexOf(byte[] text, int b, int from, int to) {
    int i = from;
    while (i < to && text[i] != b) {
      i++;
    }
    return i;
  }
}
