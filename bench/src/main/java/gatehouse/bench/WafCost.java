package gatehouse.bench;

import com.sun.management.ThreadMXBean;
import gatehouse.bench.WafTraffic.Request;
import gatehouse.seclang.Engine;
import gatehouse.seclang.Transaction;
import gatehouse.seclang.Waf;
import gatehouse.seclang.audit.AuditRecord;
import gatehouse.seclang.body.Connection;
import gatehouse.seclang.body.Header;
import gatehouse.seclang.body.ResponseHead;
import gatehouse.seclang.text.Bytes;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What the firewall costs a request with the OWASP Core Rule Set: CPU time and allocation of the
/// thread, for varied requests, from the first call to the end of the transaction. Thread CPU time,
/// since wall time means nothing on a machine that others use too.
///
/// Arguments: the folder of the rule set, a paranoia level, and the kinds of requests (all without
/// any). With `-Dprofile=SECONDS` the one kind is run for so long, to be sampled.
public final class WafCost {
  private static final Connection CONNECTION = new Connection("203.0.113.7", 40000, "10.0.0.1", 80);
  private static final String SETTINGS =
      """
      SecRuleEngine On
      SecRequestBodyAccess On
      SecRequestBodyLimit 13107200
      SecRequestBodyNoFilesLimit 2000000
      SecAuditEngine RelevantOnly
      SecAuditLogRelevantStatus "^(?:5|40[0-3])"
      SecAuditLogParts ABIJDEFHZ
      SecAuditLogFormat JSON
      SecRule REQUEST_HEADERS:Content-Type "^application/json" \
        "id:200001,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=JSON"
      SecRule REQUEST_HEADERS:Content-Type "^(?:application(?:/soap[+]|/)|text/)xml" \
        "id:200000,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=XML"
      SecRule REQBODY_ERROR "!@eq 0" "id:200002,phase:2,t:none,log,deny,status:400,msg:'body'"
      SecAction "id:900000,phase:1,nolog,pass,\
        setvar:tx.blocking_paranoia_level=LEVEL,setvar:tx.detection_paranoia_level=LEVEL"
      """;
  private static final ResponseHead ANSWER =
      new ResponseHead(
          200, Bytes.of("HTTP/1.1"), List.of(Header.of("Content-Type", "application/json")));

  private static final int VARIED = 256;
  private static final int FIRST = 1_000;
  private static final int[] YARD = new int[1 << 14];

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Waf waf;
  private int blocked;

  private WafCost(Waf waf) {
    this.waf = waf;
  }

  /// Prints one line a kind.
  public static void main(String[] args) throws Exception {
    if (args.length < 2) {
      System.err.println("usage: WafCost CRS-FOLDER PARANOIA-LEVEL [KIND]...");
      System.exit(2);
    }
    WafCost cost = new WafCost(load(args[0], args[1]));
    List<String> kinds =
        args.length == 2 ? WafTraffic.KINDS : List.of(args).subList(2, args.length);
    System.out.println(
        "| kind, paranoia "
            + args[1]
            + " | first 1000 | warm | steady | best | allocated | blocked |");
    System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
    for (String kind : kinds) {
      cost.measure(kind);
    }
  }

  static Waf load(String folder, String level) throws Exception {
    long began = System.nanoTime();
    Waf waf =
        new Engine(InstantSource.system())
            .waf()
            .rules("settings", SETTINGS.replace("LEVEL", level))
            .include(folder + "/crs-setup.conf.example")
            .include(folder + "/rules/*.conf")
            .build();
    System.out.printf(
        Locale.ROOT,
        "%d rules loaded in %d ms%n%n",
        waf.size(),
        (System.nanoTime() - began) / 1_000_000);
    return waf;
  }

  private void measure(String kind) {
    boolean large = kind.equals("json100k") || kind.equals("json1m");
    List<Request> requests = new WafTraffic(1).make(kind, large ? 32 : VARIED);
    long began = threads.getCurrentThreadCpuTime();
    int first = large ? 64 : FIRST;
    for (int i = 0; i < first; i++) {
      run(requests.get(i % requests.size()));
    }
    double early = (threads.getCurrentThreadCpuTime() - began) / (double) first;
    long seconds = Long.getLong("profile", 0);
    int rounds = large ? 12 : 60;
    long end = System.nanoTime() + seconds * 1_000_000_000;
    while (System.nanoTime() < end) {
      round(requests);
    }
    long warm = threads.getCurrentThreadCpuTime() + Long.getLong("warm", 6) * 1_000_000_000;
    while (threads.getCurrentThreadCpuTime() < warm) {
      round(requests);
    }
    double[] times = new double[rounds];
    double[] speeds = new double[rounds];
    blocked = 0;
    long allocated = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < rounds; i++) {
      times[i] = round(requests);
      speeds[i] = yardstick();
    }
    allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
    double fastest = Arrays.stream(speeds).min().orElseThrow();
    double[] steady = new double[rounds];
    Arrays.setAll(steady, i -> times[i] * fastest / speeds[i]);
    Arrays.sort(times);
    Arrays.sort(steady);
    System.out.printf(
        Locale.ROOT,
        "| %s | %.1f µs | %.1f µs | %.1f µs | %.1f µs | %d B | %d %% |%n",
        kind,
        early / 1_000,
        times[rounds / 2] / 1_000,
        steady[rounds / 2] / 1_000,
        times[rounds / 10] / 1_000,
        allocated / rounds / requests.size(),
        100 * blocked / rounds / requests.size());
  }

  /// CPU time of a fixed piece of work: the same instructions take up to twice the time when others
  /// use the core's other half.
  private double yardstick() {
    long began = threads.getCurrentThreadCpuTime();
    int turns = 0;
    for (int i = 0; i < YARD.length * 20; i++) {
      int place = (turns ^ i * 0x9E37_79B9) >>> 7 & YARD.length - 1;
      turns += YARD[place]++;
    }
    blocked += turns == 1 ? 1 : 0;
    return threads.getCurrentThreadCpuTime() - began;
  }

  private double round(List<Request> requests) {
    long began = threads.getCurrentThreadCpuTime();
    for (Request request : requests) {
      run(request);
    }
    return (threads.getCurrentThreadCpuTime() - began) / (double) requests.size();
  }

  private void run(Request request) {
    if (run(waf, request)) {
      blocked++;
    }
  }

  /// One request and its answer; true when it was refused. What it leaves for logs is written out,
  /// but to no file.
  static boolean run(Waf waf, Request request) {
    Transaction transaction = waf.begin(CONNECTION, "01JD0000000000000000000000");
    transaction.requestHead(request.head());
    Bytes body = request.body();
    if (!body.isEmpty()) {
      transaction.requestBody(body.array(), body.from(), body.to());
    }
    boolean refused = transaction.endRequest() != null;
    if (!refused) {
      transaction.responseHead(ANSWER);
      transaction.endResponse();
    }
    AuditRecord record = transaction.end();
    List<String> lines = transaction.errorLog();
    boolean told = record != null && !record.toJson().isEmpty() || !lines.isEmpty();
    if (refused && !told) {
      throw new IllegalStateException("refused, but in no log");
    }
    return refused;
  }
}
