package gatehouse.plugin.waf;

import gatehouse.plugin.inspect.coding.ContentCoding;
import gatehouse.seclang.Transaction;
import gatehouse.seclang.Waf;
import gatehouse.seclang.body.Connection;
import gatehouse.seclang.body.RequestHead;
import gatehouse.seclang.body.ResponseHead;
import gatehouse.seclang.parse.Fault;
import gatehouse.seclang.rule.EngineMode;
import gatehouse.spi.Attribute;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.Client;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.OnEnd;
import gatehouse.spi.OnLog;
import gatehouse.spi.OnRefusedPath;
import gatehouse.spi.OnRequest;
import gatehouse.spi.OnResponse;
import gatehouse.spi.OnResponseBody;
import gatehouse.spi.PlanListener;
import gatehouse.spi.Policy;
import gatehouse.spi.Response;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Length;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.OrEmpty;
import gatehouse.spi.schema.Range;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Inspects requests and answers by SecLang rules: the OWASP Core Rule Set, the gateway's own
/// baseline, or whatever the operator writes.
@Policy(
    name = "waf",
    priority = 2600,
    scopes = {Policy.Scope.GLOBAL, Policy.Scope.SERVICE, Policy.Scope.ROUTE},
    summary = "Inspects requests and answers by SecLang rules such as the OWASP Core Rule Set.")
