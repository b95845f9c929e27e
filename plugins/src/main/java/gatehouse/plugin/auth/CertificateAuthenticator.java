package gatehouse.plugin.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import gatehouse.model.CaCertificate;
import gatehouse.model.Consumer;
import gatehouse.model.MtlsAuthCredential;
import gatehouse.plugin.auth.CertificateCheck.Verdict;
import gatehouse.spi.Answer;
import gatehouse.spi.Consumers;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Identity.ProvenCredential;
import gatehouse.spi.Step;
import gatehouse.spi.Utf8Field;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Length;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.Range;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What `mtls-auth` and `header-cert-auth` share: the verification of a certificate, and whom it
/// means.
abstract class CertificateAuthenticator extends Authenticator {
  private static final HeaderName DN = HeaderName.of("X-Client-Cert-Dn");
  private static final HeaderName SAN = HeaderName.of("X-Client-Cert-San");
  private static final Answer MISSING = Answer.error(401, "No required TLS certificate was sent");
  private static final Answer FAILED = Answer.error(401, "TLS certificate failed verification");
  private static final long MOST_KEPT = 10_000;

  /// Kong's fields of both that are not here.
  static final String KONGS_FIELDS =
      """
      http_proxy_host
      http_proxy_port
      http_timeout: 30000
      """;

  private final Rules rules;
  private final Consumers consumers;
  private final CertificateCheck check;
  private final Map<String, List<MtlsAuthCredential>> mappings = new HashMap<>();
  private final @Nullable Consumer byDefault;
  private final Cache<String, Verdict> verdicts;

  /// What an instance of either kind is told.
  record Rules(
      @Length(min = 1)
          @Match(Match.Form.UUID)
          @Doc("Ids of the `ca_certificates` that a certificate must come from.")
          List<String> caCertificates,
      @Default("[username, custom_id]")
          @OneOf({"username", "custom_id"})
          @Doc("What a name in the certificate is compared with, where no mapping has it.")
          List<String> consumerBy,
      @Default("false")
          @Doc(
              "Whether no consumer is looked for: the service gets the certificate's names, and its"
                  + " group is `authenticated_group_by`.")
          boolean skipConsumerLookup,
      @Default("CN")
          @OneOf({"CN", "DN"})
          @Doc("The group of a caller without consumer: common name, or whole subject.")
          String authenticatedGroupBy,
      @Nullable @Doc("Id or username of the consumer that good certificates without one stand for.")
          String defaultConsumer,
      @Nullable @Doc("Id or username of a consumer that stands in for callers without a good one.")
          String anonymous,
      @Default("false")
          @Doc("Whether an intermediate among `ca_certificates` is trusted without its root.")
          boolean allowPartialChain,
      @Default("IGNORE_CA_ERROR")
          @OneOf({"SKIP", "IGNORE_CA_ERROR", "STRICT"})
          @Doc(
              "Whether OCSP and CRL are asked if a certificate has been revoked. `STRICT` refuses"
                  + " where neither can tell; `IGNORE_CA_ERROR` does not.")
          String revocationCheckMode,
      @Default("60000")
          @Range(min = 0)
          @Doc("Milliseconds for which a verdict over a certificate is kept.")
          int certCacheTtl,
      @Default("60")
          @Range(min = 0)
          @Doc("Taken for Kong's sake: consumers are looked up in memory.")
          int cacheTtl) {}

