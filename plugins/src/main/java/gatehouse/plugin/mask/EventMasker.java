package gatehouse.plugin.mask;

import gatehouse.spi.BodyFilter;
import java.util.Arrays;

/// Covers values in a stream of events (HTML, section 9.2.6), event by event: no reader sees an
/// event before the blank line that ends it. What data begins as JSON is taken for JSON.
final class EventMasker implements BodyFilter {
  private static final byte[] DATA = {'d', 'a', 't', 'a', ':'};

  private final RuleSet rules;
  private final long active;
  private final Handling handling;
  private final LineMasker lines;
  private final Bytes event = new Bytes();
  private final Bytes data = new Bytes();
  private final Bytes masked = new Bytes();
  private int lineLength;
  private int lineCount;
  private boolean afterReturn;
  private boolean comment;
  private boolean passing;

  EventMasker(RuleSet rules, long active, Handling handling) {
    this.rules = rules;
    this.active = active;
    this.handling = handling;
    this.lines = new LineMasker(rules, active, handling);
  }

  @Override
  public void chunk(byte[] bytes, int from, int to, Output out) {
    int begins = from;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b == '\n' && afterReturn) {
        // The rest of a line's end. Where it ended the event too, nothing is waited for.
        afterReturn = false;
        if (begins == i && event.size() == 0) {
          out.write(bytes, i, i + 1);
          begins = i + 1;
        }
        continue;
      }
      afterReturn = b == '\r';
      if (b != '\n' && b != '\r') {
        comment = lineLength++ == 0 ? b == ':' : comment;
        continue;
      }
      if (lineLength == 0 || comment && lineCount == 0) {
        take(bytes, begins, i + 1, out);
        complete(out);
        begins = i + 1;
        lineCount = 0;
      } else {
        lineCount++;
      }
      lineLength = 0;
    }
    take(bytes, begins, to, out);
  }

  private void take(byte[] bytes, int from, int to, Output out) {
    if (passing) {
      lines.chunk(bytes, from, to, out);
      return;
    }
    event.write(bytes, from, to);
    if (event.size() > handling.mostHeld()) {
      if (handling.blocksOversize()) {
        throw handling.oversize();
      }
      passing = true;
      lines.chunk(event.array(), 0, event.size(), out);
    }
  }

  @Override
  public void end(Output out) {
    complete(out);
    lines.end(out);
  }

  private void complete(Output out) {
    if (!passing) {
      mask(out);
    }
    passing = false;
    event.clear();
  }

  /// Takes the data together, as a reader does, and writes what became of it line by line.
  private void mask(Output out) {
    byte[] bytes = event.array();
    data.clear();
    int first = -1;
    int last = -1;
    for (int at = 0; at < event.size(); at = next(bytes, at)) {
      if (isData(bytes, at)) {
        if (first < 0) {
          first = at;
        } else {
          data.write(new byte[] {'\n'}, 0, 1);
        }
        last = at;
        int from = at + DATA.length;
        from += from < event.size() && bytes[from] == ' ' ? 1 : 0;
        data.write(bytes, from, contentEnd(bytes, from));
      }
    }
    if (first < 0 || !isJson() || !covered()) {
      lines.chunk(bytes, 0, event.size(), out);
      return;
    }
    if (same()) {
      lines.chunk(bytes, 0, first, out);
      out.write(bytes, first, next(bytes, last));
      lines.chunk(bytes, next(bytes, last), event.size(), out);
      return;
    }
    for (int at = 0; at < event.size(); at = next(bytes, at)) {
      if (at == first) {
        write(out);
      } else if (!isData(bytes, at)) {
        lines.chunk(bytes, at, next(bytes, at), out);
      }
    }
  }

  private boolean isData(byte[] bytes, int at) {
    for (int i = 0; i < DATA.length; i++) {
      if (at + i >= event.size() || bytes[at + i] != DATA[i]) {
        return false;
      }
    }
    return true;
  }

  private int contentEnd(byte[] bytes, int from) {
    int i = from;
    while (i < event.size() && bytes[i] != '\n' && bytes[i] != '\r') {
      i++;
    }
    return i;
  }

  private int next(byte[] bytes, int at) {
    int end = contentEnd(bytes, at);
    boolean pair = end + 1 < event.size() && bytes[end] == '\r' && bytes[end + 1] == '\n';
    return Math.min(event.size(), end + (pair ? 2 : 1));
  }

  private boolean isJson() {
    int i = 0;
    while (i < data.size() && JsonGrammar.isSpace(data.array()[i])) {
      i++;
    }
    return i < data.size() && (data.array()[i] == '{' || data.array()[i] == '[');
  }

  /// Whether it was JSON; a bracket may begin any text.
  private boolean covered() {
    JsonMasker json = new JsonMasker(rules, active, handling.strict(), false);
    masked.clear();
    try {
      json.chunk(data.array(), 0, data.size(), masked);
      json.end(masked);
      return true;
    } catch (BodyRefused _) {
      return false;
    }
  }

  private boolean same() {
    return Arrays.equals(data.array(), 0, data.size(), masked.array(), 0, masked.size());
  }

  private void write(Output out) {
    byte[] bytes = masked.array();
    int line = 0;
    for (int i = 0; i <= masked.size(); i++) {
      if (i == masked.size() || bytes[i] == '\n' || bytes[i] == '\r') {
        out.write(DATA, 0, DATA.length);
        out.write(new byte[] {' '}, 0, 1);
        out.write(bytes, line, i);
        out.write(new byte[] {'\n'}, 0, 1);
        line = i + 1;
      }
    }
  }
}
