package gatehouse.plugin.transform;

import gatehouse.plugin.inspect.Fields;
import gatehouse.plugin.template.RenderFailure;
import gatehouse.plugin.template.Scopes;
import gatehouse.plugin.template.Template;
import gatehouse.plugin.template.TemplateFault;
import gatehouse.spi.Answer;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.OnRequest;
import gatehouse.spi.Policy;
import gatehouse.spi.Request;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Changes requests before they go to the service: method, path, headers, query and body.
@Policy(
    name = "request-transformer",
    priority = 801,
    summary = "Changes requests before they go to the service: method, path, headers, query, body.")
public final class RequestTransformer implements OnRequest {
  /// What is held of a body at most; a longer one that should be changed is refused.
  private static final BodyNeed BODY = BodyNeed.whole(8 << 20, BodyNeed.Overflow.REJECT);

  /// Methods whose requests have no body that means anything.
  private static final Set<String> BODILESS = Set.of("GET", "HEAD", "TRACE");

  /// Fields that a client may send and a template may write; the client's own gives way then.
  private static final Set<String> CREDENTIALS =
      Set.of("authorization", "proxy-authorization", "cookie");

  private final @Nullable String method;
  private final @Nullable Template uri;
  private final Rules headers;
  private final Rules query;
  private final BodyRules body;
  private final boolean changesBody;
  private final boolean changesType;
  private final List<HeaderName> identityHeaders;

  /// Names, by what has them.
  public record Names(
      @Default("[]") @Doc("Names of headers.") List<String> headers,
      @Default("[]") @Doc("Names of arguments of the query.") List<String> querystring,
      @Default("[]") @Doc("Names of fields of the body.") List<String> body) {}

  /// Pairs `name:value`, by what has them.
  public record Pairs(
      @Default("[]") @Doc("`name:value` for headers.") List<String> headers,
      @Default("[]") @Doc("`name:value` for arguments of the query.") List<String> querystring,
      @Default("[]") @Doc("`name:value` for fields of the body.") List<String> body) {}

  /// What is replaced.
  public record Replacements(
      @Nullable @Doc("The path that the service is asked for; the query stays.") String uri,
      @Default("[]") @Doc("`name:value` for headers; the only place for `Host`.")
          List<String> headers,
      @Default("[]") @Doc("`name:value` for arguments of the query.") List<String> querystring,
      @Default("[]") @Doc("`name:value` for fields of the body.") List<String> body) {}

  /// What an instance is told.
  public record Config(
      @Nullable @Match(Match.Form.METHOD) @Doc("The method that the service is asked with.")
          String httpMethod,
      @Doc("What is taken away; the first step.") Names remove,
      @Doc("What gets another name (`old:new`), in place of what has that name already; second.")
          Pairs rename,
      @Doc("What gets another value if it is there; third.") Replacements replace,
      @Doc("What gets a value if it is not there; fourth.") Pairs add,
      @Doc("What gets one more value; last.") Pairs append)
      implements Checked {
    @Override
    public void check(Check check) {
      if ("CONNECT".equals(httpMethod)) {
        check.fault("http_method", "CONNECT asks a proxy for a tunnel, not a service");
      }
      if (replace.uri() != null) {
        String complaint = uriComplaint(replace.uri());
        if (complaint != null) {
          check.fault("replace.uri", complaint);
        }
      }
      for (String name : remove.headers()) {
        say(check, "remove.headers", HeaderMembers.complaint(Entry.name(name)));
      }
      pairs(check, "rename", rename.headers(), rename.querystring(), rename.body());
      pairs(check, "replace", replace.headers(), replace.querystring(), replace.body());
      pairs(check, "add", add.headers(), add.querystring(), add.body());
      pairs(check, "append", append.headers(), append.querystring(), append.body());
      for (String entry : rename.headers()) {
        if (!entry.contains("$(") && Entry.complaint(entry) == null) {
          String target = Entry.all(List.of(entry)).getFirst().value().constant();
          say(check, "rename.headers", HeaderMembers.complaint(target == null ? "" : target));
        }
      }
    }

    private static void pairs(
        Check check, String step, List<String> headers, List<String> query, List<String> body) {
      for (String entry : headers) {
        String name = HeaderMembers.complaint(Entry.name(entry));
        say(check, step + ".headers", name != null ? name : Entry.complaint(entry));
      }
      query.forEach(entry -> say(check, step + ".querystring", Entry.complaint(entry)));
      body.forEach(entry -> say(check, step + ".body", Entry.complaint(entry)));
    }

    private static void say(Check check, String field, @Nullable String complaint) {
      if (complaint != null) {
        check.fault(field, complaint);
      }
    }

    private static @Nullable String uriComplaint(String uri) {
      try {
        Template.parse(uri);
      } catch (TemplateFault fault) {
        return "invalid template: " + fault.getMessage();
      }
      boolean starts = uri.startsWith("/") || uri.startsWith("$(");
      return starts ? null : "should start with: /";
    }
  }