  CertificateAuthenticator(String plugin, Rules rules, Workshop workshop) {
    super(plugin, rules.anonymous, true, workshop);
    this.rules = rules;
    consumers = workshop.consumers();
    List<CaCertificate> trusted = new ArrayList<>();
    for (String id : rules.caCertificates) {
      CaCertificate authority = workshop.entities().find(CaCertificate.class, id);
      if (authority == null) {
        throw new IllegalArgumentException("no CA certificate " + id);
      }
      trusted.add(authority);
    }
    check = new CertificateCheck(trusted, rules.allowPartialChain, rules.revocationCheckMode);
    for (MtlsAuthCredential mapping : workshop.entities().all(MtlsAuthCredential.class)) {
      mappings.computeIfAbsent(mapping.subjectName(), _ -> new ArrayList<>()).add(mapping);
    }
    byDefault = rules.defaultConsumer == null ? null : consumers.find(rules.defaultConsumer);
    if (rules.defaultConsumer != null && byDefault == null) {
      throw new IllegalArgumentException("no consumer " + rules.defaultConsumer);
    }
    verdicts =
        Caffeine.newBuilder()
            .maximumSize(MOST_KEPT)
            .executor(workshop.background())
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(workshop.clock().millis()))
            .expireAfterWrite(Duration.ofMillis(rules.certCacheTtl))
            .build();
  }

  @Override
  public List<HeaderName> identityHeaders() {
    return List.of(DN, SAN);
  }

  /// The authorities that certificates must come from.
  final List<X509Certificate> authorities() {
    return check.certificates();
  }

  /// The caller has shown nothing.
  final Step missing(Exchange x, String reason) {
    forget(x);
    return refuse(x, MISSING, "missing", reason);
  }

  /// What was shown is no certificate, or none that counts.
  final Step unproven(Exchange x, String rule, String reason) {
    forget(x);
    return refuse(x, FAILED, rule, reason);
  }

  /// Keeps from the service what was shown and does not count: it goes on all the same where an
  /// anonymous consumer stands in.
  void forget(Exchange x) {}

  /// Judges what the caller has shown.
  ///
  /// @param chain its own certificate first
  final Step judge(Exchange x, List<X509Certificate> chain) {
    String key = digest(chain);
    long now = x.now();
    Verdict known = verdicts.getIfPresent(key);
    if (known != null) {
      return judge(x, chain.getFirst(), known);
    }
    return x.offload(
        () -> check.verify(chain, now),
        verdict -> {
          verdicts.put(key, verdict);
          return judge(x, chain.getFirst(), verdict);
        });
  }

  private static String digest(List<X509Certificate> chain) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (X509Certificate certificate : chain) {
        digest.update(certificate.getEncoded());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  private Step judge(Exchange x, X509Certificate leaf, Verdict verdict) {
    return switch (verdict) {
      case Verdict.Bad(String reason) -> unproven(x, "verification", reason);
      case Verdict.Good _ when leaf.getNotAfter().toInstant().toEpochMilli() < x.now() ->
          unproven(x, "verification", "the certificate has expired");
      case Verdict.Good(Set<String> authorities) ->
          rules.skipConsumerLookup
              ? bySubject(x, CertificateNames.of(leaf))
              : byConsumer(x, CertificateNames.of(leaf), authorities);
    };
  }

  /// The certificate itself is the identity.
  private Step bySubject(Exchange x, CertificateNames names) {
    x.request().headers().set(DN, Utf8Field.encode(names.subject()));
    if (names.alternatives().isEmpty()) {
      x.request().headers().remove(SAN);
    } else {
      String all = String.join(",", names.alternatives());
      x.request().headers().set(SAN, Utf8Field.encode(all));
    }
    String group = rules.authenticatedGroupBy.equals("DN") ? names.subject() : names.commonName();
    return accept(
        x,
        null,
        new ProvenCredential(names.subject(), names.subject()),
        group == null ? List.of() : List.of(group));
  }

  private Step byConsumer(Exchange x, CertificateNames names, Set<String> authorities) {
    MtlsAuthCredential mapping = mapping(names.all(), authorities);
    Consumer mapped = mapping == null ? null : consumers.byId(mapping.consumer());
    if (mapping != null && mapped != null) {
      return accept(x, mapped, new ProvenCredential(mapping.id(), mapping.subjectName()));
    }
    for (String name : names.all()) {
      Consumer named = named(name);
      if (named != null) {
        return accept(x, named, new ProvenCredential(name, name));
      }
    }
    if (byDefault != null) {
      return accept(x, byDefault, new ProvenCredential(names.subject(), names.subject()));
    }
    return unproven(x, "consumer", "the certificate names no consumer");
  }

  /// A mapping for the authority that issued the certificate comes before one for any.
  private @Nullable MtlsAuthCredential mapping(List<String> names, Set<String> authorities) {
    MtlsAuthCredential general = null;
    for (String name : names) {
      for (MtlsAuthCredential mapping : mappings.getOrDefault(name, List.of())) {
        if (mapping.caCertificate() == null) {
          general = general == null ? mapping : general;
        } else if (authorities.contains(mapping.caCertificate())) {
          return mapping;
        }
      }
    }
    return general;
  }

  private @Nullable Consumer named(String name) {
    for (String by : rules.consumerBy) {
      Consumer found = by.equals("custom_id") ? consumers.byCustomId(name) : consumers.find(name);
      if (found != null && (by.equals("custom_id") || name.equals(found.username()))) {
        return found;
      }
    }
    return null;
  }
}
