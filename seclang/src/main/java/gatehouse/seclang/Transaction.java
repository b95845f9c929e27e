package gatehouse.seclang;

import gatehouse.regex.Budget;
import gatehouse.seclang.audit.AuditRecord;
import gatehouse.seclang.audit.ErrorLog;
import gatehouse.seclang.body.Arguments;
import gatehouse.seclang.body.BodyLimits;
import gatehouse.seclang.body.Connection;
import gatehouse.seclang.body.HeadReader;
import gatehouse.seclang.body.RequestBody;
import gatehouse.seclang.body.RequestHead;
import gatehouse.seclang.body.ResponseHead;
import gatehouse.seclang.body.ResponseReader;
import gatehouse.seclang.body.XmlUse;
import gatehouse.seclang.operator.NameLookup;
import gatehouse.seclang.operator.Probe;
import gatehouse.seclang.rule.Controls;
import gatehouse.seclang.rule.EngineMode;
import gatehouse.seclang.rule.Evaluation;
import gatehouse.seclang.rule.Hidden;
import gatehouse.seclang.rule.Intervention;
import gatehouse.seclang.rule.Program;
import gatehouse.seclang.rule.RuleMatch;
import gatehouse.seclang.rule.Settings;
import gatehouse.seclang.text.ByteBuilder;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.PersistentStore;
import gatehouse.seclang.variable.VariableName;
import gatehouse.seclang.variable.Variables;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One request and its response on their way through the rules. The order of calls is that of HTTP:
/// [#requestHead], [#requestBody] for each piece, [#endRequest], [#responseHead], [#responseBody],
/// [#endResponse], and always [#end]. Each gives what the rules decided so far, null when the
/// transaction may go on. One thread at a time.
public final class Transaction {
  /// Work that a transaction may cost whatever its size, about 50 ms.
  private static final long LEAST_BUDGET = 10_000_000;

  /// Work that each byte of a body may cost besides.
  private static final long BUDGET_PER_BYTE = 300;

  private final Settings settings;
  private final Variables variables;
  private final Controls controls;
  private final Arguments arguments;
  private final Budget budget = Budget.of(LEAST_BUDGET);
  private long granted = LEAST_BUDGET;
  private final Probe probe = new Probe(budget);
  private final Evaluation evaluation;
  private final Connection connection;
  private final String id;
  private final long startNanos = System.nanoTime();
  private final ByteBuilder requestBody = new ByteBuilder(0);
  private final ByteBuilder responseBody = new ByteBuilder(0);
  private @Nullable RequestHead request;
  private @Nullable ResponseHead response;
  private Bytes contentType = Bytes.EMPTY;
  private boolean isRequestCut;
  private boolean takesResponseBody;
  private @Nullable Intervention limitIntervention;
  private int answeredStatus;
  private @Nullable Mask mask;
  private boolean maskIsStale;

  /// The matches as `mask` shows them, as far as somebody has asked.
  private final List<RuleMatch> shown = new ArrayList<>(0);

  Transaction(
      Engine engine,
      PersistentStore persistent,
      Program program,
      Connection connection,
      String id) {
    this.settings = program.settings();
    this.connection = connection;
    this.id = id;
    this.variables = new Variables(engine.clock().millis());
    this.controls = new Controls(settings);
    this.arguments =
        new Arguments(variables, settings.argumentsLimit(), settings.argumentSeparator());
    this.evaluation = new Evaluation(program, variables, controls, persistent, probe);
    TransactionFacts.define(variables, settings, id, startNanos);
  }

  /// Sets a variable of TX before the first rule runs: what the gateway knows and rules may ask.
  public void define(String name, String value) {
    variables.tx().set(Bytes.of(name), Bytes.of(value));
  }

  /// Leaves something out for this transaction, as a `ctl` would.
  public void exclude(Exclusion exclusion) {
    exclusion.apply(controls);
  }

  /// Hides more from logs than rules ask for.
  public void hide(Hidden more) {
    controls.hide(more);
  }

  /// Lets `@rbl` ask name servers; otherwise it matches nothing.
  public void ask(NameLookup names) {
    probe.ask(names);
  }

  /// Phase 1.
  public @Nullable Intervention requestHead(RequestHead head) {
    request = head;
    HeadReader reader = new HeadReader(variables, arguments);
    reader.read(connection);
    reader.read(head);
    Bytes type = variables.first(VariableName.REQUEST_HEADERS, Bytes.of("content-type"));
    contentType = type == null ? Bytes.EMPTY : type;
    variables.compute(VariableName.REQBODY_PROCESSOR, () -> Bytes.of(shownProcessor()));
    run(1);
    return intervention();
  }