  /// Builds an instance.
  public RequestTransformer(Config config, Workshop workshop) {
    method = config.httpMethod();
    uri = config.replace().uri() == null ? null : parsed(config.replace().uri());
    headers = headerRules(config);
    query =
        new Rules(
            names(config.remove().querystring()),
            Entry.all(config.rename().querystring()),
            Entry.all(config.replace().querystring()),
            Entry.all(config.add().querystring()),
            Entry.all(config.append().querystring()));
    Rules fields =
        new Rules(
            names(config.remove().body()),
            Entry.all(config.rename().body()),
            Entry.all(config.replace().body()),
            Entry.all(config.add().body()),
            Entry.all(config.append().body()));
    body = new BodyRules(fields);
    changesBody = !fields.isEmpty();
    changesType = writes(headers, "content-type");
    identityHeaders = identityHeaders(headers);
  }

  private static Template parsed(String text) {
    try {
      return Template.parse(text);
    } catch (TemplateFault fault) {
      throw new IllegalArgumentException(fault);
    }
  }

  private static List<String> names(List<String> entries) {
    return entries.stream().map(Entry::name).toList();
  }

  private static Rules headerRules(Config config) {
    List<String> remove = new ArrayList<>(names(config.remove().headers()));
    List<Entry> add = Entry.all(config.add().headers());
    for (Entry entry : add) {
      if (entry.value().readsCaller() && CREDENTIALS.contains(lower(entry.name()))) {
        remove.add(entry.name());
      }
    }
    return new Rules(
        List.copyOf(remove),
        Entry.all(config.rename().headers()),
        Entry.all(config.replace().headers()),
        add,
        Entry.all(config.append().headers()));
  }

  private static boolean writes(Rules rules, String header) {
    boolean renames =
        rules.rename().stream()
            .anyMatch(e -> e.name().equalsIgnoreCase(header) || isOr(e.value(), header));
    return renames
        || names(header, rules.replace())
        || names(header, rules.add())
        || names(header, rules.append());
  }

  private static boolean isOr(Template value, String header) {
    String constant = value.constant();
    return constant == null || constant.equalsIgnoreCase(header);
  }

  private static boolean names(String header, List<Entry> entries) {
    return entries.stream().anyMatch(e -> e.name().equalsIgnoreCase(header));
  }

  /// Headers that get something verified about the caller, by a template or by another name.
  private static List<HeaderName> identityHeaders(Rules rules) {
    List<HeaderName> names = new ArrayList<>();
    for (List<Entry> step : List.of(rules.replace(), rules.add(), rules.append())) {
      for (Entry entry : step) {
        if (entry.value().readsCaller()) {
          names.add(HeaderName.of(entry.name()));
        }
      }
    }
    for (Entry entry : rules.rename()) {
      String target = entry.value().constant();
      if (Scopes.isIdentityHeader(entry.name()) && target != null && HeaderName.isToken(target)) {
        names.add(HeaderName.of(target));
      }
    }
    names.removeIf(name -> CREDENTIALS.contains(name.lower()) || name.lower().equals("host"));
    return List.copyOf(names);
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  @Override
  public List<HeaderName> identityHeaders() {
    return identityHeaders;
  }

  @Override
  public BodyNeed requestBody() {
    return changesBody || method != null && BODILESS.contains(method) ? BODY : BodyNeed.NONE;
  }

  @Override
  public BodyNeed requestBody(Exchange x) {
    String type = x.request().headers().get(BodyRules.CONTENT_TYPE);
    boolean hasFields =
        changesBody ? Fields.areIn(type) || changesType : Fields.Kind.of(type) == Fields.Kind.FORM;
    return hasFields ? requestBody() : BodyNeed.NONE;
  }

  /// Larger bodies are changed off the loop, which has others to serve.
  @Override
  public Step onRequest(Exchange x) {
    byte[] held = changesBody ? x.request().body() : null;
    return held != null && held.length > Members.LOOP
        ? x.compute(() -> transformed(x))
        : transformed(x);
  }

  private Step transformed(Exchange x) {
    try {
      transform(x);
      return Step.NEXT;
    } catch (RenderFailure failure) {
      return x.deny(
          Answer.error(500, "An unexpected error occurred"),
          "template",
          "a template failed: " + failure.getMessage());
    } catch (IllegalArgumentException refused) {
      return x.deny(
          Answer.error(400, "Bad request"),
          "value",
          "the request cannot be changed safely: " + refused.getMessage());
    }
  }

  private void transform(Exchange x) {
    Scopes scopes = Scopes.of(x);
    if (uri != null) {
      x.upstream().path(UpstreamUri.escaped(uri.render(scopes), x.route()));
    }
    if (method != null) {
      x.upstream().method(method);
      moveForm(x);
    }
    headers.apply(new RequestHeaderMembers(x), scopes);
    if (changesBody) {
      body.apply(x, scopes);
    }
    if (!query.isEmpty()) {
      ArgumentMembers arguments = ArgumentMembers.read(x.upstream().query());
      query.apply(arguments, scopes);
      x.upstream().query(arguments.text());
    }
  }

  /// A form that becomes a GET goes to the query, where a service looks for it then.
  private void moveForm(Exchange x) {
    Request request = x.request();
    byte[] form = request.body();
    String type = request.headers().get(BodyRules.CONTENT_TYPE);
    if (form != null
        && form.length > 0
        && BODILESS.contains(x.upstream().method())
        && Fields.Kind.of(type) == Fields.Kind.FORM) {
      ArgumentMembers arguments = ArgumentMembers.read(x.upstream().query());
      arguments.addAll(ArgumentMembers.read(BodyRules.form(form)).pairs());
      x.upstream().query(arguments.text());
    }
  }
}
