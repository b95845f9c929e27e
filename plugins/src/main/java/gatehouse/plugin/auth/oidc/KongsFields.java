package gatehouse.plugin.auth.oidc;

/// Fields of Kong's openid-connect that are not here, each with the value by which it changes
/// nothing.
public final class KongsFields {
  /// What [gatehouse.spi.schema.Missing] reads.
  public static final String MISSING =
      """
      audience
      authorization_cookie_domain
      authorization_cookie_http_only: true
      authorization_query_args_client
      cache_token_exchange: true
      cache_tokens_salt
      client_arg: client_id
      cluster_cache_redis
      cluster_cache_strategy: off
      disable_session
      discovery_headers_names
      discovery_headers_values
      downstream_access_token_jwk_header
      downstream_id_token_jwk_header
      downstream_introspection_jwt_header
      downstream_session_id_header
      downstream_user_info_jwt_header
      forbidden_redirect_uri
      http_proxy
      http_proxy_authorization
      http_version: 1.1
      https_proxy
      https_proxy_authorization
      id_token_param_name
      id_token_param_type: [query, header, body]
      introspection_accept: application/json
      introspection_endpoint_auth_method
      introspection_headers_client
      introspection_headers_names
      introspection_headers_values
      introspection_post_args_client
      introspection_post_args_client_headers
      introspection_post_args_names
      introspection_post_args_values
      introspection_token_param_name: token
      jwt_session_claim: sid
      jwt_session_cookie
      keepalive: true
      login_methods: [authorization_code]
      login_redirect_mode: fragment
      mtls_introspection_endpoint
      mtls_revocation_endpoint
      mtls_token_endpoint
      no_proxy
      preserve_query_args: false
      pushed_authorization_request_endpoint
      pushed_authorization_request_endpoint_auth_method
      redis: *
      require_proof_key_for_code_exchange: true
      require_pushed_authorization_requests: false
      require_signed_request_object: false
      resolve_distributed_claims: false
      response_mode: query
      response_type: [code]
      reverify: false
      revocation_endpoint_auth_method
      revocation_token_param_name: token
      search_user_info: false
      session_audience: default
      session_enforce_same_subject: false
      session_hash_storage_key: false
      session_hash_subject: false
      session_memcached_host: 127.0.0.1
      session_memcached_port: 11211
      session_memcached_prefix
      session_memcached_socket
      session_remember: false
      session_remember_absolute_timeout: 2592000
      session_remember_cookie_name: remember
      session_remember_rolling_timeout: 604800
      session_request_headers
      session_response_headers
      session_store_metadata: false
      tls_client_auth_ssl_verify: true
      token_endpoint_auth_method
      token_exchange_endpoint
      token_headers_client
      token_headers_grants
      token_headers_names
      token_headers_prefix
      token_headers_replay
      token_headers_values
      token_post_args_client
      token_post_args_names
      token_post_args_values
      unauthorized_redirect_uri
      unexpected_redirect_uri
      upstream_access_token_jwk_header
      upstream_id_token_jwk_header
      upstream_introspection_jwt_header
      upstream_refresh_token_header
      upstream_session_id_header
      upstream_user_info_jwt_header
      userinfo_accept: application/json
      userinfo_headers_client
      userinfo_headers_names
      userinfo_headers_values
      userinfo_query_args_client
      userinfo_query_args_names
      userinfo_query_args_values
      verify_parameters: false
      """;

  private KongsFields() {}
}
