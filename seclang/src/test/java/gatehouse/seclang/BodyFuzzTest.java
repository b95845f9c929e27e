package gatehouse.seclang;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.seclang.body.Connection;
import gatehouse.seclang.body.Header;
import gatehouse.seclang.body.RequestHead;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.VariableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Damaged bodies are read or told to be faulty, the same however they arrive, within bounds.
class BodyFuzzTest {
  private static final int ROUNDS = 1_500;

  private static final String LIST =
      """
      SecParseXmlIntoArgs On
      SecRule REQUEST_HEADERS:Processor "@rx ^(?:JSON)$" "id:1,phase:1,nolog,pass,ctl:requestBodyProcessor=JSON"
      SecRule REQUEST_HEADERS:Processor "@rx ^(?:XML)$" "id:2,phase:1,nolog,pass,ctl:requestBodyProcessor=XML"
      SecRule REQUEST_HEADERS:Processor "@rx ^(?:GUESS)$" "id:4,phase:1,nolog,pass,ctl:requestBodyProcessor=GUESS"
      SecRule ARGS|ARGS_NAMES|FILES|FILES_SIZES|MULTIPART_PART_HEADERS|XML:/*|XML://@*|REQUEST_BODY|MULTIPART_STRICT_ERROR|MULTIPART_UNMATCHED_BOUNDARY|REQBODY_ERROR_MSG "@unconditionalMatch" \
          "id:3,phase:2,nolog,pass,setvar:'tx.all=%{tx.all}%{MATCHED_VAR_NAME}=%{MATCHED_VAR};'"
      """;

  /// A processor with a body that it reads.
  enum Kind {
    URLENCODED("application/x-www-form-urlencoded", "a=1&b[]=%41+x&c&=d&e=%&f=%zz%u0041=&&g=h%0a"),
    MULTIPART(
        "multipart/form-data; boundary=B",
        "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n2\r\n--B\r\n"
            + "content-disposition: form-data; name=f; filename=\"x.png\"\r\n"
            + "Content-Type: image/png\r\n\r\n--Data\r\n--B--\r\n"),
    JSON(
        "application/json",
        "{\"a\": [1, -2.5e3, \"x\\u00e9\\ud83d\\ude00\\n\", {\"b\": null, \"\": true}], \"c\":"
            + " {}}"),
    XML(
        "text/xml",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><!DOCTYPE a [<!ENTITY e \"f\">]>"
            + "<a b='1' xmlns:c=\"d\"><!-- x --><c:g>&e;&#65;</c:g><![CDATA[<h>]]></a>"),
    GUESS("text/plain", "{\"a\": \"b\"}");

    private final String type;
    private final String body;

    Kind(String type, String body) {
      this.type = type;
      this.body = body;
    }
  }

  private static final String[] SNIPPETS = {
    "\r\n",
    "\n",
    "\r",
    "--B",
    "--B--",
    "--B\r\n",
    "--",
    "\"",
    "'",
    "\\",
    "\\u",
    "\\ud800",
    "{",
    "}",
    "[",
    "]",
    "[[[[",
    ",",
    ":",
    "null",
    "1",
    "-",
    "e",
    "&",
    "=",
    "%",
    "%u",
    "+",
    ";",
    "<",
    ">",
    "</",
    "<a>",
    "</a>",
    "<!",
    "<!ENTITY",
    "<!DOCTYPE",
    "&e;",
    "&#",
    "&#x110000;",
    "&lt;",
    "]]>",
    "<?",
    "?>",
    "xmlns",
    "filename=",
    "name=",
    "filename*=utf-8''x",
    "Content-Disposition: form-data; name=z",
    "Content-Type: ",
    "\0",
    "\u00ff",
    "\u00c3",
    "\u00ef\u00bb\u00bf",
    "\t",
    " ",
    "Boundary",
  };

  private static Waf waf;

  @BeforeAll
  static void load() throws SecLangException {
    waf = Exchange.waf(LIST.replace("\\\n", ""));
  }

