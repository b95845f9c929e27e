package gatehouse.bench;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;

/// One route to one service; with `bench.jwks` a resource server before it, as Spring's guides set
/// it up, and nothing else.
@SpringBootApplication
public class SpringGateway {
  public static void main(String[] arguments) {
    SpringApplication.run(SpringGateway.class, arguments);
  }

  @Bean
  RouteLocator routes(RouteLocatorBuilder builder, @Value("${bench.upstream}") String upstream) {
    return builder.routes().route("all", route -> route.path("/**").uri(upstream)).build();
  }

  @Bean
  SecurityWebFilterChain security(
      ServerHttpSecurity http,
      @Value("${spring.security.oauth2.resourceserver.jwt.jwk-set-uri:}") String keys) {
    http.csrf(ServerHttpSecurity.CsrfSpec::disable);
    if (keys.isEmpty()) {
      return http.authorizeExchange(all -> all.anyExchange().permitAll()).build();
    }
    return http.authorizeExchange(all -> all.anyExchange().authenticated())
        .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
        .build();
  }
}
