package gatehouse.log;

import gatehouse.spi.Decision;
import tools.jackson.core.JsonGenerator;

/// One entry of the log record's array `security`.
final class DecisionJson {
  private DecisionJson() {}

  static void write(JsonGenerator out, Decision decision) {
    out.writeStartObject();
    out.writeStringProperty("plugin", decision.plugin());
    out.writeStringProperty("rule", decision.rule());
    out.writeStringProperty("action", decision.action().word());
    out.writeStringProperty("reason", decision.reason());
    Origin origin = Origin.of(decision.origin());
    out.writeStringProperty("file", origin.file());
    out.writeNumberProperty("line", origin.line());
    String input = decision.input();
    if (input != null) {
      out.writeStringProperty("input", LogJson.text(input));
    }
    out.writeEndObject();
  }

  /// A place in a configuration, taken apart again; line 0 where there is none, as in a database.
  private record Origin(String file, int line) {
    static Origin of(String text) {
      int column = text.lastIndexOf(':');
      int line = column < 0 ? -1 : text.lastIndexOf(':', column - 1);
      if (line < 0) {
        return new Origin(text, 0);
      }
      try {
        return new Origin(text.substring(0, line), Integer.parseInt(text, line + 1, column, 10));
      } catch (NumberFormatException e) {
        return new Origin(text, 0);
      }
    }
  }
}