  /// Whether the request's body is looked at.
  public boolean takesRequestBody() {
    return controls.requestBodyAccess() && controls.mode() != EngineMode.OFF;
  }

  /// Bytes of the request's body that are looked at; `ctl` may have changed it in phase 1.
  public long requestBodyLimit() {
    return controls.requestBodyLimit();
  }

  /// Takes a piece of the request's body. A body over its limit is refused here, or only its first
  /// part is kept.
  public @Nullable Intervention requestBody(byte[] bytes, int from, int to) {
    if (!takesRequestBody() || intervention() != null) {
      return intervention();
    }
    long room = controls.requestBodyLimit() - requestBody.length();
    int taken = (int) Math.min(to - from, room);
    requestBody.add(bytes, from, from + taken);
    grant(taken);
    if (to - from > room) {
      isRequestCut = true;
      variables.set(VariableName.INBOUND_DATA_ERROR, Bytes.of(1));
      if (settings.rejectsLongRequest() && controls.mode() == EngineMode.ON) {
        limitIntervention = new Intervention.Deny(0, 413);
      }
    }
    return intervention();
  }

  /// Phase 2: the request is complete, with or without a body.
  public @Nullable Intervention endRequest() {
    if (intervention() == null) {
      if (takesRequestBody()) {
        readRequestBody();
      }
      run(2);
    }
    return intervention();
  }

  private void run(int phase) {
    evaluation.run(phase);
    maskIsStale = true; // there may be more to hide
  }

  private void readRequestBody() {
    if (requestBody.isEmpty()) {
      variables.set(VariableName.REQUEST_BODY_LENGTH, Bytes.of(0));
    }
    BodyLimits limits =
        new BodyLimits(
            settings.requestBodyNoFilesLimit(),
            settings.jsonDepthLimit(),
            controls.xmlUse(),
            settings.uploadFileLimit(),
            settings.keepsFileContent());
    new RequestBody(variables, arguments, limits, isRequestCut)
        .read(requestBody.toBytes(), processor(), contentType, controls.forcesBodyVariable());
    if (variables.document() != null && controls.xmlUse() == XmlUse.TREE_AND_ARGUMENTS) {
      // Rules look at the same text as a whole and as arguments.
      grant(requestBody.length());
    }
  }

  private String processor() {
    String chosen = controls.processor();
    return chosen == null ? RequestBody.processorFor(contentType) : chosen;
  }

  /// To guess is a way of reading, not a processor that rules know.
  private String shownProcessor() {
    String chosen = processor();
    return chosen.equals(RequestBody.GUESS) ? RequestBody.processorFor(contentType) : chosen;
  }

  /// Phase 3.
  public @Nullable Intervention responseHead(ResponseHead head) {
    response = head;
    Bytes type = new ResponseReader(variables).read(head);
    run(3);
    takesResponseBody =
        controls.responseBodyAccess()
            && controls.mode() != EngineMode.OFF
            && settings.responseTypes().contains(type.lower().toString());
    return intervention();
  }

  /// Whether the response's body is looked at, so that it has to be held back until it was. To be
  /// asked after [#responseHead].
  public boolean takesResponseBody() {
    return takesResponseBody;
  }

  /// Bytes of the response's body that are looked at.
  public long responseBodyLimit() {
    return controls.responseBodyLimit();
  }

  /// Takes a piece of the response's body, content coding undone.
  public @Nullable Intervention responseBody(byte[] bytes, int from, int to) {
    if (!takesResponseBody || intervention() != null) {
      return intervention();
    }
    long room = controls.responseBodyLimit() - responseBody.length();
    int taken = (int) Math.min(to - from, room);
    responseBody.add(bytes, from, from + taken);
    grant(taken);
    if (to - from > room) {
      variables.set(VariableName.OUTBOUND_DATA_ERROR, Bytes.of(1));
      if (settings.rejectsLongResponse() && controls.mode() == EngineMode.ON) {
        limitIntervention = new Intervention.Deny(0, 500);
      }
    }
    return intervention();
  }

  /// Phase 4: the response is complete. Rules run only if its body was looked at.
  public @Nullable Intervention endResponse() {
    if (takesResponseBody && intervention() == null) {
      Bytes body = responseBody.toBytes();
      variables.set(VariableName.RESPONSE_BODY, body);
      variables.set(VariableName.RESPONSE_CONTENT_LENGTH, Bytes.of(body.length()));
      run(4);
    }
    return intervention();
  }

