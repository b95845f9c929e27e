package gatehouse.plugin.auth;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.gateway.RawHttp;
import gatehouse.plugin.cases.PeerGate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/// Policies of an authorizer that is a real server, as IAM reads them.
final class LambdaPolicyTest {
  private static final String ARN = "arn:aws:execute-api:local:000000000000:gatehouse/default";

  /// `A` allows and `D` denies; the resource follows, in which `~` is the ARN up to the method.
  @ParameterizedTest(name = "{0} for {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          A ~/GET/a/b              | GET /a/b         | 200
          A ~/GET/a/b              | GET /a/c         | implicit
          A ~/GET/a/b              | POST /a/b        | implicit
          A ~/GET/a                | GET /a/b         | implicit
          A ~/GET/A                | GET /a           | implicit
          A *                      | DELETE /z        | 200
          A ~/GET/a/*              | GET /a/b/c/d     | 200
          A ~/GET/a/*              | GET /a           | implicit
          A ~/GET/a/*/d            | GET /a/b/c/d     | 200
          A ~/*/a                  | PUT /a           | 200
          A ~/GET/a?               | GET /ab          | 200
          A ~/GET/a?               | GET /abc         | implicit
          A ~/GET/a?               | GET /a           | implicit
          A ~/GET/a.c              | GET /abc         | implicit
          A ~/GET/[a-z]            | GET /b           | implicit
          A ~/GET/                 | GET /            | 200
          A ~/GET/a                | GET /a?x=/b      | 200
          A ~/GET/pub/*            | GET /pub/../adm  | implicit
          A ~/GET/pub/*            | GET /pub/%2e%2e/adm | implicit
          A * D ~/GET/admin        | GET /%61dmin     | explicit
          A * D ~/GET/admin        | GET //admin      | explicit
          D ~/GET/b A *            | GET /b           | explicit
          D ~/GET/c A *            | GET /b           | 200
          D *                      | GET /b           | explicit
          """)
  void evaluates_policies_as_iam_does(String statements, String line, String verdict)
      throws Exception {
    List<String> written = new ArrayList<>();
    String[] words = statements.split(" ");
    for (int i = 0; i < words.length; i += 2) {
      written.add(
          "{\"Action\":\"execute-api:Invoke\",\"Effect\":\"%s\",\"Resource\":\"%s\"}"
              .formatted(words[i].equals("A") ? "Allow" : "Deny", words[i + 1].replace("~", ARN)));
    }
    expect(verdict, "[" + String.join(",", written) + "]", line);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [{"Action":"*","Effect":"Allow","Resource":"*"}]                                  | 200
          {"Action":"EXECUTE-API:*","Effect":"Allow","Resource":"*"}                        | 200
          [{"Action":["s3:Get","execute-api:Invoke"],"Effect":"Allow","Resource":["x","*"]}]| 200
          [{"Action":"s3:GetObject","Effect":"Allow","Resource":"*"}]                       | implicit
          []                                                                                | implicit
          [{"NotAction":"s3:*","Effect":"Allow","Resource":"*"}]                            | 200
          [{"NotAction":"execute-api:Invoke","Effect":"Allow","Resource":"*"}]              | implicit
          [{"Action":"*","Effect":"Allow","NotResource":"*/GET/b"}]                         | implicit
          [{"Action":"*","Effect":"Allow","NotResource":"*/GET/c"}]                         | 200
          [{"Action":"*","Effect":"Allow","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"127.0.0.0/8"}}}]    | 200
          [{"Action":"*","Effect":"Allow","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}] | implicit
          [{"Action":"*","Effect":"Allow","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"127.0.0.1"}}}]   | implicit
          [{"Action":"*","Effect":"Allow","Resource":"*","Condition":{"StringLike":{"aws:UserAgent":"*"}}}]            | implicit
          [{"Action":"*","Effect":"Allow","Resource":"*","Condition":{"Magic":{"a":"b"}}}]                             | 500
          [{"Action":"*","Effect":"Allow","Resource":"*","Condition":{"IpAddress":{"aws:Other":"127.0.0.1"}}}]         | 500
          [{"Action":"*","Effect":"Allow","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"x"}}}]              | 500
          [{"Action":"*","Effect":"allow","Resource":"*"}]                                  | 500
          [{"Action":"*","Resource":"*"}]                                                   | 500
          [{"Effect":"Allow","Resource":"*"}]                                               | 500
          [{"Action":"*","Effect":"Allow"}]                                                 | 500
          [{"Action":"*","NotAction":"*","Effect":"Allow","Resource":"*"}]                  | 500
          [{"Action":1,"Effect":"Allow","Resource":"*"}]                                    | 500
          [{"Action":"*","Effect":"Allow","Resource":[]}]                                   | 500
          [{"Action":"*","Effect":"Allow","Resource":"*","Principal":"*"}]                  | 500
          [{"Action":"*","Effect":"Deny","Effect":"Allow","Resource":"*"}]                  | 500
          [{"Action":"*","Effect":"Allow ","Resource":"*"}]                                 | 500
          [{"Action":"*","effect":"Allow","Resource":"*"}]                                  | 500
          [{"Action":"*","Effect":["Allow"],"Resource":"*"}]                                | 500
          [{"Action":"*","Effect":true,"Resource":"*"}]                                     | 500
          [{"Action":"*","Effect":"Allow","Resource":["*",1]}]                              | 500
          [{"Action":"*","Effect":"Allow","Resource":[["*"]]}]                              | 500
          [{"Action":"*","Effect":"Allow","Resource":null}]                                 | 500
          [{"Action":"*","Effect":"Allow","Resource":"*","NotResource":"x"}]                | 500
          [[{"Action":"*","Effect":"Allow","Resource":"*"}]]                                | 500
          [{"Action":"*","Effect":"Allow","Resource":"*"},null]                             | 500
          [{"Action":"execute-api:Invoke ","Effect":"Allow","Resource":"*"}]                | implicit
          [{"Action":"execute-api:Invok?","Effect":"Allow","Resource":"*"}]                 | 200
          [{"Action":"","Effect":"Allow","Resource":"*"}]                                   | implicit
          [{"Action":"execute-api:ManageConnections","Effect":"Allow","Resource":"*"}]      | implicit
          [{"Action":"*","Effect":"Allow","Resource":""}]                                   | implicit
          [{"Action":"*","Effect":"Allow","Resource":"arn:aws:execute-api:*:*:other/*"}]    | implicit
          [{"Action":"*","Effect":"Allow","Resource":"arn:aws:s3:::*"}]                     | implicit
          [{"Action":"*","Effect":"Allow","Resource":"*"},{"NotAction":"s3:*","Effect":"Deny","Resource":"*"}]             | explicit
          [{"Action":"*","Effect":"Allow","Resource":"*"},{"Action":"*","Effect":"Deny","NotResource":"*/GET/c"}]          | explicit
          [{"Action":"*","Effect":"Allow","Resource":"*"},{"Action":"EXECUTE-API:INVOKE","Effect":"Deny","Resource":"*"}]  | explicit
          [{"Action":"*","Effect":"Allow","Resource":"*"},{"Action":"*","Effect":"Deny","Resource":"*/${aws:username}"}]   | 500
          [{"Action":"*","Effect":"Allow","Resource":"*","Condition":{"StringLike":{"aws:UserAgent":"${aws:userid}"}}}]    | 500
          [{"Action":"*","Effect":"Allow","Resource":"*","Condition":{"StringNotEquals":{"aws:UserAgent":"x"}}}]           | 500
          [{"Action":"*","Effect":"Allow","Resource":"*","Condition":{"StringEqualsIfExists":{"aws:UserAgent":"x"}}}]      | 500
          [{"Action":"*","Effect":"Allow","Resource":"*","Condition":{"StringEquals":{"aws:UserAgent":[]}}}]               | 500
          [{"Action":"*","Effect":"Allow","Resource":"*","Condition":["x"]}]                                               | 500
          [{"Action":"*","Effect":"Allow","Resource":"*","Condition":{"IpAddress":"127.0.0.1"}}]                           | 500
          ["Allow"]                                                                         | 500
          "Allow"                                                                           | 500
          null                                                                              | 500
          """)
  void understands_a_statement_whole_or_not_at_all(String statement, String verdict)
      throws Exception {
    expect(verdict, statement, "GET /b");
  }

  private static void expect(String verdict, String statement, String line) throws Exception {
    String policy =
        "{\"principalId\":\"u\",\"policyDocument\":{\"Version\":\"2012-10-17\",\"Statement\":%s}}"
            .formatted(statement);
    String plugin = "{name: lambda-authorizer, config: {url: 'http://127.0.0.1:{PORT}/'}}";
    try (PeerGate gate = new PeerGate(plugin).answeringJson(policy)) {
      RawHttp.Reply reply = gate.send(line, "Authorization: tok");
      String message =
          reply.status() == 200
              ? ""
              : new JsonMapper().readTree(reply.body()).path("message").asString();
      switch (verdict) {
        case "200" -> assertThat(reply.status()).isEqualTo(200);
        case "implicit" ->
            assertThat(message).isEqualTo("User is not authorized to access this resource");
        case "explicit" ->
            assertThat(message)
                .isEqualTo("User is not authorized to access this resource with an explicit deny");
        default -> assertThat(message).isEqualTo("An unexpected error occurred");
      }
      assertThat(reply.status())
          .isEqualTo(verdict.equals("200") ? 200 : verdict.equals("500") ? 500 : 403);
      assertThat(gate.service().waiting()).isEqualTo(verdict.equals("200") ? 1 : 0);
    }
  }
}
