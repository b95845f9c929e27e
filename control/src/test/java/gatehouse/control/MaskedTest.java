package gatehouse.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class MaskedTest {
  @Test
  void shows_no_private_key() throws Exception {
    X509Bundle bundle =
        new CertificateBuilder()
            .subject("CN=front.test")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    ObjectNode document = Reply.JSON.createObjectNode().put("_format_version", "3.0");
    document
        .putArray("certificates")
        .addObject()
        .put("cert", bundle.getCertificatePEM())
        .put("key", bundle.getPrivateKeyPEM());
    ObjectNode key = document.putArray("keys").addObject().put("name", "k").put("kid", "1");
    key.putObject("pem")
        .put("public_key", "the public half")
        .put("private_key", bundle.getPrivateKeyPEM());

    try (TestAdmin admin = new TestAdmin()) {
      HttpResponse<String> answer = admin.post("/config", "application/json", document.toString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      assertThat(answer.body()).doesNotContain("PRIVATE KEY");

      JsonNode certificate = admin.json("/certificates").get("data").get(0);
      assertThat(certificate.get("cert").asString()).contains("BEGIN CERTIFICATE");
      assertThat(certificate.get("key").asString()).isEqualTo("******");
      assertThat(certificate.get("key_alt").isNull()).isTrue();
      JsonNode pem = admin.json("/keys/k").get("pem");
      assertThat(pem.get("public_key").asString()).isEqualTo("the public half");
      assertThat(pem.get("private_key").asString()).isEqualTo("******");
    }
  }
}
