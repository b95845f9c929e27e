package gatehouse.plugin.transform;

import gatehouse.plugin.inspect.Fields;
import gatehouse.plugin.inspect.Validators;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.OnResponse;
import gatehouse.spi.OnResponseBody;
import gatehouse.spi.Policy;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.OneOf;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Changes answers before they go to the client: headers and the members of a JSON body.
@Policy(
    name = "response-transformer",
    priority = 800,
    summary = "Changes answers before they go to the client: headers and members of a JSON body.")
public final class ResponseTransformer implements OnResponse, OnResponseBody {
  /// What is held of a body at most; a longer one that should be changed becomes a 502.
  private static final BodyNeed BODY = BodyNeed.whole(8 << 20, BodyNeed.Overflow.REJECT);

  /// Rules for these would change where the answer ends; whoever sends it writes them.
  private static final Set<String> FRAMING =
      Set.of(
          "connection", "content-length", "keep-alive", "trailer", "transfer-encoding", "upgrade");

  private static final HeaderName CONTENT_TYPE = HeaderName.of("Content-Type");
  private static final HeaderName CONTENT_ENCODING = HeaderName.of("Content-Encoding");

  private final Config.Names removed;
  private final List<Pair> renamedHeaders;
  private final List<Pair> replacedHeaders;
  private final List<Pair> addedHeaders;
  private final List<Pair> appendedHeaders;
  private final JsonRules json;

  /// What an instance is told.
  public record Config(
      @Doc("What is taken away; the first step.") Names remove,
      @Doc("What gets another name (`old:new`), in place of what has that name already; second.")
          Renames rename,
      @Doc("What gets another value if it is there; third.") Values replace,
      @Doc("What gets a value if it is not there; fourth.") Values add,
      @Doc("What gets one more value; last.") Values append)
      implements Checked {

    /// Names.
    public record Names(
        @Default("[]") @Doc("Names of headers.") List<String> headers,
        @Default("[]") @Doc("Names of members of the JSON body.") List<String> json) {}

    /// Old names and new ones.
    public record Renames(
        @Default("[]") @Doc("`old:new` for headers.") List<String> headers,
        @Default("[]") @Doc("`old:new` for members of the JSON body.") List<String> json) {}

    /// Names and values.
    public record Values(
        @Default("[]") @Doc("`name:value` for headers.") List<String> headers,
        @Default("[]") @Doc("`name:value` for members of the JSON body.") List<String> json,
        @Default("[]")
            @OneOf({"string", "number", "boolean"})
            @Doc("What the values of `json` are, each at its place; texts if it is not told.")
            List<String> jsonTypes) {}

    @Override
    public void check(Check check) {
      for (String entry : remove.headers()) {
        String name = Entry.name(entry);
        if (isFraming(name)) {
          check.warn("remove.headers", "'" + name + "' is made anew for each answer and stays");
        } else {
          say(check, "remove.headers", HeaderMembers.complaint(name));
        }
      }
      for (String entry : rename.headers()) {
        String wrong = header(Entry.name(entry));
        say(check, "rename.headers", wrong != null ? wrong : header(Entry.rest(entry)));
      }
      rename.json().forEach(entry -> say(check, "rename.json", pair(entry)));
      values(check, "replace", replace);
      values(check, "add", add);
      values(check, "append", append);
    }

    private static void values(Check check, String step, Values values) {
      for (String entry : values.headers()) {
        String wrong = header(Entry.name(entry));
        say(check, step + ".headers", wrong != null ? wrong : pair(entry));
      }
      List<String> json = values.json();
      for (int i = 0; i < json.size(); i++) {
        String type = i < values.jsonTypes().size() ? values.jsonTypes().get(i) : "string";
        String wrong = pair(json.get(i));
        say(check, step + ".json", wrong != null ? wrong : JsonRules.complaint(json.get(i), type));
      }
    }

    private static @Nullable String pair(String entry) {
      boolean whole = !Entry.name(entry).isEmpty() && !Entry.rest(entry).isEmpty();
      return whole ? null : "invalid value: " + entry;
    }

    private static @Nullable String header(String name) {
      String wrong = HeaderMembers.complaint(name);
      return wrong == null && isFraming(name)
          ? "'" + name + "' cannot be changed: it tells where the answer ends"
          : wrong;
    }

    private static void say(Check check, String field, @Nullable String complaint) {
      if (complaint != null) {
        check.fault(field, complaint);
      }
    }
  }

  private static boolean isFraming(String name) {
    return FRAMING.contains(name.toLowerCase(Locale.ROOT));
  }

  /// One `name:value`.
  record Pair(String name, String value) {
    static List<Pair> all(List<String> entries) {
      return entries.stream().map(e -> new Pair(Entry.name(e), Entry.rest(e))).toList();
    }
  }

  /// Builds an instance.
  public ResponseTransformer(Config config, Workshop workshop) {
    removed =
        new Config.Names(
            config.remove().headers().stream()
                .map(Entry::name)
                .filter(name -> !isFraming(name))
                .toList(),
            config.remove().json().stream().map(Entry::name).toList());
    renamedHeaders = Pair.all(config.rename().headers());
    replacedHeaders = Pair.all(config.replace().headers());
    addedHeaders = Pair.all(config.add().headers());
    appendedHeaders = Pair.all(config.append().headers());
    json = new JsonRules(removed.json(), Pair.all(config.rename().json()), config);
  }

  @Override
  public Step onResponse(Exchange x) {
    HeaderMembers headers = new HeaderMembers(x.response().headers());
    removed.headers().forEach(headers::remove);
    for (Pair pair : renamedHeaders) {
      if (headers.has(pair.name)) {
        headers.rename(pair.name, pair.value);
      }
    }
    for (Pair pair : replacedHeaders) {
      if (headers.has(pair.name)) {
        headers.set(pair.name, bytes(pair));
      }
    }
    for (Pair pair : addedHeaders) {
      if (!headers.has(pair.name)) {
        headers.set(pair.name, bytes(pair));
      }
    }
    for (Pair pair : appendedHeaders) {
      headers.append(pair.name, bytes(pair));
    }
    return Step.NEXT;
  }

  private static String bytes(Pair pair) {
    return gatehouse.plugin.template.Template.bytes(pair.value);
  }

  @Override
  public BodyNeed responseBody() {
    return json.isEmpty() ? BodyNeed.NONE : BODY;
  }

  /// An answer in a content coding is not JSON yet, and passes as other media types do.
  @Override
  public BodyNeed responseBody(Exchange x) {
    boolean plain = !x.response().headers().has(CONTENT_ENCODING);
    String type = x.response().headers().get(CONTENT_TYPE);
    return plain && Fields.Kind.of(type) == Fields.Kind.JSON ? responseBody() : BodyNeed.NONE;
  }

  @Override
  public Step onResponseBody(Exchange x) {
    byte[] body = x.response().body();
    if (body == null) {
      return Step.NEXT;
    }
    return body.length > Members.LOOP
        ? x.compute(() -> transformed(x, body))
        : transformed(x, body);
  }

  private Step transformed(Exchange x, byte[] body) {
    JsonMembers members = JsonMembers.read(body);
    if (members != null) {
      json.apply(members);
      if (members.isChanged()) {
        x.response().body(members.json());
        Validators.drop(x.response().headers());
      }
    }
    return Step.NEXT;
  }
}
