package gatehouse.plugin.mask;

import gatehouse.plugin.mask.MaskRule.Action;
import gatehouse.spi.BodyFilter.Output;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Covers the values of a tag's attributes.
final class XmlTag {
  private final RuleSet rules;
  private final long active;
  private final TextMasker text;
  private final ValueMasker values;
  private final Bytes plain = new Bytes();
  private final Bytes covered = new Bytes();

  XmlTag(RuleSet rules, long active, Handling handling) {
    this.rules = rules;
    this.active = active;
    this.text = new TextMasker(rules, active, handling, covered);
    this.values = new ValueMasker(covered);
  }

  /// The local name of the element that a tag opens.
  static String name(Bytes tag) {
    return local(tag.array(), 1, nameEnd(tag.array(), 1, tag.size()));
  }

  private static int nameEnd(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to
        && !JsonGrammar.isSpace(bytes[i])
        && bytes[i] != '/'
        && bytes[i] != '>'
        && bytes[i] != '=') {
      i++;
    }
    return i;
  }

  private static String local(byte[] bytes, int from, int to) {
    String name = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    return name.substring(name.indexOf(':') + 1);
  }

  /// Writes a tag that opens an element.
  void write(Bytes tag, Output out) {
    byte[] bytes = tag.array();
    int to = tag.size();
    int written = 0;
    int at = nameEnd(bytes, 1, to);
    while (at < to) {
      int before = at;
      while (at < to
          && (JsonGrammar.isSpace(bytes[at])
              || bytes[at] == '/'
              || bytes[at] == '>'
              || bytes[at] == '=')) {
        at++;
      }
      int name = at;
      at = nameEnd(bytes, at, to);
      int quote = at;
      while (quote < to && (JsonGrammar.isSpace(bytes[quote]) || bytes[quote] == '=')) {
        quote++;
      }
      if (quote >= to || bytes[quote] != '"' && bytes[quote] != '\'') {
        continue;
      }
      int end = quote + 1;
      while (end < to && bytes[end] != bytes[quote]) {
        end++;
      }
      MaskRule rule = rules.first(rules.named(local(bytes, name, at)) & active);
      if (rule != null && rule.action() == Action.REMOVE) {
        out.write(bytes, written, before);
        written = Math.min(to, end + 1);
      } else if (cover(bytes, quote + 1, end, rule)) {
        out.write(bytes, written, quote + 1);
        XmlText.encode(covered.array(), 0, covered.size(), out);
        written = end;
      }
      at = Math.min(to, end + 1);
    }
    out.write(bytes, written, to);
  }

  private boolean cover(byte[] bytes, int from, int to, @Nullable MaskRule rule) {
    plain.clear();
    covered.clear();
    XmlText.decode(bytes, from, to, plain);
    if (rule != null) {
      values.begin(rule);
      values.write(plain.array(), 0, plain.size());
      values.end();
      return true;
    }
    if (!text.finds(plain.array(), 0, plain.size())) {
      return false;
    }
    text.write(plain.array(), 0, plain.size());
    text.end();
    return true;
  }
}
