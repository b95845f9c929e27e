package gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.model.Settings;
import gatehouse.spi.IpAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingsReaderTest {
  private static Settings read(Map<String, String> environment, String... assignments) {
    SettingsReader reader = new SettingsReader(environment);
    for (String assignment : assignments) {
      reader.set(assignment);
    }
    return reader.read(null, null, Duration.ofSeconds(30));
  }

  @Test
  void without_a_word_gives_the_defaults_of_the_model() {
    assertThat(read(Map.of()))
        .usingRecursiveComparison()
        .ignoringFields("trust.trustedIps")
        .isEqualTo(Settings.DEFAULT);
  }

  @Test
  void reads_every_setting() {
    Settings settings =
        read(
            Map.of(),
            "trusted_ips=10.0.0.0/8, ::1",
            "real_ip_header=X-Forwarded-For",
            "real_ip_recursive=on",
            "ipv6_prefix=48",
            "headers=latency_tokens,X-Kong-Upstream-Status",
            "client_max_body_size=8m",
            "client_max_headers=50",
            "client_header_buffer=16k",
            "client_max_connections=7",
            "client_header_timeout=5",
            "client_body_timeout=1500ms",
            "send_timeout=2m",
            "keepalive_timeout=1h",
            "http2_max_streams=9",
            "http2_max_header_list=8192",
            "http2_max_resets=10",
            "body_memory=1g",
            "upstream_tls_verify=on",
            "identity_jwks_path=/keys/own.json",
            "reuse_port=on",
            "loops=3",
            "tracing_instrumentations=router, Balancer",
            "tracing_sampling_rate=.25",
            "dns_resolver=192.0.2.53, 192.0.2.54:5353,2001:db8::53, [2001:db8::54]:5354,[::1]");
    assertThat(settings.nameServers())
        .extracting(server -> server.getAddress().getHostAddress() + " " + server.getPort())
        .containsExactly(
            "192.0.2.53 53",
            "192.0.2.54 5353",
            "2001:db8:0:0:0:0:0:53 53",
            "2001:db8:0:0:0:0:0:54 5354",
            "0:0:0:0:0:0:0:1 53");
    assertThat(settings.tracing().covers("balancer")).isTrue();
    assertThat(settings.tracing().covers("dns_query")).isFalse();
    assertThat(settings.tracing().samplingRate()).isEqualTo(0.25);
    assertThat(settings.trust().trustedIps().contains(address("10.1.2.3"))).isTrue();
    assertThat(settings.trust().trustedIps().contains(address("::1"))).isTrue();
    assertThat(settings.trust().trustedIps().contains(address("11.1.2.3"))).isFalse();
    assertThat(settings.trust().header().lower()).isEqualTo("x-forwarded-for");
    assertThat(settings.trust().recursive()).isTrue();
    assertThat(settings.trust().ipv6Prefix()).isEqualTo(48);
    assertThat(settings.responseTokens())
        .containsExactlyInAnyOrder("latency_tokens", "x-kong-upstream-status");
    assertThat(settings.limits())
        .isEqualTo(new Settings.Limits(8 << 20, 50, 16 << 10, 7, 9, 8192, 10, 1L << 30));
    assertThat(settings.timeouts())
        .isEqualTo(
            new Settings.Timeouts(
                Duration.ofSeconds(5),
                Duration.ofMillis(1500),
                Duration.ofMinutes(2),
                Duration.ofHours(1)));
    assertThat(settings.upstreamTlsVerify()).isTrue();
    assertThat(settings.identityJwksPath()).isEqualTo("/keys/own.json");
    assertThat(settings.reusePort()).isTrue();
    assertThat(settings.loops()).isEqualTo(3);
  }

  @Test
  void takes_the_environment_unless_the_command_line_says_otherwise() {
    Map<String, String> environment =
        Map.of("GATEHOUSE_IPV6_PREFIX", "56", "GATEHOUSE_CLIENT_MAX_HEADERS", "20");
    Settings settings = read(environment, "ipv6_prefix=48");
    assertThat(settings.trust().ipv6Prefix()).isEqualTo(48);
    assertThat(settings.limits().headers()).isEqualTo(20);
  }

  @Test
  void leaves_variables_of_others_alone() {
    Map<String, String> environment =
        Map.of("GATEHOUSE_PORT", "tcp://10.0.0.1:80", "GATEHOUSE_SERVICE_HOST", "10.0.0.1");
    assertThat(read(environment).limits()).isEqualTo(Settings.DEFAULT.limits());
  }

  @Test
  void the_key_set_can_be_hidden() {
    assertThat(read(Map.of()).identityJwksPath()).isEqualTo(Settings.IDENTITY_JWKS_PATH);
    assertThat(read(Map.of(), "identity_jwks_path=off").identityJwksPath()).isNull();
  }

  @Test
  void headers_off_sends_none() {
    assertThat(read(Map.of(), "headers=off").responseTokens()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          ipv6_prefix=0              | --set ipv6_prefix: expected a number from 1 to 128, not '0'
          ipv6_prefix=129            | from 1 to 128
          ipv6_prefix=+64            | from 1 to 128
          ipv6_prefix=               | from 1 to 128
          ipv6_prefix=sixty          | not 'sixty'
          client_max_body_size=1x    | expected a size from 0
          client_max_body_size=-1    | expected a size from 0
          client_max_body_size=99999999999999999999g | expected a size from 0
          client_header_buffer=1     | from 1k to 1m
          client_header_timeout=0    | from 1s to 3600s
          client_header_timeout=5d   | from 1s to 3600s
          trusted_ips=10.0.0.0/33    | --set trusted_ips: expected addresses or ranges
          trusted_ips=localhost      | expected addresses or ranges
          dns_resolver=dns.example   | expected addresses of name servers
          dns_resolver=192.0.2.1:0   | expected addresses of name servers
          dns_resolver=192.0.2.1:65536 | expected addresses of name servers
          dns_resolver=192.0.2.1:x   | expected addresses of name servers
          dns_resolver=192.0.2.1:    | expected addresses of name servers
          dns_resolver=[::1          | expected addresses of name servers
          dns_resolver=[192.0.2.1]:5 | expected addresses of name servers
          real_ip_header=X Real      | expected a header name
          real_ip_header=proxy_protocol | expected a header name
          real_ip_recursive=maybe    | expected on or off
          tracing_sampling_rate=1.5  | expected a number from 0 to 1, not '1.5'
          tracing_sampling_rate=1e-1 | not '1e-1'
          tracing_instrumentations=balance | unknown name 'balance'; did you mean 'balancer'?
          identity_jwks_path=keys    | expected a path, or off
          identity_jwks_path=/a/../b | expected a path, or off
          identity_jwks_path=/a//b   | expected a path, or off
          identity_jwks_path=/a%2fb  | expected a path, or off
          identity_jwks_path=/       | expected a path, or off
          headers=server_token       | unknown name 'server_token'; did you mean 'server_tokens'?
          trusted_ip=::1             | unknown setting 'trusted_ip'; did you mean 'trusted_ips'?
          trusted-ips=::1            | did you mean 'trusted_ips'?
          nginx_http_client_max_body_size=1m | did you mean 'client_max_body_size'?
          something_else=1           | unknown setting 'something_else'
          nonsense                   | --set takes KEY=VALUE, not 'nonsense'
          =1                         | --set takes KEY=VALUE
          """)
  void refuses_what_it_does_not_understand(String assignment, String message) {
    assertThatThrownBy(() -> read(Map.of(), assignment))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }

  @Test
  void names_the_variable_that_is_wrong() {
    assertThatThrownBy(() -> read(Map.of("GATEHOUSE_BODY_MEMORY", "lots")))
        .hasMessageStartingWith("GATEHOUSE_BODY_MEMORY: expected a size from 1m to 1t");
  }

  private static IpAddress address(String text) {
    return Objects.requireNonNull(IpAddress.parse(text));
  }
}
