package gatehouse.seclang;

import gatehouse.seclang.rule.Controls;
import gatehouse.seclang.rule.RuleMatch;
import gatehouse.seclang.text.ByteBuilder;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.VariableName;
import gatehouse.seclang.variable.Variables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Hides the values of the arguments that `sanitiseArg` names, wherever logs would show them: as
/// sent in a query or a form, and as decoded anywhere else.
final class Mask {
  private final Controls controls;
  private final List<Bytes> secrets;

  private Mask(Controls controls, List<Bytes> secrets) {
    this.controls = controls;
    this.secrets = secrets;
  }

  static Mask of(Variables variables, Controls controls) {
    List<Bytes> secrets = new ArrayList<>();
    variables
        .of(VariableName.ARGS)
        .forEach(entry -> {
          if (isHidden(controls, entry.key()) && !entry.value().bytes().isEmpty()) {
            secrets.add(entry.value().bytes());
          }
        });
    return new Mask(controls, secrets);
  }

  private static boolean isHidden(Controls controls, Bytes argument) {
    return controls.isSanitised("arg:" + argument.lower());
  }

  static Bytes stars(Bytes value) {
    return Bytes.of("*".repeat(value.length()));
  }

  /// A request target.
  Bytes query(Bytes target) {
    int question = target.indexOf('?', 0);
    if (secrets.isEmpty() || question < 0) {
      return target;
    }
    Bytes query = target.slice(question + 1, target.length());
    return target.slice(0, question + 1).plus(form(query));
  }

  /// Text that may be URL-encoded arguments.
  Bytes form(Bytes text) {
    if (secrets.isEmpty()) {
      return text;
    }
    ByteBuilder out = new ByteBuilder(text.length());
    int from = 0;
    while (from <= text.length()) {
      int end = text.indexOf('&', from);
      end = end < 0 ? text.length() : end;
      int equals = text.indexOf('=', from);
      boolean hidden =
          equals >= from && equals < end && isHidden(controls, text.slice(from, equals));
      if (hidden) {
        out.add(text.slice(from, equals + 1)).add(stars(text.slice(equals + 1, end)));
      } else {
        out.add(text.slice(from, end));
      }
      if (end < text.length()) {
        out.add('&');
      }
      from = end + 1;
    }
    return plain(out.toBytes());
  }

  /// Any text: the decoded values are starred out.
  Bytes plain(Bytes text) {
    byte[] masked = null;
    for (Bytes secret : secrets) {
      Bytes seen = masked == null ? text : Bytes.of(masked);
      int at = seen.indexOf(secret, 0);
      while (at >= 0) {
        if (masked == null) {
          masked = text.toArray();
        }
        Arrays.fill(masked, at, at + secret.length(), (byte) '*');
        at = seen.indexOf(secret, at + secret.length());
      }
    }
    return masked == null ? text : Bytes.of(masked);
  }

  RuleMatch match(RuleMatch match) {
    if (secrets.isEmpty()) {
      return match;
    }
    return new RuleMatch(
        match.rule(),
        plain(match.message()),
        plain(match.data()),
        match.tags(),
        match.operator(),
        match.parameter(),
        match.negated(),
        match.variable(),
        plain(match.value()),
        plain(match.captured()),
        match.offset(),
        match.variables(),
        match.scores(),
        match.refusalStatus(),
        match.asksToRefuse(),
        match.logged(),
        match.audited());
  }
}
