package gatehouse.seclang.mask;

import gatehouse.seclang.body.Header;
import gatehouse.seclang.body.RequestHead;
import gatehouse.seclang.body.ResponseHead;
import gatehouse.seclang.rule.Controls;
import gatehouse.seclang.rule.RuleMatch;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.VariableName;
import gatehouse.seclang.variable.Variables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Hides the secrets of a transaction wherever logs would show them: in the messages as they were
/// sent, and in what rules matched. A secret is the value of a name that a rule sanitises or that
/// [Hidden] knows.
public final class Mask {
  private static final Set<String> ARGUMENTS = Set.of("ARGS", "ARGS_GET", "ARGS_POST");

  /// Cookies hold flags and languages too, which must not be starred out in everything.
  private static final int SHORTEST_COOKIE = 8;

  /// Bytes of a body that are searched for secrets to be found elsewhere; in the body itself they
  /// are all hidden.
  private static final int SEARCHED = 256 << 10;

  private final Controls controls;
  private final Hidden hidden;
  private final Secrets secrets = new Secrets();

  /// What is there to be masked.
  ///
  /// @param request null before it came
  /// @param response null before it came
  public record Messages(
      @Nullable RequestHead request,
      Bytes requestBody,
      @Nullable ResponseHead response,
      Bytes responseBody) {}

  private Mask(Controls controls, Hidden hidden) {
    this.controls = controls;
    this.hidden = hidden;
  }

  /// The mask of a transaction as far as it has come.
  public static Mask of(Variables variables, Controls controls, Hidden hidden, Messages messages) {
    Mask mask = new Mask(controls, hidden);
    variables
        .of(VariableName.ARGS)
        .forEach(entry -> {
          if (mask.hidesArgument(entry.key().toString())) {
            mask.secrets.add(entry.value().bytes());
          } else {
            mask.collect(entry.value().bytes());
          }
        });
    if (mask.hidesRequestHeader("cookie")) {
      variables
          .of(VariableName.REQUEST_COOKIES)
          .forEach(entry -> mask.cookie(entry.value().bytes()));
    }
    RequestHead request = messages.request;
    if (request != null) {
      mask.collect(request.target());
      request.headers().forEach(header -> mask.collect(header, "request:"));
    }
    mask.collect(messages.requestBody);
    ResponseHead response = messages.response;
    if (response != null) {
      response.headers().forEach(header -> mask.collect(header, "response:"));
    }
    mask.collect(messages.responseBody);
    return mask;
  }

  private void collect(Bytes whole) {
    Bytes text = whole.slice(0, Math.min(whole.length(), SEARCHED));
    for (NamedValues.Range range : NamedValues.in(text, this::hidesArgument)) {
      secrets.add(unquoted(text.slice(range.from(), range.to())));
    }
  }

  private static Bytes unquoted(Bytes value) {
    boolean quoted = value.length() >= 2 && value.at(0) == '"' && value.endsWith(Bytes.of("\""));
    return quoted ? value.slice(1, value.length() - 1) : value;
  }

  private void collect(Header header, String kind) {
    String name = header.name().lower().toString();
    Bytes value = header.value();
    if (!isHidden(kind, name, value)) {
      collect(value);
      return;
    }
    secrets.add(value);
    if (name.endsWith("cookie")) {
      int end = value.indexOf(';', 0);
      cookie(value.slice(value.indexOf('=', 0) + 1, end < 0 ? value.length() : end));
      return;
    }
    int blank = value.indexOf(' ', 0);
    Bytes credentials = value.slice(blank + 1, value.length()).trim();
    secrets.add(credentials);
    if (blank > 0 && value.slice(0, blank).lower().equals(Bytes.of("basic"))) {
      collectBasic(credentials);
    }
  }

  /// RFC 7617: the password is what follows the first colon.
  private void collectBasic(Bytes credentials) {
    try {
      Bytes pair = Bytes.of(Base64.getDecoder().decode(credentials.toArray()));
      secrets.add(pair);
      secrets.add(pair.slice(pair.indexOf(':', 0) + 1, pair.length()));
    } catch (IllegalArgumentException _) {
      // Not what it says it is; as it was sent, it is hidden all the same.
    }
  }

  private void cookie(Bytes value) {
    if (value.length() >= SHORTEST_COOKIE) {
      secrets.add(value);
    }
  }

  private boolean hidesRequestHeader(String name) {
    return isHidden("request:", name, Bytes.of("a"));
  }

