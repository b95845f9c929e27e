package gatehouse.seclang;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// The rows of [LanguageTest] about variables, operators and documents.
final class LanguageRows {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String PARTS = "multipart/form-data; boundary=b";
  private static final String UPLOAD =
      """
      --b
      Content-Disposition: form-data; name="note"

      hello
      --b
      Content-Disposition: form-data; name="pic"; filename="a b.png"
      Content-Type: image/png

      12345
      --b--
      """
          .replace("\n", "\r\n");
  private static final String XML =
      "<s:a xmlns:s=\"urn:s\"><s:b id=\"7\">one</s:b><c xmlns=\"urn:c\">two</c></s:a>";

  private LanguageRows() {}

  /// `rule` is what stands behind SecRule; it gets an id.
  record Row(String rule, UnaryOperator<Exchange> message) {
    @Override
    public String toString() {
      return rule;
    }
  }

  private static Row row(String rule, UnaryOperator<Exchange> message) {
    return new Row(rule, message);
  }

  private static Row get(String rule, String target) {
    return row(rule, x -> x.get(target));
  }

  static Stream<Row> variables() {
    return Stream.of(
        get("ARGS_COMBINED_SIZE \"@eq 7\"", "/?ab=cde&f=g"),
        get("ARGS_GET_NAMES:B \"@streq b\"", "/?a=1&b=2"),
        get("ARGS_NAMES \"@streq a b\"", "/?a%20b=1"),
        get("&ARGS \"@eq 2\"", "/?a&&b=2&"),
        get("URLENCODED_ERROR \"@eq 1\"", "/?a=%zz"),
        get("REQUEST_URI \"@streq /a b?c=d e\"", "/a%20b?c=d%20e#f"),
        get("REQUEST_URI_RAW \"@streq http://h/a?b#c\"", "http://h/a?b#c"),
        get("REQUEST_URI \"@streq /a?b\"", "http://h/a?b#c"),
        get("REQUEST_FILENAME \"@streq /a?b\"", "/a%3fb?c"),
        get("PATH_INFO \"@streq /a/b\"", "/a/b?c"),
        get("REQUEST_BASENAME \"@streq c\"", "/a/b%5cc?d"),
        get("QUERY_STRING \"@streq a=%20\"", "/?a=%20#b"),
        get("REQUEST_LINE \"@streq GET /a?b HTTP/1.1\"", "/a?b"),
        get("REQUEST_METHOD \"@streq GET\"", "/"),
        get("REQUEST_PROTOCOL \"@streq HTTP/1.1\"", "/"),
        get("REMOTE_ADDR|REMOTE_HOST \"@streq 203.0.113.7\"", "/"),
        get("REMOTE_PORT \"@eq 40000\"", "/"),
        get("SERVER_ADDR \"@streq 10.0.0.1\"", "/"),
        get("SERVER_PORT \"@eq 80\"", "/"),
        get("SERVER_NAME \"@streq a.example\"", "/"),
        get("UNIQUE_ID \"@streq tx-1\"", "/"),
        get("MODSEC_BUILD \"@rx ^\\d{9}$\"", "/"),
        get("TIME_EPOCH \"@eq 1795309757\"", "/"),
        get("TIME \"@rx ^\\d\\d:\\d\\d:\\d\\d$\"", "/"),
        get("TIME_YEAR \"@eq 2026\"", "/"),
        get("TIME_MON \"@eq 10\"", "/"),
        get("TIME_DAY \"@rx ^2[123]$\"", "/"),
        get("TIME_HOUR|TIME_MIN|TIME_SEC \"@rx ^\\d+$\"", "/"),
        get("TIME_WDAY \"@rx ^[016]$\"", "/"),
        get("DURATION \"@ge 0\"", "/"),
        get("WEBAPPID \"@streq default\"", "/"),
        get("HIGHEST_SEVERITY \"@eq 255\"", "/"),
        get("MSC_PCRE_LIMITS_EXCEEDED|MSC_PCRE_ERROR \"@eq 0\"", "/"),
        get("REQBODY_PROCESSOR \"@streq \"", "/"),
        get("&REQUEST_BODY \"@eq 1\"", "/"),
        get("&FILES \"@eq 0\"", "/"),
        row("REQUEST_HEADERS:x-A \"@streq b\"", x -> x.header("X-a", "b")),
        row("REQUEST_HEADERS:/^x-/ \"@streq b\"", x -> x.header("X-a", "b")),
        row("&REQUEST_HEADERS:a \"@eq 2\"", x -> x.header("A", "1").header("a", "2")),
        row("REQUEST_HEADERS_NAMES \"@streq X-a\"", x -> x.header("X-a", "b")),
        row("REQUEST_COOKIES:a \"@streq b=c\"", x -> x.header("Cookie", " a=b=c; d; =e")),
        row("&REQUEST_COOKIES \"@eq 2\"", x -> x.header("Cookie", " a=b=c; d; =e")),
        row("REQUEST_COOKIES_NAMES \"@streq d\"", x -> x.header("Cookie", "a=b; d")),
        row("REMOTE_USER \"@streq al\"", x -> x.header("Authorization", "Basic YWw6cHc=")),
        row("AUTH_TYPE \"@streq Bearer\"", x -> x.header("Authorization", "Bearer x")),
        row("ARGS_POST:a \"@streq 1 2\"", x -> x.post(FORM, "a=1+2&b")),
        row("ARGS_POST_NAMES \"@streq b\"", x -> x.post(FORM, "a=1+2&b")),
        row("REQUEST_BODY \"@streq a=1+2&b\"", x -> x.post(FORM, "a=1+2&b")),
        row("REQUEST_BODY \"@streq\"", x -> x.post(PARTS, UPLOAD)),
        row("REQUEST_BODY_LENGTH \"@eq 7\"", x -> x.post(FORM, "a=1+2&b")),
        row("REQBODY_PROCESSOR \"@streq URLENCODED\"", x -> x.post(FORM, "a")),
        row("REQBODY_PROCESSOR \"@streq MULTIPART\"", x -> x.post(PARTS, UPLOAD)),
        row("FULL_REQUEST \"@endsWith a=1\"", x -> x.post(FORM, "a=1")),
        row("FULL_REQUEST_LENGTH \"@gt 50\"", x -> x.post(FORM, "a=1")),
        row("ARGS_POST:note \"@streq hello\"", x -> x.post(PARTS, UPLOAD)),
        row("FILES:pic \"@streq a b.png\"", x -> x.post(PARTS, UPLOAD)),
        row("FILES_NAMES \"@streq pic\"", x -> x.post(PARTS, UPLOAD)),
        row("FILES_SIZES:pic \"@eq 5\"", x -> x.post(PARTS, UPLOAD)),
        row("FILES_COMBINED_SIZE \"@eq 5\"", x -> x.post(PARTS, UPLOAD)),
        row("MULTIPART_FILENAME \"@streq a b.png\"", x -> x.post(PARTS, UPLOAD)),
        row("MULTIPART_NAME \"@streq pic\"", x -> x.post(PARTS, UPLOAD)),
        row(
            "MULTIPART_PART_HEADERS:pic \"@streq Content-Type: image/png\"",
            x -> x.post(PARTS, UPLOAD)),
        row("MULTIPART_STRICT_ERROR \"@eq 0\"", x -> x.post(PARTS, UPLOAD)),
        row(
            "MULTIPART_DATA_BEFORE|MULTIPART_STRICT_ERROR \"@eq 1\"",
            x -> x.post(PARTS, "x" + UPLOAD)),
        row("REQBODY_ERROR|REQBODY_PROCESSOR_ERROR \"@eq 1\"", x -> x.post(PARTS, "--b\r\n")),
        row("REQBODY_ERROR_MSG \"@beginsWith Multipart parsing\"", x -> x.post(PARTS, "--b\r\n")),
        row("RESPONSE_STATUS|STATUS|STATUS_LINE \"@eq 418\" phase:3", x -> x.answer(418, "")),
        row("RESPONSE_PROTOCOL \"@streq HTTP/1.1\" phase:3", x -> x.answer(200, "")),
        row("RESPONSE_HEADERS:content-type \"@contains html\" phase:3", x -> x.answer(200, "")),
        row("RESPONSE_HEADERS_NAMES \"@streq Content-Type\" phase:3", x -> x.answer(200, "")),
        row("RESPONSE_CONTENT_TYPE \"@streq text/html\" phase:3", x -> x.answer(200, "")),
        row("RESPONSE_CONTENT_LENGTH \"@eq 3\" phase:4", x -> x.answer(200, "abc")),
        row("RESPONSE_BODY \"@streq abc\" phase:4", x -> x.answer(200, "abc")),
        row("RESPONSE_BODY \"@streq abc\" phase:5", x -> x.answer(200, "abc")),
        row("OUTBOUND_DATA_ERROR \"@eq 0\" phase:4", x -> x.answer(200, "abc")));
  }

