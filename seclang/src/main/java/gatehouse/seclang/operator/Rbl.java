package gatehouse.seclang.operator;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// `@rbl`: a list kept in the DNS (RFC 5782) has the value, an address or the name of a host.
/// Captures the value (or a sentence), the addresses that the list answered with, and what those
/// mean where that is known. Where nobody answers nothing matches.
public final class Rbl implements Operator {
  private static final int LONGEST_NAME = 253;
  private static final int LONGEST_LABEL = 63;
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  private final String list;
  private final ListKind kind;

  /// What stands before the address, and null where a key is missing.
  private final @Nullable String prefix;

  private Rbl(String list, ListKind kind, @Nullable String prefix) {
    this.list = list;
    this.kind = kind;
    this.prefix = prefix;
  }

  /// @param key of `SecHttpBlKey`; null when there is none
  public static Rbl of(Bytes parameter, @Nullable String key, List<String> warnings)
      throws OperatorFault {
    String list = host(parameter.trim());
    if (list.isEmpty()) {
      throw new OperatorFault(0, "@rbl takes the domain of a list, such as zen.spamhaus.org");
    }
    ListKind kind = ListKind.of(list);
    if (kind != ListKind.HTTPBL) {
      return new Rbl(list, kind, "");
    }
    if (key == null) {
      warnings.add("@rbl " + list + " matches nothing without SecHttpBlKey");
    }
    return new Rbl(list, kind, key == null ? null : key + ".");
  }

  /// Whether it ever asks anybody.
  public boolean asks() {
    return prefix != null;
  }

  @Override
  public boolean matches(Bytes value, Probe probe) {
    NameLookup names = probe.names();
    String name = names == null ? null : name(value.trim());
    if (names == null || name == null) {
      return false;
    }
    StringJoiner listed = new StringJoiner(" ");
    StringJoiner meanings = new StringJoiner("; ");
    for (String address : names.addresses(name, list)) {
      byte[] code = IpAddress.bytes(Bytes.of(address));
      String refusal = kind.refusal(code);
      if (refusal != null) {
        names.refused(list, address + ": " + refusal);
      } else {
        listed.add(address);
        meanings.add(kind.meaning(code));
      }
    }
    if (listed.length() == 0) {
      return false;
    }
    // Rules for Project Honey Pot, the Core Rule Set's before version 4 among them, look for the
    // sentence that ModSecurity 2 captures.
    probe.capture(
        kind == ListKind.HTTPBL
            ? Bytes.of("RBL lookup of " + value + " succeeded at " + list + ". " + meanings)
            : value);
    probe.capture(Bytes.of(listed.toString()));
    return probe.capture(Bytes.of(meanings.toString()));
  }

  /// The name to ask for, null when the value is neither an address nor a name, or the list has
  /// none of its kind.
  private @Nullable String name(Bytes value) {
    byte[] address = IpAddress.bytes(value);
    if (address.length == 16 && Arrays.equals(MAPPED, 0, 12, address, 0, 12)) {
      address = Arrays.copyOfRange(address, 12, 16);
    }
    String before = prefix;
    if (before == null || kind == ListKind.HTTPBL && address.length != 4) {
      return null;
    }
    String asked =
        switch (address.length) {
          case 4 -> reversed(address);
          case 16 -> nibbles(address);
          default -> host(value);
        };
    String name = before + asked + "." + list;
    return asked.isEmpty() || name.length() > LONGEST_NAME ? null : name;
  }

  private static String reversed(byte[] address) {
    StringJoiner parts = new StringJoiner(".");
    for (int i = 3; i >= 0; i--) {
      parts.add(Integer.toString(address[i] & 0xff));
    }
    return parts.toString();
  }

  /// RFC 5782, 2.4.
  private static String nibbles(byte[] address) {
    StringJoiner parts = new StringJoiner(".");
    for (int i = 15; i >= 0; i--) {
      parts
          .add(Integer.toHexString(address[i] & 0xf))
          .add(Integer.toHexString(address[i] >> 4 & 0xf));
    }
    return parts.toString();
  }

  /// The name of a host, without a dot at its end; empty when the value is none.
  private static String host(Bytes value) {
    int length = value.length();
    if (length > 1 && value.at(length - 1) == '.') {
      length--;
    }
    int label = 0;
    for (int i = 0; i < length; i++) {
      int c = value.at(i);
      boolean inside = Ascii.isAlphanumeric(c) || c == '-' || c == '_';
      if (!inside && (c != '.' || label == 0) || label == LONGEST_LABEL && inside) {
        return "";
      }
      label = inside ? label + 1 : 0;
    }
    return label == 0 || length > LONGEST_NAME ? "" : value.slice(0, length).lower().toString();
  }
}
