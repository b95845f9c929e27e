package gatehouse.plugin.waf;

import gatehouse.plugin.inspect.coding.ContentCoding;
import gatehouse.plugin.inspect.coding.ContentCoding.Outcome;
import gatehouse.seclang.Transaction;
import gatehouse.seclang.audit.AuditRecord;
import gatehouse.seclang.body.Header;
import gatehouse.seclang.body.RequestHead;
import gatehouse.seclang.body.ResponseHead;
import gatehouse.seclang.rule.EngineMode;
import gatehouse.seclang.rule.RuleMatch;
import gatehouse.seclang.text.Bytes;
import gatehouse.spi.Headers;
import gatehouse.spi.Request;
import gatehouse.spi.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One exchange on its way through the rules: translates between the gateway's messages and the
/// engine's, and remembers how far it came. One thread at a time.
final class Inspection {
  private final Transaction transaction;
  private final Supplier<Transaction> again;
  private @Nullable Transaction rehearsal;
  private boolean headSeen;
  private boolean bodySeen;
  private boolean ended;
  private @Nullable BodyFault bodyFault;
  private @Nullable String answerSkipped;
  private int matchesTold;
  private boolean refusalTold;
  private boolean counted;
  private long requestNanos;
  private long responseNanos;

  /// Why a body could not be looked at.
  ///
  /// @param status to refuse with
  /// @param rule as decisions name it
  record BodyFault(int status, String message, String rule, String reason) {}

  private Inspection(Transaction transaction, Supplier<Transaction> again) {
    this.transaction = transaction;
    this.again = again;
  }

  /// Begins with the request's head: phase 1 has run when this returns.
  ///
  /// @param again begins a rehearsal of the same transaction
  static Inspection begin(Transaction transaction, RequestHead head, Supplier<Transaction> again) {
    transaction.requestHead(head);
    return new Inspection(transaction, again);
  }

  /// The head exactly as the client sent it.
  static RequestHead head(Request request) {
    return new RequestHead(
        Bytes.of(request.method()),
        Bytes.of(request.target()),
        Bytes.of("HTTP/" + request.version()),
        fields(request.sentHeaders()));
  }

  Transaction transaction() {
    return transaction;
  }

  @Nullable BodyFault bodyFault() {
    return bodyFault;
  }

  /// Why the answer's body was not looked into as its reader will see it; null when it was.
  @Nullable String answerSkipped() {
    return answerSkipped;
  }

  /// The matches that came since this was asked last.
  List<RuleMatch> newMatches() {
    if (transaction.matches().size() == matchesTold) {
      return List.of();
    }
    List<RuleMatch> all = transaction.shownMatches();
    List<RuleMatch> news = all.subList(Math.min(matchesTold, all.size()), all.size());
    matchesTold = all.size();
    return news;
  }

  /// Whether the refusal, or would-be refusal, is to be told now: once.
  boolean tellsRefusal() {
    boolean first = !refusalTold;
    refusalTold = true;
    return first;
  }

  /// Whether the exchange is to be counted now: once.
  boolean counts() {
    boolean first = !counted;
    counted = true;
    return first;
  }

  /// Adds to the time that the rules have taken for the request.
  void requestTook(long nanos) {
    requestNanos += nanos;
  }

  /// Adds to the time that the rules have taken for the answer.
  void responseTook(long nanos) {
    responseNanos += nanos;
  }

  long requestNanos() {
    return requestNanos;
  }

  long responseNanos() {
    return responseNanos;
  }

  boolean isDecided() {
    return transaction.intervention() != null;
  }

  boolean takesRequestBody() {
    return !isDecided() && transaction.takesRequestBody();
  }

  /// The request is complete: phase 2 has run when this returns.
  ///
  /// @param body what came of it, at most a byte more than the limit; null when there is none
  void endRequest(byte @Nullable [] body, @Nullable String contentEncoding) {
    byte[] plain = {};
    if (body != null && body.length > 0 && takesRequestBody()) {
      plain = plain(body, contentEncoding, transaction.requestBodyLimit());
      if (bodyFault != null && transaction.mode() == EngineMode.ON) {
        return;
      }
      transaction.requestBody(plain, 0, plain.length);
    }
    transaction.endRequest();
    rehearse(plain);
  }