  /// The answer that the client gets in the end, for logs; no rule runs. Whoever refused because of
  /// a rule, or answered without asking the service, tells it here.
  public void answered(ResponseHead head) {
    response = head;
    answeredStatus = head.status();
    maskIsStale = true;
  }

  /// Phase 5: logging. Whatever happened before, this comes last. Gives the record to write into
  /// the audit log, null when the transaction leaves none; it should be written before the response
  /// ends.
  public @Nullable AuditRecord end() {
    run(5);
    Intervention decided = intervention();
    ResponseHead answered = response;
    int status =
        answeredStatus > 0
            ? answeredStatus
            : decided != null ? decided.status() : answered == null ? 0 : answered.status();
    return new AuditCollector(this, variables)
        .collect(status, requestBody.toBytes(), responseBody.toBytes());
  }

  /// A line for the error log for each match that asks for one.
  public List<String> errorLog() {
    if (!hasMatch(RuleMatch::logged)) {
      return List.of();
    }
    RequestHead head = request;
    Bytes target = mask().target(head == null ? Bytes.EMPTY : head.target());
    List<String> lines = new ArrayList<>();
    for (RuleMatch match : shownMatches()) {
      if (match.logged()) {
        lines.add(ErrorLog.line(match, connection, target, id));
      }
    }
    return lines;
  }

  /// What the rules, or a limit, decided so far; null when nothing.
  public @Nullable Intervention intervention() {
    Intervention decided = evaluation.intervention();
    return decided != null ? decided : limitIntervention;
  }

  /// Whether the rule that decided names the status itself.
  public boolean statusIsGiven() {
    return evaluation.intervention() == null || evaluation.statusIsGiven();
  }

  private void grant(int bytes) {
    granted += BUDGET_PER_BYTE * bytes;
    budget.grant(BUDGET_PER_BYTE * bytes);
  }

  /// The work that the transaction has cost so far, counted in units of a [Budget]: what is
  /// proportional to time and, unlike time, the same on every machine.
  public long work() {
    return granted - budget.left();
  }

  /// Whether some pattern ran out of the work it may cost, so that nothing is known of it.
  public boolean isExhausted() {
    return "1".equals(variable(VariableName.MSC_PCRE_LIMITS_EXCEEDED, null));
  }

  /// What the engine does with decisions at the moment; `ctl` may have changed it.
  public EngineMode mode() {
    return controls.mode();
  }

  /// The rules that matched so far and are to be told of, in order.
  public List<RuleMatch> matches() {
    return List.copyOf(evaluation.matches());
  }

  /// The same as logs may show them: what `sanitise…` actions name is starred out.
  public List<RuleMatch> shownMatches() {
    List<RuleMatch> matches = evaluation.matches();
    if (matches.isEmpty()) {
      return List.of();
    }
    Mask known = mask();
    for (int i = shown.size(); i < matches.size(); i++) {
      shown.add(known.match(matches.get(i)));
    }
    return List.copyOf(shown);
  }

  /// Hides the secrets of what has come so far.
  Mask mask() {
    Mask known = mask;
    if (known != null && !maskIsStale) {
      return known;
    }
    KnownSecrets.Messages messages =
        new KnownSecrets.Messages(request, requestBody.toBytes(), response, responseBody.toBytes());
    Mask fresh = Mask.of(variables, controls, settings.argumentSeparator(), messages, known);
    maskIsStale = false;
    if (fresh.equals(known)) {
      return fresh;
    }
    mask = fresh;
    shown.clear();
    return fresh;
  }

  /// Whether any rule matched that is to be told of; makes no list.
  public boolean hasMatches() {
    return !evaluation.matches().isEmpty();
  }

  /// Whether any match is such a one; makes no list, and hides nothing.
  boolean hasMatch(Predicate<RuleMatch> wanted) {
    List<RuleMatch> matches = evaluation.matches();
    for (int i = 0; i < matches.size(); i++) {
      if (wanted.test(matches.get(i))) {
        return true;
      }
    }
    return false;
  }

  /// The first value of a variable such as `TX:anomaly_score`, empty when there is none.
  public String variable(VariableName name, @Nullable String key) {
    Bytes value = variables.first(name, key == null ? null : Bytes.of(key));
    return value == null ? "" : value.toString();
  }

  public String id() {
    return id;
  }

  public Connection connection() {
    return connection;
  }

  /// The request's head, null before it came.
  public @Nullable RequestHead request() {
    return request;
  }

  /// The response's head, null before it came.
  public @Nullable ResponseHead response() {
    return response;
  }

  Settings settings() {
    return settings;
  }

  Controls controls() {
    return controls;
  }
}
