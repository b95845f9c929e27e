package gatehouse.plugin.auth;

import gatehouse.model.Consumer;
import gatehouse.model.KeyAuthCredential;
import gatehouse.plugin.inspect.Fields;
import gatehouse.plugin.inspect.FormFields;
import gatehouse.spi.Answer;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Consumers;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import gatehouse.spi.Identity.ProvenCredential;
import gatehouse.spi.NamesCredentials;
import gatehouse.spi.Policy;
import gatehouse.spi.Policy.Scope;
import gatehouse.spi.Query;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Length;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.OneOf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Authenticates consumers by an API key in a header, the query or the body.
@Policy(
    name = "key-auth",
    priority = 1250,
    scopes = {Scope.GLOBAL, Scope.SERVICE, Scope.ROUTE},
    authenticates = true,
    summary = "Authenticates consumers by an API key in a header, the query or the body.")
public final class KeyAuth extends Authenticator {
  /// What is inspected on the event loop at most; a longer body counts as one without a key.
  private static final BodyNeed BODY = BodyNeed.whole(64 << 10, BodyNeed.Overflow.SKIP);

  private static final HeaderName CONTENT_TYPE = HeaderName.of("Content-Type");

  private final Consumers consumers;
  private final Name[] names;
  private final boolean inHeader;
  private final boolean inQuery;
  private final boolean inBody;
  private final boolean hides;
  private final Answer missing;
  private final Answer duplicate;
  private final Answer unauthorized;

  /// What an instance is told.
  public record Config(
      @Default("[\"apikey\"]")
          @Match(Match.Form.HEADER_NAME)
          @Length(min = 1)
          @Doc(
              "Names under which the key is looked for, in this order: as a header, as an argument"
                  + " of the query, as a field of the body. The first that is there counts, right"
                  + " or wrong.")
          List<String> keyNames,
      @Default("true") @Doc("Whether headers are searched.") boolean keyInHeader,
      @Default("true") @Doc("Whether the query is searched.") boolean keyInQuery,
      @Default("false")
          @Doc(
              "Whether bodies are searched: forms, multipart forms and JSON objects of at most"
                  + " 64 KiB. A larger body counts as one without a key.")
          boolean keyInBody,
      @Default("false") @Doc("Whether the key is removed before the request goes to the service.")
          boolean hideCredentials,
      @Nullable
          @Doc(
              "Id or username of a consumer that stands in for callers without a good key; they"
                  + " are refused if it is not set.")
          String anonymous,
      @Nullable @Doc("Realm named in `WWW-Authenticate`.") String realm,
      @Default("true")
          @Doc("Whether OPTIONS requests need a key too; if not, every OPTIONS request passes.")
          boolean runOnPreflight,
      @Default("[{\"scope\":\"cp\"}]")
          @Length(min = 1)
          @Doc(
              "Where keys are known. Only `cp` is, this gateway's own configuration; it is here for"
                  + " configurations that name it.")
          List<IdentityRealm> identityRealms)
      implements NamesCredentials {
    @Override
    public List<String> credentialNames() {
      return keyNames;
    }
  }

  /// One place where keys are known.
  public record IdentityRealm(
      @OneOf("cp") @Default("cp") @Doc("`cp`: the configuration of this gateway.") String scope,
      @Nullable @Doc("No meaning for `cp`.") String id,
      @Nullable @Doc("No meaning for `cp`.") String region) {}

  private record Name(String text, HeaderName header) {}

  /// Builds an instance.
  public KeyAuth(Config config, Workshop workshop) {
    super("key-auth", config.anonymous(), config.runOnPreflight(), workshop);
    consumers = workshop.consumers();
    names =
        config.keyNames().stream()
            .map(name -> new Name(name, HeaderName.of(name)))
            .toArray(Name[]::new);
    inHeader = config.keyInHeader();
    inQuery = config.keyInQuery();
    inBody = config.keyInBody();
    hides = config.hideCredentials();
    String challenge = Challenge.of("Key", config.realm());
    missing = refusal("No API key found in request", challenge);
    duplicate = refusal("Duplicate API key found", challenge);
    unauthorized = unauthorized(challenge);
  }

  @Override
  public BodyNeed requestBody() {
    return inBody ? BODY : BodyNeed.NONE;
  }

  @Override
  public BodyNeed requestBody(Exchange x) {
    boolean decides = hides || !isOutsideBody(x, names[0]);
    return inBody && decides && !isSpared(x) && Fields.areIn(contentType(x)) ? BODY : BodyNeed.NONE;
  }

  @Override
  Step authenticate(Exchange x) {
    Fields fields = inBody ? fields(x) : null;
    for (Name name : names) {
      int count = inHeader ? x.request().headers().count(name.header) : 0;
      String key = count == 1 ? x.request().headers().get(name.header) : null;
      if (count == 0 && inQuery) {
        count = count(x.request().args(), name.text);
        key = count == 1 ? x.request().args().first(name.text) : null;
      }
      if (count == 0 && fields != null) {
        count = fields.count(name.text);
        key = fields.text(name.text);
      }
      if (count > 1) {
        return refuse(x, duplicate, "duplicate", "the key is there more than once");
      }
      if (key != null) {
        if (hides) {
          hide(x, name, fields);
        }
        return prove(x, key);
      }
    }
    return refuse(x, missing, "missing", "no key where one is looked for");
  }

  private boolean isOutsideBody(Exchange x, Name name) {
    return inHeader && x.request().headers().has(name.header)
        || inQuery && x.request().args().has(name.text);
  }

  private Step prove(Exchange x, String key) {
    if (key.isEmpty()) {
      return refuse(x, missing, "missing", "the key is empty");
    }
    KeyAuthCredential credential = consumers.credential(KeyAuthCredential.class, key);
    Consumer consumer = credential == null ? null : consumers.byId(credential.consumer());
    if (credential == null || consumer == null) {
      return refuse(x, unauthorized, "unknown", "the key belongs to no consumer");
    }
    if (hasExpired(credential, x.now())) {
      return refuse(x, unauthorized, "expired", "the key's time to live is over");
    }
    return accept(x, consumer, new ProvenCredential(credential.id(), credential.id()));
  }

  private static boolean hasExpired(KeyAuthCredential credential, long now) {
    Long ttl = credential.ttl();
    return ttl != null && now / 1000 >= credential.createdAt() + ttl;
  }

  private static int count(Query args, String name) {
    int count = 0;
    List<Query.Arg> all = args.args();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).name().equals(name)) {
        count++;
      }
    }
    return count;
  }

  /// The fields of the body; null if it has none that can be read.
  private static @Nullable Fields fields(Exchange x) {
    byte[] body = x.request().body();
    return body == null ? null : Fields.read(contentType(x), body);
  }

  /// The media type; null also if there are several, since nobody knows which one counts.
  private static @Nullable String contentType(Exchange x) {
    Headers headers = x.request().headers();
    return headers.count(CONTENT_TYPE) == 1 ? headers.get(CONTENT_TYPE) : null;
  }

  /// Removes the name everywhere, not only where the key was found: a service must not see a second
  /// copy.
  private static void hide(Exchange x, Name name, @Nullable Fields fields) {
    x.request().headers().remove(name.header);
    String query = x.upstream().query();
    FormFields args = query == null ? null : FormFields.of(query);
    if (args != null && args.count(name.text) > 0) {
      x.upstream().query(args.textWithout(name.text));
    }
    if (fields != null && fields.count(name.text) > 0) {
      x.request().body(fields.without(name.text));
    }
  }
}
