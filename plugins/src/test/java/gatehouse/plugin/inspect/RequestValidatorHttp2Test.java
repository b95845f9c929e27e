package gatehouse.plugin.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.gateway.Origin;
import gatehouse.gateway.RawHttp2;
import gatehouse.gateway.TestGate;
import gatehouse.plugin.Plugins;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Over HTTP/2 no field need tell that a body follows.
class RequestValidatorHttp2Test {
  private static final String TYPE = "specified Content-Type is not allowed";
  private static final String BODY = "request body doesn't conform to schema";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST   | application/json | {\"a\":1} | ok",
        "POST   | application/json | {\"b\":1} | " + BODY,
        "POST   | application/json | ''        | " + BODY,
        "POST   |                  | {\"a\":1} | " + TYPE,
        "GET    |                  | {\"b\":1} | " + TYPE,
        "DELETE |                  | {\"b\":1} | " + TYPE,
        "GET    |                  | ''        | ok",
        "GET    | application/json | {\"b\":1} | " + BODY
      })
  void judges_bodies_without_a_length(
      String method, @Nullable String type, String body, String told) throws Exception {
    try (Origin origin = Origin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        TestGate gate =
            TestGate.with(
                Plugins.CATALOGUE_CLASSES,
                """
                services:
                - url: http://127.0.0.1:%d
                  routes: [{paths: [/]}]
                  plugins: [{name: request-validator, config: {body_schema: {required: [a]}}}]
                """
                    .formatted(origin.port()));
        RawHttp2 client = new RawHttp2(gate.port())) {
      String[] head = {
        ":method", method, ":scheme", "http", ":path", "/", ":authority", "h", "x", "y"
      };
      if (type != null) {
        head[8] = "content-type";
        head[9] = type;
      }
      client
          .headers(1, RawHttp2.END_HEADERS, head)
          .frame(RawHttp2.DATA, RawHttp2.END_STREAM, 1, body.getBytes(StandardCharsets.US_ASCII));

      assertThat(client.next().type()).isEqualTo(RawHttp2.HEADERS);
      assertThat(new String(client.next().payload(), StandardCharsets.US_ASCII)).contains(told);
    }
  }
}
