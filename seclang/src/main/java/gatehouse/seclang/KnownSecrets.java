package gatehouse.seclang;

import gatehouse.seclang.body.Header;
import gatehouse.seclang.body.RequestHead;
import gatehouse.seclang.body.ResponseHead;
import gatehouse.seclang.rule.Controls;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.VariableName;
import gatehouse.seclang.variable.Variables;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The values of the hidden fields of one transaction, so that they can be hidden wherever else
/// they are seen.
final class KnownSecrets {
  /// Cookies hold flags and languages too, which must not be starred out in everything.
  private static final int LEAST_COOKIE = 8;

  /// Bytes of a body that are searched for secrets to be found elsewhere; in the body itself they
  /// are all hidden.
  private static final int SEARCHED = 64 << 10;

  private static final Bytes BASIC = Bytes.of("basic");
  private static final Bytes QUOTE = Bytes.of("\"");

  private final Stage stage;
  private final HiddenFields fields;
  private final List<Bytes> ofRequest;
  private final List<Bytes> ofResponse;

  /// Those of the body's arguments alone.
  private final List<Bytes> posted;

  private KnownSecrets(
      Stage stage,
      HiddenFields fields,
      List<Bytes> ofRequest,
      List<Bytes> ofResponse,
      List<Bytes> posted) {
    this.stage = stage;
    this.fields = fields;
    this.ofRequest = ofRequest;
    this.ofResponse = ofResponse;
    this.posted = posted;
  }

  /// What came and went.
  ///
  /// @param request null before it came
  /// @param response null before it came
  record Messages(
      @Nullable RequestHead request,
      Bytes requestBody,
      @Nullable ResponseHead response,
      Bytes responseBody) {}

  /// How far the transaction was when they were looked for, to know whether there may be others by
  /// now.
  ///
  /// @param names how many names rules had hidden
  /// @param arguments how many of the body had been read
  /// @param bodySize how much of the request's body had come
  private record Stage(int names, int arguments, int bodySize, boolean hasRequest) {
    static Stage of(Variables variables, Controls controls, Messages messages) {
      return new Stage(
          controls.sanitisedNames(),
          variables.size(VariableName.ARGS_POST),
          messages.requestBody.length(),
          messages.request != null);
    }
  }

  /// Looks for them in everything that has come so far.
  ///
  /// @param before what was found earlier in the same transaction, null when nothing was looked
  ///   for; it is the result if there is nothing more to hide
  static KnownSecrets of(
      Variables variables,
      Controls controls,
      HiddenFields fields,
      Messages messages,
      @Nullable KnownSecrets before) {
    Stage stage = Stage.of(variables, controls, messages);
    KnownSecrets same = before != null && before.stage.equals(stage) ? before : null;
    KnownSecrets found =
        new KnownSecrets(
            stage,
            fields,
            same == null ? new ArrayList<>() : same.ofRequest,
            new ArrayList<>(),
            same == null ? new ArrayList<>() : same.posted);
    if (!controls.sanitises()) {
      return same == null ? found : same;
    }
    if (same == null) {
      found.readRequest(variables, messages);
    }
    found.readResponse(messages);
    return same != null && found.ofResponse.equals(same.ofResponse) ? same : found;
  }

  /// All of them.
  Secrets everywhere() {
    List<Bytes> all = new ArrayList<>(ofRequest);
    all.addAll(ofResponse);
    return Secrets.of(all);
  }

  /// Those of the body's arguments alone.
  Secrets posted() {
    return Secrets.of(posted);
  }

  private void readRequest(Variables variables, Messages messages) {
    collect(variables, VariableName.ARGS, ofRequest);
    collect(variables, VariableName.REQUEST_COOKIES, ofRequest);
    collect(variables, VariableName.ARGS_POST, posted);
    RequestHead request = messages.request;
    if (request != null) {
      named(request.target(), ofRequest);
      request.headers().forEach(field -> collect("request:", field, ofRequest));
    }
    named(messages.requestBody, ofRequest);
  }

  private void readResponse(Messages messages) {
    ResponseHead response = messages.response;
    if (response != null) {
      response.headers().forEach(field -> collect("response:", field, ofResponse));
    }
    named(messages.responseBody, ofResponse);
  }

  private void collect(Variables variables, VariableName name, List<Bytes> into) {
    variables
        .of(name)
        .forEach(entry -> {
          Bytes value = entry.value().bytes();
          if (!fields.hides(name, entry.key())) {
            named(value, into);
          } else if (name != VariableName.REQUEST_COOKIES || value.length() >= LEAST_COOKIE) {
            into.add(value);
          }
        });
  }

  private void collect(String kind, Header field, List<Bytes> into) {
    String name = field.name().lower().toString();
    Bytes value = field.value();
    if (!fields.hidesHeader(kind, name)) {
      named(value, into);
      return;
    }
    into.add(value);
    int blank = value.indexOf(' ', 0);
    if (name.equals("set-cookie")) {
      int end = value.indexOf(';', 0);
      into.add(value.slice(value.indexOf('=', 0) + 1, end < 0 ? value.length() : end));
    } else if (blank > 0 && !name.equals("cookie")) {
      // Behind the scheme of an Authorization.
      Bytes credentials = value.slice(blank + 1, value.length()).trim();
      into.add(credentials);
      if (value.slice(0, blank).lower().equals(BASIC)) {
        basic(credentials, into);
      }
    }
  }

  /// RFC 7617: the password is what follows the first colon.
  private static void basic(Bytes credentials, List<Bytes> into) {
    try {
      Bytes pair = Bytes.of(Base64.getDecoder().decode(credentials.toArray()));
      into.add(pair);
      into.add(pair.slice(pair.indexOf(':', 0) + 1, pair.length()));
    } catch (IllegalArgumentException _) {
      // Not what it says it is; as it was sent, it is hidden all the same.
    }
  }

  private void named(Bytes whole, List<Bytes> into) {
    Bytes text = whole.slice(0, Math.min(whole.length(), SEARCHED));
    for (NamedValues.Range range : NamedValues.in(text, fields)) {
      if (range.from() == range.to()) {
        continue;
      }
      Bytes value = text.slice(range.from(), range.to());
      boolean quoted = value.length() >= 2 && value.at(0) == '"' && value.endsWith(QUOTE);
      into.add(quoted ? value.slice(1, value.length() - 1) : value);
    }
  }
}