  private boolean isHidden(String kind, String lowerName, Bytes value) {
    if (controls.isSanitised(kind + lowerName)) {
      return true;
    }
    String shown = hidden.header(lowerName, "x");
    return !shown.equals("x") && !value.isEmpty();
  }

  /// `json.user.password` and `user[password]` are passwords too.
  private boolean hidesArgument(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (controls.isSanitised("arg:" + lower) || hidden.hides(name)) {
      return true;
    }
    if (name.indexOf('.') < 0 && name.indexOf('[') < 0) {
      return false;
    }
    return Arrays.stream(name.split("[.\\[\\]]"))
        .anyMatch(part -> !part.isEmpty() && hidden.hides(part));
  }

  /// A target, a body, or anything else that was sent.
  public Bytes text(Bytes text) {
    Bytes masked = text;
    List<NamedValues.Range> ranges = NamedValues.in(text, this::hidesArgument);
    if (!ranges.isEmpty()) {
      byte[] copy = text.toArray();
      for (NamedValues.Range range : ranges) {
        Arrays.fill(copy, range.from(), range.to(), (byte) '*');
      }
      masked = Bytes.of(copy);
    }
    return secrets.isEmpty() ? masked : secrets.masked(masked);
  }

  /// The header fields of the request.
  public List<Header> requestHeaders(List<Header> headers) {
    return headers(headers, "request:");
  }

  /// The header fields of the response.
  public List<Header> responseHeaders(List<Header> headers) {
    return headers(headers, "response:");
  }

  private List<Header> headers(List<Header> headers, String kind) {
    List<Header> shown = new ArrayList<>(headers.size());
    for (Header header : headers) {
      String name = header.name().lower().toString();
      Bytes value =
          controls.isSanitised(kind + name)
              ? Secrets.stars(header.value())
              : secrets.masked(Bytes.of(hidden.header(name, header.value().toString())));
      shown.add(new Header(header.name(), value));
    }
    return shown;
  }

  /// What a rule matched.
  public RuleMatch match(RuleMatch match) {
    if (secrets.isEmpty()) {
      return match;
    }
    boolean secret = match.variables().stream().anyMatch(this::hidesVariable);
    secret |= hidesVariable(match.variable());
    Bytes value = secret ? Secrets.stars(match.value()) : transformed(match.value());
    Bytes captured = captured(match, value, secret);
    Bytes data = secret ? Secrets.stars(match.data()) : transformed(match.data());
    if (!captured.equals(match.captured())) {
      data = replaced(data, match.captured(), captured);
    }
    return new RuleMatch(
        match.rule(),
        transformed(match.message()),
        data,
        match.tags().stream().map(this::transformed).toList(),
        match.operator(),
        match.parameter(),
        match.negated(),
        match.variable(),
        value,
        captured,
        match.offset(),
        match.variables(),
        match.scores(),
        match.refusalStatus(),
        match.asksToRefuse(),
        match.logged(),
        match.audited());
  }

  private Bytes transformed(Bytes text) {
    return secrets.maskedTransformed(text);
  }

  /// What an operator captured may be a part of a secret, which only its place tells.
  private Bytes captured(RuleMatch match, Bytes value, boolean secret) {
    Bytes captured = match.captured();
    int from = match.offset();
    if (secret) {
      return Secrets.stars(captured);
    }
    return from >= 0 && from + captured.length() <= value.length()
        ? value.slice(from, from + captured.length())
        : transformed(captured);
  }

  private static Bytes replaced(Bytes text, Bytes part, Bytes by) {
    byte[] copy = text.toArray();
    for (int at = text.indexOf(part, 0); at >= 0; at = text.indexOf(part, at + part.length())) {
      System.arraycopy(by.array(), by.from(), copy, at, by.length());
    }
    return Bytes.of(copy);
  }

  /// A variable such as `ARGS:password`.
  private boolean hidesVariable(Bytes variable) {
    int colon = variable.indexOf(':', 0);
    if (colon < 0) {
      return false;
    }
    String collection = variable.slice(0, colon).toString();
    String key = variable.slice(colon + 1, variable.length()).toString();
    String lower = key.toLowerCase(Locale.ROOT);
    return switch (collection) {
      case "REQUEST_COOKIES" -> hidesRequestHeader("cookie");
      case "REQUEST_HEADERS" -> isHidden("request:", lower, variable);
      case "RESPONSE_HEADERS" -> isHidden("response:", lower, variable);
      default -> ARGUMENTS.contains(collection) && hidesArgument(key);
    };
  }
}
