package gatehouse.bench;

import com.sun.management.ThreadMXBean;
import gatehouse.bench.WafTraffic.Request;
import gatehouse.seclang.body.Header;
import gatehouse.seclang.injection.MarkupInjection;
import gatehouse.seclang.injection.SqlInjection;
import gatehouse.seclang.operator.InjectionDetector;
import gatehouse.seclang.text.Bytes;
import java.lang.management.ManagementFactory;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the injection detectors cost a request: CPU time and allocation of the thread for the
/// distinct values that the rule set shows them (arguments and cookies with their names,
/// User-Agent, Referer), over varied requests.
public final class InjectionCost {
  private static final Pattern MEMBER =
      Pattern.compile("\"(\\w+)\":(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^,}\\]]+))");
  private static final int REQUESTS = 256;
  private static final int ROUNDS = 60;
  private static final int TURNS = 10;
  private static final long WARM_UP = 4_000_000_000L;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private long found;
  private long allocated;

  private InjectionCost() {}

  /// Prints a line for each kind of request that harmless clients send, and for attacks.
  public static void main(String[] args) {
    InjectionCost cost = new InjectionCost();
    System.out.println("| kind | values | SQL | markup | allocated |");
    System.out.println("| --- | --- | --- | --- | --- |");
    for (String kind : List.of("get", "json1k", "json10k", "form", "attack")) {
      cost.measure(kind);
    }
    System.out.printf(Locale.ROOT, "%n%d values recognised on the way%n", cost.found);
  }

  private void measure(String kind) {
    List<List<Bytes>> requests =
        new WafTraffic(1).make(kind, REQUESTS).stream().map(InjectionCost::values).toList();
    double values = requests.stream().mapToInt(List::size).average().orElseThrow();
    allocated = 0;
    double sql = microseconds(new SqlInjection(), requests);
    double markup = microseconds(new MarkupInjection(), requests);
    System.out.printf(
        Locale.ROOT,
        "| %s | %.0f | %.2f µs | %.2f µs | %.1f B |%n",
        kind,
        values,
        sql,
        markup,
        (double) allocated / (ROUNDS * TURNS * REQUESTS));
  }

  private double microseconds(InjectionDetector detector, List<List<Bytes>> requests) {
    long warm = threads.getCurrentThreadCpuTime() + WARM_UP;
    while (threads.getCurrentThreadCpuTime() < warm) {
      round(detector, requests);
    }
    double[] times = new double[ROUNDS];
    allocated -= threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ROUNDS; i++) {
      long began = threads.getCurrentThreadCpuTime();
      for (int turn = 0; turn < TURNS; turn++) {
        round(detector, requests);
      }
      times[i] = (threads.getCurrentThreadCpuTime() - began) / (TURNS * 1e3 * REQUESTS);
    }
    allocated += threads.getCurrentThreadAllocatedBytes();
    Arrays.sort(times);
    return times[ROUNDS / 2];
  }

  private void round(InjectionDetector detector, List<List<Bytes>> requests) {
    for (int i = 0; i < requests.size(); i++) {
      List<Bytes> values = requests.get(i);
      for (int j = 0; j < values.size(); j++) {
        found += detector.detect(values.get(j)) == null ? 0 : 1;
      }
    }
  }

  private static List<Bytes> values(Request request) {
    Set<String> values = new LinkedHashSet<>();
    String target = request.head().target().toString();
    int query = target.indexOf('?');
    if (query >= 0) {
      addPairs(target.substring(query + 1), "&", values);
    }
    for (Header header : request.head().headers()) {
      switch (header.name().toString()) {
        case "User-Agent", "Referer" -> values.add(header.value().toString());
        case "Cookie" -> addPairs(header.value().toString(), "; ", values);
        default -> {}
      }
    }
    String body = request.body().toString();
    if (body.startsWith("{") || body.startsWith("[")) {
      Matcher members = MEMBER.matcher(body);
      while (members.find()) {
        values.add("json." + members.group(1));
        values.add(members.group(2) == null ? members.group(3) : members.group(2));
      }
    } else if (!body.isEmpty()) {
      addPairs(body, "&", values);
    }
    return values.stream().map(Bytes::of).toList();
  }

  private static void addPairs(String text, String separator, Set<String> values) {
    for (String pair : text.split(separator)) {
      int equals = pair.indexOf('=');
      values.add(pair.substring(0, equals));
      values.add(URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.ISO_8859_1));
    }
  }
}
