package gatehouse.app;

import gatehouse.config.Fault;
import java.util.List;

/// Prints faults and warnings on stderr, a line each, as compilers do.
final class FaultReport {
  private static final String RED = "\u001b[31m";
  private static final String YELLOW = "\u001b[33m";
  private static final String PLAIN = "\u001b[0m";

  private final Terminal terminal;

  FaultReport(Terminal terminal) {
    this.terminal = terminal;
  }

  void faults(List<Fault> faults) {
    faults.forEach(fault -> line(fault.toString(), RED));
  }

  /// A warning says so after its place, so that it is never taken for a fault.
  void warnings(List<Fault> warnings) {
    for (Fault w : warnings) {
      line(
          new Fault(w.file(), w.line(), w.column(), null, null, "warning: " + about(w)).toString(),
          YELLOW);
    }
  }

  void summary(int faults, int warnings) {
    if (faults > 0) {
      terminal.err().println(count(faults, "fault") + ", " + count(warnings, "warning"));
    } else if (warnings > 0) {
      terminal.err().println("valid, with " + count(warnings, "warning"));
    } else if (terminal.colours()) {
      terminal.err().println("valid");
    }
  }

  private static String about(Fault warning) {
    String whole = warning.toString();
    String place = warning.file() + ":" + warning.line() + ":" + warning.column() + ": ";
    return whole.substring(place.length());
  }

  /// What is quoted from a file must not command the terminal.
  private void line(String raw, String colour) {
    String text = Printable.line(raw);
    int message = text.indexOf(": ");
    boolean coloured = terminal.colours() && message > 0;
    terminal
        .err()
        .println(
            coloured
                ? text.substring(0, message + 2) + colour + text.substring(message + 2) + PLAIN
                : text);
  }

  private static String count(int n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }
}