  /// A rule that refuses by itself ends the request before the others have had their say: finds out
  /// what that would have been, as far as the request has been read.
  void rehearse(byte[] body) {
    RequestHead head = transaction.request();
    if (head != null && rehearsal == null && Verdict.mayBeIncomplete(transaction)) {
      Transaction whole = again.get();
      whole.requestHead(head);
      whole.requestBody(body, 0, body.length);
      whole.endRequest();
      rehearsal = whole;
    }
  }

  /// All that rules have to say of the request.
  Transaction explained() {
    Transaction whole = rehearsal;
    return whole == null ? transaction : whole;
  }

  /// The body with its codings undone; what is too long keeps a byte more than the limit, so that
  /// the engine does with it what its directives say.
  private byte[] plain(byte[] body, @Nullable String contentEncoding, long limit) {
    if (contentEncoding == null || !ContentCoding.isCoded(contentEncoding)) {
      return body;
    }
    Outcome outcome = ContentCoding.decode(body, contentEncoding, limit + 1, body.length <= limit);
    return switch (outcome) {
      case Outcome.Plain(byte[] plain) -> plain;
      case Outcome.TooLarge(byte[] beginning) when beginning.length > limit -> beginning;
      case Outcome.TooLarge(byte[] beginning) -> {
        bodyFault =
            new BodyFault(
                413,
                "Request body grows too much when decompressed",
                "compression-ratio",
                "the request body grows more than a decompressed body may");
        yield beginning;
      }
      case Outcome.Malformed(String coding) -> {
        bodyFault =
            new BodyFault(
                400,
                "Request body cannot be decompressed",
                "content-encoding",
                "the request body is not what its Content-Encoding says: " + coding);
        yield body;
      }
      case Outcome.Unknown(String coding) -> {
        bodyFault =
            new BodyFault(
                415,
                "Unsupported content encoding",
                "content-encoding",
                "a Content-Encoding that cannot be undone for inspection: " + printable(coding));
        yield body;
      }
    };
  }

  private static String printable(String coding) {
    String cut = coding.substring(0, Math.min(coding.length(), 40));
    return cut.replaceAll("[^ -~]", "?");
  }

  /// The response's head has come: phase 3 has run when this returns, however often it is called.
  void responseHead(ResponseHead head) {
    if (headSeen || isDecided()) {
      return;
    }
    headSeen = true;
    transaction.responseHead(head);
  }

  /// The head of an answer.
  static ResponseHead head(Response response) {
    return new ResponseHead(response.status(), Bytes.of("HTTP/1.1"), fields(response.headers()));
  }

  boolean takesResponseBody() {
    return headSeen && !isDecided() && transaction.takesResponseBody();
  }

  /// The response's body has come: phase 4 has run when this returns.
  ///
  /// @param body at most a byte more than the limit
  void responseBody(byte[] body, @Nullable String contentEncoding) {
    if (bodySeen || isDecided()) {
      return;
    }
    bodySeen = true;
    long limit = transaction.responseBodyLimit();
    byte[] plain = body;
    if (contentEncoding != null && ContentCoding.isCoded(contentEncoding)) {
      plain =
          switch (ContentCoding.decode(body, contentEncoding, limit + 1, body.length <= limit)) {
            case Outcome.Plain(byte[] decoded) -> decoded;
            case Outcome.TooLarge(byte[] beginning) -> {
              answerSkipped = beginning.length > limit ? "limit" : "compression-ratio";
              yield beginning;
            }
            case Outcome.Malformed _, Outcome.Unknown _ -> {
              answerSkipped = "content-encoding";
              yield body;
            }
          };
    }
    transaction.responseBody(plain, 0, plain.length);
    transaction.endResponse();
  }

  /// Whether it ends now: once.
  ///
  /// @param answer what the client got; null when that is not known
  boolean ends(@Nullable Response answer) {
    boolean first = !ended;
    ended = true;
    if (first && answer != null) {
      transaction.answered(head(answer));
    }
    return first;
  }

  /// What it leaves behind; phase 5 has run when this returns.
  Trail trail() {
    AuditRecord record = transaction.end();
    return new Trail(record, transaction.errorLog());
  }

  /// What an exchange leaves behind in logs.
  ///
  /// @param record null when the audit log gets none
  record Trail(@Nullable AuditRecord record, List<String> lines) {
    boolean isEmpty() {
      return record == null && lines.isEmpty();
    }
  }

  private static List<Header> fields(Headers headers) {
    List<Header> fields = new ArrayList<>(headers.size());
    for (int i = 0; i < headers.size(); i++) {
      fields.add(new Header(Bytes.of(headers.name(i)), Bytes.of(headers.value(i))));
    }
    return fields;
  }
}