  private static Transaction read(Kind kind, Bytes body, Random pieces) {
    Transaction tx = waf.begin(new Connection("203.0.113.7", 40000, "10.0.0.1", 80), "t");
    List<Header> headers = new ArrayList<>();
    headers.add(Header.of("Content-Type", kind.type));
    headers.add(Header.of("Processor", kind.name()));
    tx.requestHead(new RequestHead(Bytes.of("POST"), Bytes.of("/"), Bytes.of("HTTP/1.1"), headers));
    byte[] bytes = body.toArray();
    for (int at = 0; at < bytes.length; ) {
      int size = Math.min(bytes.length - at, 1 + pieces.nextInt(bytes.length));
      tx.requestBody(bytes, at, at + size);
      at += size;
    }
    tx.endRequest();
    return tx;
  }

  private static String seen(Transaction tx) {
    return tx.variable(VariableName.TX, "all")
        + tx.variable(VariableName.REQBODY_ERROR, null)
        + tx.variable(VariableName.REQUEST_BODY_LENGTH, null);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void damaged_bodies_mean_the_same_however_they_are_cut(Kind kind) {
    Random random = new Random(67);
    int faults = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String text = kind.body;
      if (kind == Kind.GUESS) {
        text = Kind.values()[random.nextInt(4)].body;
      }
      Bytes body = Bytes.of(Fuzz.damaged(text, SNIPPETS, random));
      String whole =
          seen(
              read(
                  kind,
                  body,
                  new Random(1) {
                    @Override
                    public int nextInt(int bound) {
                      return bound - 1;
                    }
                  }));
      assertThat(seen(read(kind, body, random))).as("%s", body).isEqualTo(whole);
      faults += whole.contains("REQBODY_ERROR_MSG=;") ? 0 : 1;
    }
    if (kind != Kind.URLENCODED && kind != Kind.GUESS) {
      assertThat(faults).as("damaged ones that are told").isGreaterThan(ROUNDS / 10);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void noise_is_read_or_told(Kind kind) {
    Random random = new Random(68);
    for (int round = 0; round < ROUNDS; round++) {
      read(kind, Bytes.of(Fuzz.drawn(SNIPPETS, 30, random)), random);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void a_long_body_takes_time_and_arguments_within_bounds(Kind kind) throws SecLangException {
    Waf quiet = Exchange.waf(LIST.substring(0, LIST.indexOf("SecRule ARGS|")));
    for (String unit : SNIPPETS) {
      for (String start : new String[] {"", kind.body.substring(0, kind.body.length() / 2)}) {
        Bytes body = Bytes.of(start).plus(Fuzz.repeated(unit)).slice(0, 1 << 18);
        Fuzz.staysLinear(kind + " of " + unit, () -> read(quiet, kind, body));
      }
    }
  }

  private static void read(Waf quiet, Kind kind, Bytes body) {
    Transaction tx = quiet.begin(new Connection("203.0.113.7", 40000, "10.0.0.1", 80), "t");
    List<Header> headers =
        List.of(Header.of("Content-Type", kind.type), Header.of("Processor", kind.name()));
    tx.requestHead(new RequestHead(Bytes.of("POST"), Bytes.of("/"), Bytes.of("HTTP/1.1"), headers));
    byte[] bytes = body.toArray();
    tx.requestBody(bytes, 0, bytes.length);
    tx.endRequest();
    assertThat(tx.variable(VariableName.REQUEST_BODY_LENGTH, null)).isEqualTo("262144");
  }

  @Test
  void entities_that_grow_are_refused() throws SecLangException {
    StringBuilder bomb = new StringBuilder("<!DOCTYPE a [<!ENTITY e0 \"xxxxxxxxxx\">");
    for (int i = 1; i < 12; i++) {
      bomb.append("<!ENTITY e").append(i).append(" \"").append(("&e" + (i - 1) + ";").repeat(10));
      bomb.append("\">");
    }
    Transaction tx = read(Kind.XML, Bytes.of(bomb + "]><a>&e11;</a>"), new Random(1));
    assertThat(tx.variable(VariableName.REQBODY_ERROR, null)).isEqualTo("1");
  }
}
