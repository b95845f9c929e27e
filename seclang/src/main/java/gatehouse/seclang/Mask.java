package gatehouse.seclang;

import gatehouse.seclang.body.Header;
import gatehouse.seclang.rule.Controls;
import gatehouse.seclang.rule.RuleMatch;
import gatehouse.seclang.text.ByteBuilder;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.transform.Transformation;
import gatehouse.seclang.transform.TransformationName;
import gatehouse.seclang.transform.UnicodeMap;
import gatehouse.seclang.variable.VariableName;
import gatehouse.seclang.variable.Variables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Hides what [HiddenFields] names wherever logs would show it: arguments as sent in a query or a
/// form, members of other bodies, fields of a message's head, and their values wherever else they
/// are seen.
final class Mask {
  /// In texts that are not the client's, a shorter secret would star out half the words.
  private static final int LEAST_IN_TEXT = 4;

  private static final Transformation DECODE =
      Transformation.of(TransformationName.URL_DECODE, UnicodeMap.builtIn());

  private final Controls controls;
  private final HiddenFields fields;
  private final int separator;
  private final KnownSecrets known;
  private final Secrets everywhere;
  private final Secrets posted;
  private Bytes targetSeen = Bytes.EMPTY;
  private Bytes targetShown = Bytes.EMPTY;

  private Mask(Controls controls, HiddenFields fields, int separator, KnownSecrets known) {
    this.controls = controls;
    this.fields = fields;
    this.separator = separator;
    this.known = known;
    this.everywhere = known.everywhere();
    this.posted = known.posted();
  }

  /// @param before made earlier in the same transaction, null when none was; it is the result if
  ///   there is nothing more to hide
  static Mask of(
      Variables variables,
      Controls controls,
      int separator,
      KnownSecrets.Messages messages,
      @Nullable Mask before) {
    HiddenFields fields = before == null ? new HiddenFields(controls) : before.fields;
    KnownSecrets known =
        KnownSecrets.of(
            variables, controls, fields, messages, before == null ? null : before.known);
    return before != null && known.equals(before.known)
        ? before
        : new Mask(controls, fields, separator, known);
  }

  static Bytes stars(Bytes value) {
    return Bytes.of("*".repeat(value.length()));
  }

  /// A request target; each log asks for it.
  @SuppressWarnings("ReferenceEquality") // The same target is meant, not an equal one.
  Bytes target(Bytes target) {
    if (target != targetSeen) {
      targetSeen = target;
      targetShown = text(target);
    }
    return targetShown;
  }

  /// The body of a request.
  Bytes body(Bytes body) {
    if (!controls.sanitises()) {
      return body;
    }
    Bytes shown = named(pairs(body));
    boolean isForm = !shown.equals(body);
    // Escapes of JSON, a charset: a secret that is there but not to be found hides all of it.
    return isForm || posted.allIn(body) ? everywhere.hide(shown, 1) : Secrets.ALL;
  }

  /// Any other text that a message may have brought.
  Bytes text(Bytes text) {
    return controls.sanitises() ? everywhere.hide(named(pairs(text)), LEAST_IN_TEXT) : text;
  }

  /// A field of a head; `kind` is `request:` or `response:`.
  Header field(String kind, Header field) {
    String name = field.name().lower().toString();
    if (fields.hidesHeader(kind, name)) {
      return new Header(field.name(), stars(field.value()));
    }
    Bytes value = field.value();
    Bytes shown = name.equals("cookie") ? cookies(value) : text(controls.hidden().address(value));
    return shown.equals(value) ? field : new Header(field.name(), shown);
  }

  private Bytes cookies(Bytes field) {
    ByteBuilder out = new ByteBuilder(field.length());
    int from = 0;
    while (from <= field.length()) {
      int end = field.indexOf(';', from);
      end = end < 0 ? field.length() : end;
      int equals = field.indexOf('=', from);
      boolean hidden =
          equals >= from
              && equals < end
              && fields.hides(VariableName.REQUEST_COOKIES, field.slice(from, equals).trim());
      out.add(field.slice(from, hidden ? equals + 1 : end));
      if (hidden) {
        out.add(stars(field.slice(equals + 1, end)));
      }
      if (end < field.length()) {
        out.add(';');
      }
      from = end + 1;
    }
    return out.toBytes();
  }

