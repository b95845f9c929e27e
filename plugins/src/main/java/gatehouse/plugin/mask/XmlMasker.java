package gatehouse.plugin.mask;

import gatehouse.plugin.mask.MaskRule.Action;
import gatehouse.spi.BodyFilter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Covers values in XML, token by token: elements and attributes by their local names, and what the
/// detectors find in text and in attributes. A document type could define what is not seen here, so
/// a body with one counts as unreadable.
final class XmlMasker implements BodyFilter {
  private static final byte[] COMMENT = ascii("<!--");
  private static final byte[] CDATA = ascii("<![CDATA[");
  private static final int LONGEST_TAG = 64 << 10;
  private static final int NOWHERE = -1;

  private final RuleSet rules;
  private final long active;
  private final Handling handling;
  private final TextMasker text;
  private final ValueMasker values;
  private final XmlTag tags;
  private final LineMasker afterwards;
  private final Bytes segment = new Bytes();
  private final Bytes raw = new Bytes();
  private final Bytes plain = new Bytes();
  private final Bytes covered = new Bytes();
  private final Bytes markup = new Bytes();
  private boolean inMarkup;
  private int quote;
  private boolean broken;
  private int depth;
  private int ruledAt = NOWHERE;
  private @Nullable MaskRule ruled;

  XmlMasker(RuleSet rules, long active, Handling handling) {
    this.rules = rules;
    this.active = active;
    this.handling = handling;
    this.text = new TextMasker(rules, active, handling, covered);
    this.values = new ValueMasker(covered);
    this.tags = new XmlTag(rules, active, handling);
    this.afterwards = new LineMasker(rules, active, handling);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void chunk(byte[] bytes, int from, int to, Output out) {
    int i = from;
    while (i < to && !broken) {
      i = inMarkup ? inMarkup(bytes, i, to, out) : inText(bytes, i, to, out);
    }
    if (i < to) {
      afterwards.chunk(bytes, i, to, out);
    }
  }

  private int inText(byte[] bytes, int from, int to, Output out) {
    int i = from;
    while (i < to && bytes[i] != '<') {
      if (bytes[i] == 0) {
        giveUp("it is not in a coding that extends ASCII", out);
        return from;
      }
      i++;
    }
    segment.write(bytes, from, i);
    if (raw.size() + segment.size() > handling.mostHeld()) {
      tooLong(out);
    }
    inMarkup = i < to;
    return i;
  }

  private void tooLong(Output out) {
    if (handling.blocksOversize()) {
      throw handling.oversize();
    }
    raw.writeTo(out);
    segment.writeTo(out);
    forgetText();
  }

  private void forgetText() {
    raw.clear();
    plain.clear();
    segment.clear();
  }

  private int inMarkup(byte[] bytes, int from, int to, Output out) {
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      markup.write(bytes, i, i + 1);
      boolean tag = isTag();
      if (tag && quote != 0) {
        quote = b == quote ? 0 : quote;
      } else if (tag && (b == '"' || b == '\'') && markup.size() > 1) {
        quote = b;
      } else if (b == '>' && isWhole()) {
        inMarkup = false;
        complete(out);
        return i + 1;
      }
      if (isDocumentType() || tag && markup.size() > LONGEST_TAG) {
        giveUp("it has a document type, or a tag that is too long", out);
        return i + 1;
      }
      if (markup.size() > handling.mostHeld()) {
        throw handling.oversize();
      }
    }
    return to;
  }

  private boolean isTag() {
    return markup.size() > 1 && markup.array()[1] != '!' && markup.array()[1] != '?';
  }

  private boolean isDocumentType() {
    return markup.size() == 3
        && markup.array()[1] == '!'
        && markup.array()[2] != '-'
        && markup.array()[2] != '[';
  }

  private boolean isWhole() {
    byte[] bytes = markup.array();
    int size = markup.size();
    if (begins(CDATA)) {
      return bytes[size - 2] == ']' && bytes[size - 3] == ']';
    }
    if (bytes[1] == '!') {
      return begins(COMMENT) && size > 6 && bytes[size - 2] == '-' && bytes[size - 3] == '-';
    }
    return bytes[1] != '?' || size > 3 && bytes[size - 2] == '?';
  }

  private boolean begins(byte[] with) {
    return markup.size() >= with.length
        && Arrays.equals(markup.array(), 0, with.length, with, 0, with.length);
  }

  private void complete(Output out) {
    endSegment();
    if (begins(CDATA)) {
      raw.write(markup.array(), 0, markup.size());
      plain.write(markup.array(), CDATA.length, markup.size() - 3);
    } else {
      writeText(out);
      if (!isTag()) {
        if (!isMuted()) {
          markup.writeTo(out);
        }
      } else if (markup.array()[1] == '/') {
        close(out);
      } else {
        open(out);
      }
    }
    markup.clear();
  }

  private void endSegment() {
    raw.write(segment.array(), 0, segment.size());
    XmlText.decode(segment.array(), 0, segment.size(), plain);
    segment.clear();
  }

  private boolean isMuted() {
    return ruled != null && (ruled.action() == Action.REMOVE || ruled.action() == Action.REPLACE);
  }

  private void writeText(Output out) {
    if (ruled == null) {
      if (text.finds(plain.array(), 0, plain.size())) {
        text.write(plain.array(), 0, plain.size());
        text.end();
        writeCovered(out);
      } else {
        raw.writeTo(out);
      }
    } else if (!isMuted()) {
      if (isBlank()) {
        raw.writeTo(out);
      } else {
        values.begin(ruled);
        values.write(plain.array(), 0, plain.size());
        values.end();
        writeCovered(out);
      }
    }
    forgetText();
  }

  private boolean isBlank() {
    for (int i = 0; i < plain.size(); i++) {
      if (!JsonGrammar.isSpace(plain.array()[i])) {
        return false;
      }
    }
    return true;
  }

  private void writeCovered(Output out) {
    XmlText.encode(covered.array(), 0, covered.size(), out);
    covered.clear();
  }

  private void close(Output out) {
    boolean last = depth == ruledAt;
    if (!isMuted() || last && ruled != null && ruled.action() == Action.REPLACE) {
      markup.writeTo(out);
    }
    if (last) {
      ruled = null;
      ruledAt = NOWHERE;
    }
    depth--;
  }

  private void open(Output out) {
    boolean empty = markup.array()[markup.size() - 2] == '/';
    MaskRule rule = null;
    if (ruled == null) {
      rule = rules.first(rules.named(XmlTag.name(markup)) & active);
    }
    if (!isMuted() && (rule == null || rule.action() != Action.REMOVE)) {
      tags.write(markup, out);
    }
    if (empty) {
      return;
    }
    depth++;
    if (rule != null) {
      ruled = rule;
      ruledAt = depth;
      if (rule.action() == Action.REPLACE) {
        XmlText.encode(rule.replacement(), 0, rule.replacement().length, out);
      }
    }
  }

  private void giveUp(String why, Output out) {
    if (handling.blocksUnparsable()) {
      throw handling.unparsable("the body can't be read as XML: " + why);
    }
    broken = true;
    Bytes rest = new Bytes();
    raw.writeTo(rest);
    segment.writeTo(rest);
    markup.writeTo(rest);
    afterwards.chunk(rest.array(), 0, rest.size(), out);
  }

  @Override
  public void end(Output out) {
    if (!broken && inMarkup) {
      giveUp("it ends too early", out);
    }
    if (broken) {
      afterwards.end(out);
      return;
    }
    endSegment();
    writeText(out);
  }
}
