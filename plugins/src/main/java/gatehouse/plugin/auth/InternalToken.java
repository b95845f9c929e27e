package gatehouse.plugin.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import gatehouse.model.Service;
import gatehouse.plugin.auth.token.JwsAlgorithm;
import gatehouse.plugin.auth.token.SigningKey;
import gatehouse.plugin.auth.token.SigningKeys;
import gatehouse.plugin.template.RenderFailure;
import gatehouse.plugin.template.Scopes;
import gatehouse.plugin.template.Template;
import gatehouse.plugin.template.TemplateFault;
import gatehouse.spi.Answer;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Identity;
import gatehouse.spi.NamesCredentials;
import gatehouse.spi.OnRequest;
import gatehouse.spi.Policy;
import gatehouse.spi.Secret;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Length;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.Range;
import gatehouse.spi.schema.Referenceable;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Tells services who the caller is in a short-lived token that they can verify: whoever reaches a
/// service past the gateway cannot make one.
@Policy(
    name = "internal-token",
    priority = 930,
    summary = "Tells services who the caller is, in a short-lived token of the gateway's own.")
public final class InternalToken implements OnRequest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MOST_CACHED = 10_000;
  private static final Set<String> OWN = Set.of("iss", "aud", "iat", "nbf", "exp");

  /// Headers that mean something else to whoever reads them, and that clients may send.
  private static final Set<String> FOREIGN =
      Set.of("authorization", "proxy-authorization", "cookie", "host");

  /// How long a verifier may go on with the set it has fetched, clocks that differ included.
  private static final Duration COPIES = Duration.ofMinutes(5);

  private final Config config;
  private final Map<String, Template> claims = new LinkedHashMap<>();
  private final SigningKeys keys;

  /// Tokens that are good for half their life yet, by what they say.
  private final Cache<Said, Issued> issued = Caffeine.newBuilder().maximumSize(MOST_CACHED).build();

  /// What an instance is told.
  public record Config(
      @Length(min = 1) @Doc("The claim `iss`: the gateway's name among the services.")
          String issuer,
      @Nullable
          @Length(min = 1)
          @Doc("The claim `aud`; the name of the service that is asked, or its id, if not set.")
          List<String> audience,
      @Default("60") @Range(min = 5, max = 3600) @Doc("Seconds for which a token is good.") int ttl,
      @Default("ES256")
          @OneOf({"ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
          @Doc("What tokens are signed with.")
          String algorithm,
      @Default("X-Gatehouse-Identity")
          @Doc("The header that holds the token. A client's own is removed, on every route.")
          HeaderName header,
      @Default("{}")
          @Doc(
              "Further claims: a name, and a template of `request-transformer`'s. One that reads"
                  + " what is not there is left out.")
          Map<String, String> claims,
      @Nullable
          @Referenceable
          @Length(min = 1, max = 16)
          @Doc(
              "Private keys as PEM. The first one signs, all are published. If not set, keys are"
                  + " made here, for this process only.")
          List<Secret> keys,
      @Default("86400")
          @Range(min = 60, max = 31_536_000)
          @Doc("Seconds after which a key that was made here gives way to the next one.")
          long rotation)
      implements Checked, NamesCredentials {
    @Override
    public List<String> credentialNames() {
      return List.of(header.lower());
    }

    @Override
    public void check(Check check) {
      if (FOREIGN.contains(header.lower())) {
        check.fault("header", "clients may send this header; choose one of its own");
      }
      claims.forEach((name, text) -> {
        if (OWN.contains(name)) {
          check.fault("claims", "'" + name + "' is set by the gateway");
        }
        try {
          Template.parse(text);
        } catch (TemplateFault fault) {
          check.fault("claims", "'" + name + "': invalid template: " + fault.getMessage());
        }
      });
      for (Secret key : keys == null ? List.<Secret>of() : keys) {
        try {
          SigningKey.read(key.reveal(), InternalToken.algorithm(algorithm));
        } catch (GeneralSecurityException e) {
          check.fault("keys", "expected an unencrypted PEM private key for " + algorithm);
        }
      }
    }
  }

  /// What a token says besides its times.
  private record Said(List<String> audience, Map<String, String> claims) {}

  private record Issued(String token, long until) {}

  /// Builds an instance.
  public InternalToken(Config config, Workshop workshop) {
    this.config = config;
    config
        .claims()
        .forEach((name, text) -> {
          try {
            claims.put(name, Template.parse(text));
          } catch (TemplateFault fault) {
            throw new IllegalArgumentException("config.claims." + name + ": " + fault.getMessage());
          }
        });
    keys = config.keys() == null ? made(config, workshop) : given(config, config.keys());
  }

  private static JwsAlgorithm algorithm(String name) {
    return Objects.requireNonNull(JwsAlgorithm.of(name));
  }

  private static SigningKeys given(Config config, List<Secret> texts) {
    List<SigningKey> keys = new ArrayList<>();
    for (Secret text : texts) {
      try {
        keys.add(SigningKey.read(text.reveal(), algorithm(config.algorithm)));
      } catch (GeneralSecurityException _) {
        // The cause might quote the key.
        throw new IllegalArgumentException("config.keys: no key for " + config.algorithm);
      }
    }
    return SigningKeys.of(List.copyOf(keys));
  }

  /// Keys outlive a reload, and all instances that rotate alike share them.
  private static SigningKeys made(Config config, Workshop workshop) {
    SigningKeys.Rotation rotation =
        new SigningKeys.Rotation(
            algorithm(config.algorithm),
            Duration.ofSeconds(config.rotation),
            Duration.ofSeconds(config.ttl).plus(COPIES),
            workshop.clock());
    return workshop.carried(
        "internal-token keys %s %d %d".formatted(config.algorithm, config.rotation, config.ttl),
        SigningKeys.class,
        () -> SigningKeys.rotating(rotation));
  }

  @Override
  public List<HeaderName> identityHeaders() {
    return List.of(config.header());
  }

  @Override
  public List<String> publishedKeys() {
    return keys.published();
  }

  @Override
  public Step onRequest(Exchange x) {
    Identity identity = x.identity();
    if (identity == null || identity.credential() == null) {
      return Step.NEXT;
    }
    Said said;
    try {
      said = new Said(audience(x), claims(x, identity, identity.credential()));
    } catch (RenderFailure _) {
      return x.deny(
          Answer.error(500, "An unexpected error occurred"),
          "claims",
          "a claim cannot be computed");
    }
    Issued known = issued.getIfPresent(said);
    if (known != null && x.now() < known.until) {
      return tell(x, known.token);
    }
    long now = x.now();
    return x.compute(() -> issue(said, now), made -> tell(x, made.token));
  }

  private Step tell(Exchange x, String token) {
    x.request().headers().set(config.header(), token);
    return Step.NEXT;
  }

  private List<String> audience(Exchange x) {
    if (config.audience() != null) {
      return config.audience();
    }
    Service service = x.service();
    if (service == null) {
      return List.of();
    }
    return List.of(service.name() == null ? service.id() : service.name());
  }

  /// Who the caller is to the gateway comes first; a claim of the configuration replaces it.
  private Map<String, String> claims(
      Exchange x, Identity identity, Identity.ProvenCredential credential) throws RenderFailure {
    Map<String, String> said = new LinkedHashMap<>();
    said.put(
        "sub", identity.consumer() == null ? credential.identifier() : identity.consumer().id());
    Scopes scopes = claims.isEmpty() ? null : Scopes.of(x);
    for (Map.Entry<String, Template> claim : claims.entrySet()) {
      String bytes = scopes == null ? null : claim.getValue().render(scopes);
      said.remove(claim.getKey());
      if (bytes != null) {
        said.put(
            claim.getKey(),
            new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
      }
    }
    return said;
  }

  /// A token is handed out again while half of its life is left: signing costs more than all the
  /// rest of the plugin.
  private Issued issue(Said said, long now) {
    long seconds = now / 1000;
    ObjectNode claims = JSON.createObjectNode();
    claims.put("iss", config.issuer());
    if (said.audience.size() == 1) {
      claims.put("aud", said.audience.getFirst());
    } else if (!said.audience.isEmpty()) {
      said.audience.forEach(claims.putArray("aud")::add);
    }
    said.claims.forEach(claims::put);
    claims.put("iat", seconds);
    claims.put("exp", seconds + config.ttl());
    String token = keys.signer().sign(JSON.writeValueAsBytes(claims));
    Issued made = new Issued(token, now + config.ttl() * 500L);
    issued.put(said, made);
    return made;
  }
}