public final class WafPlugin
    implements OnRefusedPath, OnRequest, OnResponse, OnResponseBody, OnEnd, OnLog, PlanListener {
  private static final Logger LOG = LoggerFactory.getLogger("gatehouse.waf");

  private static final Attribute<Inspection> INSPECTION =
      new Attribute<>(Inspection.class, "waf.inspection");

  /// Bodies up to this size are inspected where they came in.
  private static final int ON_LOOP = 64 << 10;

  private static final HeaderName CONTENT_ENCODING = HeaderName.of("Content-Encoding");

  private final @Nullable RuleSet rules;
  private final List<RuleExclusion> exclusions;
  private final Refusals refusals;
  private final AuditTrail left;
  private final Waiting waiting;
  private final WafMeasures measures;
  private final HiddenNames hidden;
  private final boolean allowsDeclared;
  private final String origin;

  /// Set once before the first request.
  private volatile Declared declared = Declared.NOTHING;

  /// What an instance is told.
  public record Config(
      @Default("block")
          @OneOf({"block", "detect", "off"})
          @Doc(
              "`block` refuses what rules refuse; `detect` records what would be refused and lets"
                  + " it pass; `off` inspects nothing.")
          String mode,
      @Default("baseline")
          @Length(min = 1)
          @Doc(
              "`baseline`: the rules that come with Gatehouse. `installed`: the Core Rule Set of"
                  + " the usual places. A folder with `crs-setup.conf` and `rules/`. `none`:"
                  + " nothing but `directives`.")
          String crs,
      @Nullable
          @Range(min = 1, max = 4)
          @Doc(
              "How suspicious the rule set is, 1 to 4; its setup file decides where this is not"
                  + " set.")
          Integer paranoiaLevel,
      @Nullable
          @Range(min = 1, max = 4)
          @Doc("The level up to which rules are tried and logged without counting for a refusal.")
          Integer detectionParanoiaLevel,
      @Nullable @Range(min = 1) @Doc("The score from which a request is refused.")
          Integer inboundAnomalyThreshold,
      @Nullable @Range(min = 1) @Doc("The score from which an answer is refused.")
          Integer outboundAnomalyThreshold,
      @Nullable @Doc("SecLang directives that apply before the rule set.") String directives,
      @Nullable @Doc("SecLang directives that apply after the rule set, such as exclusions.")
          String directivesAfter,
      @Nullable
          @Range(min = 1, max = 1 << 30)
          @Doc("Bytes of a request body that are inspected; 13107200 with a rule set.")
          Integer requestBodyLimit,
      @Nullable
          @OneOf({"reject", "partial"})
          @Doc(
              "What becomes of a longer one: `reject` answers 413, `partial` inspects its"
                  + " beginning. The service gets all of it or nothing.")
          String requestBodyLimitAction,
      @Nullable @Doc("Whether answers are held back until their body was inspected.")
          Boolean responseBodyInspection,
      @Nullable
          @Range(min = 1, max = 1 << 30)
          @Doc("Bytes of an answer's body that are inspected; 524288 by default.")
          Integer responseBodyLimit,
      @OrEmpty @Doc("What the rules leave out.") List<RuleExclusionConfig> exclusions,
      @Default("403")
          @Range(min = 400, max = 599)
          @Doc("Status of a refusal where the rule names none.")
          int status,
      @Default("Request blocked by the firewall") @Doc("Text of a refusal.") String message,
      @Nullable
          @Length(min = 1)
          @Doc("File of the audit log, as JSON; short for the directives that set it up.")
          String auditLog)
      implements Checked {

    @Override
    public void check(Check check) {
      new ConfigCheck(this, check).run();
    }

    RuleSetText text() {
      return new RuleSetText(
          mode,
          crs,
          paranoiaLevel,
          detectionParanoiaLevel,
          inboundAnomalyThreshold,
          outboundAnomalyThreshold,
          directives,
          directivesAfter,
          requestBodyLimit,
          requestBodyLimitAction,
          responseBodyInspection,
          responseBodyLimit,
          auditLog);
    }
  }

  /// What the rules leave out.
  public record RuleExclusionConfig(
      @Length(min = 1) @Doc("Ids of rules, or ranges of them: `942100`, `949000-949999`.")
          List<String> rules,
      @OrEmpty
          @Doc(
              "Paths it holds for: literal, `*` for any characters of a segment, `**` for any"
                  + " segments, `~` and a regular expression; all of them when empty.")
          List<String> paths,
      @OrEmpty
          @Doc(
              "What the rules do not look at any more: names of arguments, or SecLang's variables"
                  + " such as `REQUEST_COOKIES:sid`; everything when empty.")
          List<String> arguments) {}

  /// Builds an instance.
  public WafPlugin(Config config, Workshop workshop) {
    RuleSet set = RuleSets.SHARED.get(config.text());
    Waf waf = set.waf();
    if (waf == null) {
      throw new IllegalArgumentException(first(set.faults()));
    }
    boolean off = waf.settings().mode() == EngineMode.OFF;
    rules = off && config.mode().equals("off") ? null : set;
    exclusions = config.exclusions().stream().map(e -> RuleExclusion.of(waf, e)).toList();
    refusals = new Refusals(config.status(), config.message());
    left = AuditTrail.of(workshop);
    waiting = new Waiting(waf, workshop);
    measures = new WafMeasures(workshop.measures());
    hidden = new HiddenNames(workshop.discretion());
    allowsDeclared = rules != null && config.text().readsFiles();
    origin = workshop.self().origin();
  }

  @Override
  public void planned(List<PlannedRoute> routes) {
    if (allowsDeclared) {
      declared = Declared.of(routes);
      String notice = declared.notice();
      if (!notice.isEmpty()) {
        LOG.info("{}: the rule set allows as declared: {}", origin, notice);
      }
    }
  }

  private static String first(List<Fault> faults) {
    return faults.stream().filter(Fault::isError).findFirst().map(Fault::toString).orElse("");
  }

  private static Waf waf(RuleSet set) {
    return Objects.requireNonNull(set.waf());
  }

  @Override
  public boolean readsSentHeaders() {
    return rules != null;
  }

  @Override
  public BodyNeed requestBody() {
    RuleSet set = rules;
    return set == null ? BodyNeed.NONE : whole(waf(set).reach().requestBody());
  }

  /// A byte more than is looked at tells that there is more; what becomes of it is the rules'.
  private static BodyNeed whole(long limit) {
    return BodyNeed.whole(limit + 1, BodyNeed.Overflow.CUT);
  }

  /// Rules of the first phase may turn the body's inspection off, or refuse before it is read.
  @Override
  public BodyNeed requestBody(Exchange x) {
    RuleSet set = rules;
    if (set == null) {
      return BodyNeed.NONE;
    }
    if (waiting.request()) {
      // Nothing can run here that may wait, so the body comes first.
      return waf(set).reach().requestBodies()
          ? whole(waf(set).reach().requestBody())
          : BodyNeed.NONE;
    }
    Inspection inspection = begun(x, set);
    return inspection.takesRequestBody()
        ? whole(inspection.transaction().requestBodyLimit())
        : BodyNeed.NONE;
  }

  private Inspection begun(Exchange x, RuleSet set) {
    Inspection known = x.get(INSPECTION);
    if (known != null) {
      return known;
    }
    Inspection begun = beginning(x, set).get();
    x.put(INSPECTION, begun);
    return begun;
  }

  /// What begins an inspection and runs the first phase, wherever it is called.
  private Supplier<Inspection> beginning(Exchange x, RuleSet set) {
    Connection connection = connection(x.client());
    Transaction transaction = waf(set).begin(connection, x.id());
    prepare(transaction, x);
    RequestHead head = Inspection.head(x.request());
    Supplier<Transaction> again =
        () -> {
          Transaction rehearsal = waf(set).rehearse(connection, x.id());
          prepare(rehearsal, x);
          return rehearsal;
        };
    return () -> {
      long from = measures.nanos();
      Inspection begun = Inspection.begin(transaction, head, again);
      begun.requestTook(measures.nanos() - from);
      return begun;
    };
  }

  private void prepare(Transaction transaction, Exchange x) {
    transaction.hide(hidden);
    waiting.letAsk(transaction);
    declared.define(transaction, x.route(), x.request());
    for (RuleExclusion exclusion : exclusions) {
      exclusion.applyTo(transaction, x.request().path());
    }
  }

  private static Connection connection(Client client) {
    return new Connection(
        client.address().toString(),
        client.peerPort(),
        client.localAddress().toString(),
        client.localPort());
  }

  @Override
  public Step onRefusedPath(Exchange x) {
    return onRequest(x);
  }

  @Override
  public Step onRequest(Exchange x) {
    RuleSet set = rules;
    if (set == null) {
      return Step.NEXT;
    }
    byte[] body = x.request().body();
    String coding = x.request().sentHeaders().joined(CONTENT_ENCODING);
    if (waiting.request()) {
      return waited(x, set, body, coding);
    }
    Inspection inspection = begun(x, set);
    if (inspection.isDecided()) {
      inspection.rehearse(new byte[0]);
      return refusals.judge(x, inspection);
    }
    return judged(
        x, inspection, isHeavy(body, coding), false, () -> endRequest(inspection, body, coding));
  }

  /// Inspects a request as a whole where it may wait.
  private Step waited(Exchange x, RuleSet set, byte @Nullable [] body, @Nullable String coding) {
    Supplier<Inspection> beginning = beginning(x, set);
    return waiting.away(
        x,
        true,
        () -> {
          Inspection inspection = beginning.get();
          if (inspection.isDecided()) {
            inspection.rehearse(new byte[0]);
          } else {
            endRequest(inspection, body, coding);
          }
          return inspection;
        },
        inspection -> {
          x.put(INSPECTION, inspection);
          return refusals.judge(x, inspection);
        });
  }

  /// Does the work of an inspection, off the loop where it is long or may wait, and judges what it
  /// found.
  private Step judged(
      Exchange x, Inspection inspection, boolean heavy, boolean waits, Runnable work) {
    if (!heavy && !waits) {
      work.run();
      return refusals.judge(x, inspection);
    }
    Step begun =
        waiting.away(
            x,
            waits,
            () -> {
              work.run();
              return inspection;
            },
            done -> refusals.judge(x, done));
    return begun instanceof Step.Stop ? refusals.overloaded(x, inspection, begun) : begun;
  }

  private void endRequest(Inspection inspection, byte @Nullable [] body, @Nullable String coding) {
    if (body != null && body.length > 0) {
      if (!inspection.takesRequestBody()) {
        measures.skipped("request", "rules");
      } else if (body.length > inspection.transaction().requestBodyLimit()) {
        measures.skipped("request", "limit");
      }
    }
    long from = measures.nanos();
    inspection.endRequest(body, coding);
    inspection.requestTook(measures.nanos() - from);
    Inspection.BodyFault fault = inspection.bodyFault();
    if (fault != null) {
      measures.skipped("request", fault.rule());
    }
  }

  private static boolean isHeavy(byte @Nullable [] body, @Nullable String coding) {
    return body != null && (body.length > ON_LOOP || ContentCoding.isCoded(coding));
  }

  @Override
  public Step onResponse(Exchange x) {
    RuleSet set = rules;
    Inspection inspection = x.get(INSPECTION);
    boolean isOwn = x.response().source() == Response.Source.GATEHOUSE;
    if (inspection == null && set != null && isOwn && x.route() == null) {
      // Nobody has routed it, so no request phase has shown it here: probes end up so.
      if (waiting.request()) {
        return waited(x, set, null, null);
      }
      Inspection begun = begun(x, set);
      endRequest(begun, null, null);
      return refusals.judge(x, begun);
    }
    if (inspection == null || isOwn) {
      return Step.NEXT;
    }
    ResponseHead head = Inspection.head(x.response());
    return judged(x, inspection, false, waiting.head(), () -> responseHead(inspection, head));
  }

  private void responseHead(Inspection inspection, ResponseHead head) {
    long from = measures.nanos();
    inspection.responseHead(head);
    inspection.responseTook(measures.nanos() - from);
  }

  @Override
  public BodyNeed responseBody() {
    RuleSet set = rules;
    return set != null && waf(set).reach().responseBodies()
        ? whole(waf(set).reach().responseBody())
        : BodyNeed.NONE;
  }

  @Override
  public BodyNeed responseBody(Exchange x) {
    Inspection inspection = x.get(INSPECTION);
    return inspection != null && inspection.takesResponseBody()
        ? whole(inspection.transaction().responseBodyLimit())
        : BodyNeed.NONE;
  }

  @Override
  public Step onResponseBody(Exchange x) {
    Inspection inspection = x.get(INSPECTION);
    if (inspection == null || !inspection.takesResponseBody()) {
      return Step.NEXT;
    }
    byte[] shown = x.response().body();
    byte[] body = shown == null ? new byte[0] : shown;
    String coding = x.response().headers().joined(CONTENT_ENCODING);
    return judged(
        x,
        inspection,
        isHeavy(body, coding),
        waiting.body(),
        () -> responseBody(inspection, body, coding));
  }

  private void responseBody(Inspection inspection, byte[] body, @Nullable String coding) {
    long from = measures.nanos();
    inspection.responseBody(body, coding);
    inspection.responseTook(measures.nanos() - from);
    String why = inspection.answerSkipped();
    if (why == null && body.length > inspection.transaction().responseBodyLimit()) {
      why = "limit";
    }
    if (why != null) {
      measures.skipped("response", why);
    }
  }

  @Override
  public Step onEnd(Exchange x) {
    Inspection inspection = x.get(INSPECTION);
    RuleSet set = rules;
    if (inspection == null || set == null) {
      return Step.NEXT;
    }
    count(x, inspection);
    if (!inspection.ends(x.response())) {
      return Step.NEXT;
    }
    return waiting.end(
        x,
        inspection,
        trail ->
            trail.isEmpty()
                ? Step.NEXT
                : new Step.Wait(left.leave(set.audit(), trail).thenApply(_ -> Step.NEXT)));
  }

  private void count(Exchange x, Inspection inspection) {
    if (inspection.counts()) {
      measures.ended(x, inspection);
    }
  }

  /// A client that leaves early does not spare itself the audit record.
  @Override
  public void onLog(Exchange x) {
    RuleSet set = rules;
    if (set == null) {
      return;
    }
    Inspection inspection = x.get(INSPECTION);
    if (inspection != null && !waiting.isUnderWay(x)) {
      count(x, inspection);
    }
    waiting.endLate(
        x,
        inspection,
        trail -> {
          if (!trail.isEmpty()) {
            left.leave(set.audit(), trail);
          }
        });
  }
}
