package gatehouse.plugin.access;

import gatehouse.regex.Regex;
import gatehouse.regex.RegexFault;
import gatehouse.regex.RegexOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The origins that pages may call from, as configured: `*`, plain origins and regular expressions.
final class Origins {
  private static final String ANY = "*";

  private final Entry[] entries;
  private final @Nullable String only;
  private final boolean all;

  /// @throws RegexFault if an entry is neither plain nor a pattern that can be matched in linear
  ///   time
  Origins(List<String> texts) throws RegexFault {
    entries = new Entry[texts.size()];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = entry(texts.get(i));
    }
    all = texts.isEmpty() || texts.equals(List.of(ANY));
    only = texts.size() == 1 && isPlain(texts.getFirst()) ? texts.getFirst() : null;
  }

  /// One configured origin.
  private sealed interface Entry {
    /// Every origin.
    record Every() implements Entry {}

    /// One origin, without a default port.
    record Plain(String origin) implements Entry {}

    /// A pattern over the whole origin, or over its host if the pattern has no colon.
    record Pattern(Regex regex, boolean byHost) implements Entry {}
  }

  private static Entry entry(String text) throws RegexFault {
    if (text.equals(ANY)) {
      return new Entry.Every();
    }
    return isPlain(text)
        ? new Entry.Plain(Origin.of(text).text())
        : new Entry.Pattern(Regex.compile(text, RegexOptions.PCRE), text.indexOf(':') < 0);
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letterOrDigit = c >= '0' && c <= '9' || (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
      if (!letterOrDigit && ".:/-".indexOf(c) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /// Whether every origin is allowed, whatever it is.
  boolean all() {
    return all;
  }

  /// The single plain origin there is, which is told to everybody; null if there is another list.
  @Nullable String only() {
    return only;
  }

  /// What the list allows to a request's origin: `*`, the origin without a default port, or null.
  @Nullable String allowed(String origin) {
    Origin asked = Origin.of(origin);
    for (Entry entry : entries) {
      switch (entry) {
        case Entry.Every() -> {
          return ANY;
        }
        case Entry.Plain(String plain) -> {
          if (plain.equals(asked.text())) {
            return asked.text();
          }
        }
        case Entry.Pattern(Regex regex, boolean byHost) -> {
          byte[] bytes =
              (byHost ? asked.host() : asked.text()).getBytes(StandardCharsets.ISO_8859_1);
          if (regex.matches(bytes, 0, bytes.length)) {
            return asked.text();
          }
        }
      }
    }
    return null;
  }

  /// An origin (RFC 6454) as it is compared.
  ///
  /// @param text scheme, host and port without a default one; the text itself if it has no host
  /// @param host the host, or the text itself
  private record Origin(String text, String host) {
    static Origin of(String text) {
      int mark = text.indexOf("://");
      if (mark < 0) {
        return new Origin(text, text);
      }
      String scheme = text.substring(0, mark);
      int slash = text.indexOf('/', mark + 3);
      String authority = text.substring(mark + 3, slash < 0 ? text.length() : slash);
      int colon = authority.lastIndexOf(':');
      boolean hasPort = colon > authority.lastIndexOf(']');
      String host = hasPort ? authority.substring(0, colon) : authority;
      String port = hasPort ? authority.substring(colon + 1) : "";
      boolean isDefault =
          port.isEmpty()
              || scheme.equals("http") && port.equals("80")
              || scheme.equals("https") && port.equals("443");
      return new Origin(scheme + "://" + host + (isDefault ? "" : ":" + port), host);
    }
  }
}
