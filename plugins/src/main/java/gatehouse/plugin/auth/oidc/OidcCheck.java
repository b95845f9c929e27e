package gatehouse.plugin.auth.oidc;

import com.nimbusds.jose.jwk.JWK;
import gatehouse.plugin.auth.OpenIdConnect;
import gatehouse.spi.Secret;
import gatehouse.spi.schema.Check;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds what is wrong with the fields of a configuration taken together.
public record OidcCheck(OpenIdConnect.Config config, Check check) {
  private static final int KONGS_METHODS = 9;

  /// Reports it.
  public void run() {
    methods();
    pairs("upstream_headers", config.upstreamHeadersClaims(), config.upstreamHeadersNames());
    pairs("downstream_headers", config.downstreamHeadersClaims(), config.downstreamHeadersNames());
    if (size(config.authorizationQueryArgsNames()) != size(config.authorizationQueryArgsValues())) {
      check.fault("authorization_query_args_values", "needs one value for each name");
    }
    client();
    if (config.cacheTtlMin() != null
        && config.cacheTtlMax() != null
        && config.cacheTtlMin() > config.cacheTtlMax()) {
      check.fault("cache_ttl_min", "is more than cache_ttl_max");
    }
    warnings();
  }

  /// Where tokens travel; and the code of a login, which nobody else may redeem.
  public static List<String> credentialNames(OpenIdConnect.Config config) {
    List<String> names = new ArrayList<>();
    names.add("code");
    for (String name :
        Arrays.asList(
            config.bearerTokenCookieName(),
            config.refreshTokenParamName(),
            config.downstreamAccessTokenHeader(),
            config.downstreamIdTokenHeader(),
            config.downstreamRefreshTokenHeader(),
            config.upstreamAccessTokenHeader(),
            config.upstreamIdTokenHeader())) {
      if (name != null) {
        names.add(name.split(":", 2)[0]);
      }
    }
    return names;
  }

  private void methods() {
    List<String> methods = config.authMethods();
    if (methods.contains("kong_oauth2") && methods.size() < KONGS_METHODS) {
      check.fault("auth_methods", "kong_oauth2 needs a database, which this gateway has not");
    }
    if (config.usingPseudoIssuer() && methods.contains("bearer") && config.jwksEndpoint() == null) {
      check.required("jwks_endpoint", "using_pseudo_issuer");
    }
  }

  private void client() {
    String method = config.clientAuth() == null ? "" : config.clientAuth().getFirst();
    switch (method) {
      case "private_key_jwt" -> key();
      case "tls_client_auth", "self_signed_tls_client_auth" -> {
        if (config.tlsClientAuthCertId() == null) {
          check.required("tls_client_auth_cert_id", "client_auth");
        }
      }
      case "client_secret_basic", "client_secret_post", "client_secret_jwt" -> {
        if (size(config.clientSecret()) == 0) {
          check.required("client_secret", "client_auth");
        }
      }
      default -> {}
    }
  }

  private void key() {
    List<Secret> texts = config.clientJwk();
    if (texts == null || texts.isEmpty()) {
      check.required("client_jwk", "client_auth");
      return;
    }
    try {
      JWK key = JWK.parse(texts.getFirst().reveal());
      if (!key.isPrivate() || key.getKeyType().getValue().equals("oct")) {
        check.fault("client_jwk", "expected a private RSA or EC key");
      }
    } catch (ParseException | IllegalArgumentException _) {
      // The cause might quote the key.
      check.fault("client_jwk", "expected a JWK as JSON text");
    }
  }

  private void warnings() {
    if (!config.verifySignature()) {
      check.warn("verify_signature", "tokens that anybody could have written are accepted");
    }
    if (!config.sslVerify()) {
      check.warn("ssl_verify", "anybody on the way could answer in the issuer's place");
    }
    headerAlone("password_param_type", config.passwordParamType());
    headerAlone("client_credentials_param_type", config.clientCredentialsParamType());
    if (!config.introspectionCheckActive()) {
      check.warn("introspection_check_active", "an answer that does not say yes is taken for one");
    }
    if (!config.ignoreSignature().isEmpty() && !config.issuer().startsWith("https:")) {
      check.warn("ignore_signature", "anybody on the way to the issuer could write the tokens");
    }
  }

  private void headerAlone(String field, List<String> places) {
    if (!places.equals(List.of("header"))) {
      check.warn(field, "secrets are looked for in headers only: queries and forms end up in logs");
    }
  }

  private void pairs(String name, @Nullable List<String> claims, @Nullable List<String> names) {
    if (size(claims) != size(names)) {
      check.fault(name + "_names", "needs one header for each claim");
    }
  }

  private static int size(@Nullable List<?> list) {
    return list == null ? 0 : list.size();
  }
}