  /// Text in which hidden arguments may stand as `name=value`, where those are not separated as
  /// usual.
  private Bytes pairs(Bytes text) {
    if (separator == '&' || text.indexOf('=', 0) < 0) {
      return text;
    }
    byte[] out = null;
    int name = 0;
    for (int i = 0; i < text.length(); i++) {
      int c = text.at(i);
      if (c == '=' && fields.hidesArgument(DECODE.apply(text.slice(name, i)))) {
        int end = text.indexOf(separator, i);
        end = end < 0 ? text.length() : end;
        out = out == null ? text.toArray() : out;
        Arrays.fill(out, i + 1, end, (byte) '*');
        i = end;
        name = end + 1;
      } else if (c == '=' || c == separator || "?&; \"'\r\n".indexOf(c) >= 0) {
        name = i + 1;
      }
    }
    return out == null ? text : Bytes.of(out);
  }

  /// Text in which they may stand in any of the usual ways.
  private Bytes named(Bytes text) {
    List<NamedValues.Range> ranges = NamedValues.in(text, fields);
    if (ranges.isEmpty()) {
      return text;
    }
    byte[] out = text.toArray();
    ranges.forEach(range -> Arrays.fill(out, range.from(), range.last(), (byte) '*'));
    return Bytes.of(out);
  }

  /// What logs say of a match. Of a variable that holds the whole of something, what is hidden is
  /// starred out in it; of one that is hidden itself, all is.
  RuleMatch match(RuleMatch match) {
    if (!controls.sanitises()) {
      return match;
    }
    boolean hidden = isHidden(match.variable());
    boolean anyHidden = hidden;
    for (Bytes variable : match.variables()) {
      anyHidden |= isHidden(variable);
    }
    boolean mixed = holdsOthers(match);
    Bytes value = hidden ? Secrets.ALL : mixed ? shown(match) : match.value();
    boolean changed = !value.equals(match.value());
    Bytes message = match.message();
    if (!match.rule().message().isConstant()) {
      // As the rule was written, where what it would say is a secret.
      message = anyHidden || changed ? Bytes.of(match.rule().messageText()) : transformed(message);
    }
    return new RuleMatch(
        match.rule(),
        message,
        anyHidden || changed ? Secrets.ALL : transformed(match.data()),
        tags(match, anyHidden || changed),
        match.operator(),
        match.parameter(),
        match.negated(),
        match.variable(),
        value,
        hidden || changed ? captured(match, value) : match.captured(),
        match.offset(),
        match.variables(),
        match.scores(),
        match.refusalStatus(),
        match.asksToRefuse(),
        match.logged(),
        match.audited());
  }

  private Bytes transformed(Bytes text) {
    return everywhere.hideTransformed(text(text), LEAST_IN_TEXT);
  }

  private List<Bytes> tags(RuleMatch match, boolean secret) {
    if (match.rule().fixedTags() != null) {
      return match.tags();
    }
    List<Bytes> tags = new ArrayList<>(match.tags());
    for (int i = 0; i < tags.size(); i++) {
      if (!match.rule().tags().get(i).isConstant()) {
        tags.set(i, secret ? Secrets.ALL : transformed(tags.get(i)));
      }
    }
    return tags;
  }

  /// The value of a variable that may hold others, the whole body among them.
  private Bytes shown(RuleMatch match) {
    String variable = match.variable().toString();
    boolean isBody = variable.equals("REQUEST_BODY") || variable.equals("FULL_REQUEST");
    Bytes shown = transformed(match.value());
    boolean found = !shown.equals(match.value()) || posted.allIn(match.value());
    return isBody && !found ? Secrets.ALL : shown;
  }

  /// The part of the value that was captured, as it is shown.
  private static Bytes captured(RuleMatch match, Bytes shown) {
    int end = match.offset() + match.captured().length();
    boolean known = match.offset() >= 0 && shown.length() == match.value().length();
    return known && end <= shown.length() ? shown.slice(match.offset(), end) : Secrets.ALL;
  }

  private boolean isHidden(Bytes label) {
    int colon = label.indexOf(':', 0);
    VariableName variable = colon < 0 ? null : VariableName.of(label.slice(0, colon).toString());
    return variable != null && fields.hides(variable, label.slice(colon + 1, label.length()));
  }

  /// Whether a variable may hold other values than its own: the whole of a message, or what rules
  /// have put together.
  private static boolean holdsOthers(RuleMatch match) {
    Bytes label = match.variable();
    int colon = label.indexOf(':', 0);
    VariableName variable =
        VariableName.of(label.slice(0, colon < 0 ? label.length() : colon).toString());
    if (variable == null) {
      return true;
    }
    return switch (variable) {
      case ARGS,
          ARGS_GET,
          ARGS_POST,
          ARGS_NAMES,
          ARGS_GET_NAMES,
          ARGS_POST_NAMES,
          REQUEST_COOKIES,
          REQUEST_COOKIES_NAMES,
          REQUEST_HEADERS_NAMES,
          FILES,
          FILES_NAMES ->
          false;
      default -> true;
    };
  }
}