  static Stream<Row> operators() {
    return Stream.of(
        get("ARGS:a b", "/?a=abc"),
        get("ARGS:a !b", "/?a=ac"),
        get("ARGS:a \"! @streq b\"", "/?a=c"),
        get("ARGS:a \"@rx ^.*c$\"", "/?a=a%0ac"),
        get("ARGS:a \"!@rx c$\"", "/?a=c%0ad"),
        get("ARGS:a \"@pm foo |62 61|r\"", "/?a=xBARx"),
        get("ARGS:a \"@contains \"", "/?a=x"),
        get("ARGS:a \"@beginsWith %{REQUEST_METHOD}\"", "/?a=GETx"),
        get("ARGS:a \"@endsWith %{ARGS.b}\"", "/?a=xyz&b=yz"),
        get("ARGS:a \"@within %{ARGS.b}\"", "/?a=y&b=xyz"),
        get("ARGS:a \"@containsWord b\"", "/?a=a%20b%20c"),
        get("ARGS:a \"!@containsWord b\"", "/?a=abc"),
        get("ARGS:a \"@strmatch b\"", "/?a=abc"),
        get("ARGS:a \"@eq 5\"", "/?a=%205x"),
        get("ARGS:a \"@lt -1\"", "/?a=-2"),
        get("ARGS:a \"@le 9223372036854775807\"", "/?a=99999999999999999999"),
        get("ARGS:a \"@ipMatch 10.0.0.0/8,2001:db8::/32\"", "/?a=2001:DB8::1"),
        get("ARGS:a \"!@ipMatch 10.0.0.0/8\"", "/?a=x"),
        get("ARGS:a \"@validateByteRange 48-57,65\"", "/?a=12B"),
        get("ARGS:a \"!@validateByteRange 48-57,65\"", "/?a=12A"),
        get("QUERY_STRING \"@validateUrlEncoding\"", "/?a=%1"),
        get("ARGS:a \"@validateUtf8Encoding\"", "/?a=%c0%80"),
        get("ARGS:a \"@detectSQLi\"", "/?a=1%27+or+%271%27=%271"),
        get("ARGS:a \"@detectXSS\"", "/?a=%3Cscript%3E"),
        get("ARGS:a \"@verifyCC \\d{13,16}\"", "/?a=x4111111111111111y"),
        get("ARGS:a \"@verifySSN \\d{3}-?\\d{2}-?\\d{4}\"", "/?a=219-09-9999"),
        get("ARGS:a \"@verifyCPF \\d{11}\"", "/?a=52998224725"),
        get("ARGS:a \"@unconditionalMatch\"", "/?a"),
        get("ARGS:a \"!@noMatch\"", "/?a"),
        get("ARGS:a \"!@gsbLookup x\"", "/?a"),
        get("REMOTE_ADDR \"!@rbl x.example\"", "/?a"));
  }

