package gatehouse.seclang.parse;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a list of actions: `name`, `name:value`, `name:'value, with a comma'`, split at commas.
final class ActionSyntax {
  private final Text text;
  private final Faults faults;
  private int at;

  private ActionSyntax(Text text, Faults faults) {
    this.text = text;
    this.faults = faults;
  }

  static List<ActionCall> read(Text text, Faults faults) {
    return new ActionSyntax(text, faults).readAll();
  }

  private List<ActionCall> readAll() {
    List<ActionCall> actions = new ArrayList<>();
    while (true) {
      skip(true);
      if (at >= text.length()) {
        return actions;
      }
      ActionCall action = readOne();
      if (action != null) {
        actions.add(action);
      }
    }
  }

  private @Nullable ActionCall readOne() {
    int start = at;
    while (at < text.length() && text.at(at) != ':' && text.at(at) != ',') {
      at++;
    }
    String spelled = text.slice(start, at).trim().toString();
    Text value = text.slice(at, at);
    boolean hasValue = text.peek(at) == ':';
    if (hasValue) {
      at++;
      skip(false);
      value = text.peek(at) == '\'' ? quoted() : plain();
    }
    ActionName name = ActionName.of(spelled);
    if (name == null) {
      faults.error(text.position(start), "unknown action " + spelled);
      return null;
    }
    return checked(new ActionCall(text.position(start), name, value, null), hasValue);
  }

  private @Nullable ActionCall checked(ActionCall call, boolean hasValue) {
    ActionName name = call.name();
    String refusal = name.refusal();
    if (refusal != null) {
      faults.error(call.at(), "action " + name.spelling() + " is not supported: " + refusal);
      return null;
    }
    if (hasValue && name.value() == ActionName.Value.NONE) {
      faults.error(call.at(), "action " + name.spelling() + " takes no value");
      return null;
    }
    if (call.value().isEmpty() && name.value() == ActionName.Value.NEEDED && !mayBeEmpty(name)) {
      faults.error(call.at(), "action " + name.spelling() + " needs a value");
      return null;
    }
    if (name != ActionName.CTL) {
      return call;
    }
    Ctl ctl = CtlSyntax.read(call.value(), faults);
    return ctl == null ? null : new ActionCall(call.at(), name, call.value(), ctl);
  }

  private static boolean mayBeEmpty(ActionName name) {
    return switch (name) {
      case MSG, LOGDATA, REV, VER, TAG -> true;
      default -> false;
    };
  }

  /// In single quotes; `\'` is a quote, other backslashes stay.
  private Text quoted() {
    int open = at;
    for (at = open + 1; at < text.length(); at++) {
      if (text.at(at) == '\\' && text.peek(at + 1) == '\'') {
        at++;
      } else if (text.at(at) == '\'' && closes()) {
        Text value = text.slice(open + 1, at).unescape('\'');
        at++;
        return value;
      }
    }
    faults.error(text.position(open), "the quote ' that opens here is never closed");
    at = text.length();
    return text.slice(at, at);
  }

  /// A closing quote stands before a comma or the end; one inside a word is part of the value, as
  /// in `setvar:'tx.a='b''`.
  private boolean closes() {
    int next = at + 1;
    while (next < text.length() && Text.isBlank(text.at(next))) {
      next++;
    }
    return next == text.length() || text.at(next) == ',';
  }

  private Text plain() {
    int from = at;
    while (at < text.length() && text.at(at) != ',') {
      at++;
    }
    return text.slice(from, at).trim();
  }

  private void skip(boolean commas) {
    while (at < text.length() && (Text.isBlank(text.at(at)) || (commas && text.at(at) == ','))) {
      at++;
    }
  }
}