  static Stream<Row> documents() {
    UnaryOperator<Exchange> xml = x -> x.post("text/xml", XML);
    UnaryOperator<Exchange> json =
        x -> x.post("application/json", "{\"a\":[1,{\"b\":null}],\"\":\"e\"}");
    return Stream.of(
        row("XML \"@streq onetwo\"", xml),
        row("XML:/* \"@streq onetwo\"", xml),
        row("XML://@* \"@streq 7\"", xml),
        row("XML:/p:a/p:b/text() \"@streq one\" xmlns:p=urn:s", xml),
        row("XML://*[local-name()='c'] \"@streq two\"", xml),
        row("&XML://*[local-name()='c'] \"@eq 1\"", xml),
        row("&XML:/x \"@eq 0\"", xml),
        row("&XML:/x \"@eq 0\"", x -> x),
        row("XML://@* \"@streq attack\"", x -> x.post("text/xml", "<a xmlnsy=\"attack\"/>")),
        row("ARGS:json.a.array_0 \"@eq 1\"", json),
        row("ARGS:json.a.array_1.b \"@streq \"", json),
        row("ARGS_NAMES \"@streq json.empty-key\"", json),
        row("REQBODY_PROCESSOR \"@streq JSON\"", json),
        row("REQUEST_BODY \"@streq \"", json));
  }
}
