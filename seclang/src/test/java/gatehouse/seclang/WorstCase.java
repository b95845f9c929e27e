package gatehouse.seclang;

import gatehouse.seclang.HostileInput.Carrier;
import gatehouse.seclang.HostileInput.Order;
import gatehouse.seclang.HostileInput.Request;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Searches for requests that make the firewall work most for each byte: begins with each pattern's
/// own words and with shapes of bodies, keeps the dearest, varies them and so climbs, once by work
/// counted and once by processor time. In the end the dearest are sent with up to a mebibyte and
/// compared with what ordinary texts of that size cost.
final class WorstCase {
  static final int KIBIBYTE = 1 << 10;

  private static final List<Integer> SIZES = List.of(4, 64, 1_024);
  private static final int CLIMBING_SIZE = 16 * KIBIBYTE;
  private static final int KEPT = 40;

  /// Of each carrier.
  private static final int SHOWN = 2;

  /// What turns decoders, lexers and transformations on.
  private static final String[] TURNS =
      ("%25|%u0041|&lt;|&#x41;|&#0;|\\u0041|\\x41|\\|'|\"|`|<a"
              + " |<!--|-->|/*|*/|/**/|--|//|../|./|;|,|${|{{|$(|#|0x41|0|=|==|(|)|[|]|{|}|@@|@|^|~|?|!|:|://|.|-|_|+|&|&&|"
              + " |  |\t|\n"
              + "|\r\n"
              + "|\0|\u00c3\u00a9|\u00ff|\u00bc|a|A|select |union all |' or 1=1"
              + " |javascript:|data:;base64,|onerror=|style=|a=b;|(1),(|xp_|/etc/|c:\\|cmd"
              + " |php:|O:8:|http://|a'b\"c|\\u\\x\\|% 20|a/../|"
              + " /(|,0x41|char(|QWxh|=?|\u00e2\u0080\u0098")
          .split("\\|");

  /// What a request cost.
  record Cost(long work, double nanos, int bytes, boolean limited) {

    double workPerByte() {
      return (double) work / bytes;
    }

    double nanosPerByte() {
      return nanos / bytes;
    }
  }

  private record Found(HostileInput input, Cost cost) {}

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Waf waf;
  private final List<String> words;
  private final List<HostileInput> seeds = new ArrayList<>();
  private final Random random;

  WorstCase(Waf waf, Path rules, long seed) throws IOException {
    this.waf = waf;
    this.random = new Random(seed);
    Set<String> all = new LinkedHashSet<>(List.of(TURNS));
    for (Carrier carrier : Carrier.values()) {
      for (Order order : Order.values()) {
        seeds.add(new HostileInput(carrier, order, List.of(TURNS)));
      }
    }
    for (String turn : TURNS) {
      seeds.add(new HostileInput(Carrier.JSON_VALUE, Order.IN_TURN, List.of(turn)));
      seeds.add(new HostileInput(Carrier.FORM_RAW, Order.IN_TURN, List.of(turn)));
    }
    for (String pattern : patterns(rules)) {
      List<String> own = words(pattern);
      all.addAll(own);
      seeds.add(new HostileInput(Carrier.JSON_VALUE, Order.AT_RANDOM, own));
      String word = own.get(random.nextInt(own.size()));
      seeds.add(new HostileInput(Carrier.JSON_VALUE, Order.IN_TURN, List.of(word)));
    }
    this.words = List.copyOf(all);
  }

  /// A rule set at a paranoia level, as the gateway would run it.
  static Waf load(Path rules, int level) throws SecLangException {
    return load(rules, level, "");
  }

  /// @param more directives
  static Waf load(Path rules, int level, String more) throws SecLangException {
    String settings =
        """
        SecRuleEngine On
        SecRequestBodyAccess On
        SecResponseBodyAccess On
        SecResponseBodyMimeType text/html
        SecRequestBodyLimit 13107200
        SecRequestBodyNoFilesLimit 13107200
        SecResponseBodyLimit 13107200
        SecAuditEngine RelevantOnly
        SecRule REQUEST_HEADERS:Content-Type "^application/json" \
          "id:200001,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=JSON"
        SecRule REQUEST_HEADERS:Content-Type "^(?:application(?:/soap[+]|/)|text/)xml" \
          "id:200000,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=XML"
        SecAction "id:900000,phase:1,nolog,pass,setvar:tx.blocking_paranoia_level=%d,\
        setvar:tx.detection_paranoia_level=%d,setvar:tx.max_num_args=1000"
        """;
    return new Engine(InstantSource.system())
        .waf()
        .rules("settings", settings.replace("\\\n", "").formatted(level, level) + more)
        .include(rules.resolve("crs-setup.conf.example").toString())
        .include(rules.resolve("rules/*.conf").toString())
        .build();
  }

  /// What an ordinary text costs as one value of JSON.
  Cost ordinary(OrdinaryTexts.Kind kind, int size) {
    HostileInput input =
        new HostileInput(Carrier.JSON_VALUE, Order.IN_TURN, List.of(OrdinaryTexts.of(kind, size)));
    return cost(input.request(size));
  }

  Cost cost(Request request) {
    long began = threads.getCurrentThreadCpuTime();
    Transaction transaction = request.send(waf);
    long nanos = threads.getCurrentThreadCpuTime() - began;
    return new Cost(transaction.work(), nanos, request.size(), transaction.isExhausted());
  }

  List<HostileInput> seeds() {
    return List.copyOf(seeds);
  }

  HostileInput mutant(HostileInput of) {
    return of.mutant(words, random);
  }

  /// The dearest after so many minutes.
  private List<HostileInput> search(double minutes) {
    List<Found> byWork = new ArrayList<>();
    List<Found> byTime = new ArrayList<>();
    long end = System.nanoTime() + (long) (minutes * 60e9);
    List<HostileInput> first = new ArrayList<>(seeds);
    Collections.shuffle(first, random);
    int tried = 0;
    while (System.nanoTime() < end) {
      List<Found> pool = random.nextBoolean() ? byWork : byTime;
      HostileInput input =
          tried < first.size() ? first.get(tried) : mutant(pool.get(rank(pool)).input);
      tried++;
      Request request = input.request(CLIMBING_SIZE);
      Cost cost = cost(request);
      keep(byWork, new Found(input, cost), found -> found.cost.workPerByte());
      if (byTime.size() < KEPT || cost.nanosPerByte() > byTime.getLast().cost.nanosPerByte()) {
        // The first time may have met a collection or a compiler.
        Cost again = cost(request);
        keep(byTime, new Found(input, again), found -> found.cost.nanosPerByte());
      }
    }
    System.out.printf(Locale.ROOT, "%n%d recipes tried%n%n", tried);
    Set<HostileInput> dearest = new LinkedHashSet<>();
    byWork.forEach(found -> dearest.add(found.input));
    byTime.forEach(found -> dearest.add(found.input));
    return List.copyOf(dearest);
  }

  /// Mostly one of the first.
  private int rank(List<Found> pool) {
    return Math.min(random.nextInt(pool.size()), random.nextInt(pool.size()));
  }

  /// Of one carrier at most a quarter is kept, so that the search does not end where it begins.
  private static void keep(List<Found> pool, Found found, ToDoubleFunction<Found> measure) {
    if (pool.stream().anyMatch(known -> known.input.equals(found.input))) {
      return;
    }
    pool.add(found);
    pool.sort(Comparator.comparingDouble(measure).reversed());
    List<Found> same =
        pool.stream().filter(one -> one.input.carrier() == found.input.carrier()).toList();
    if (same.size() > KEPT / 4) {
      pool.remove(same.getLast());
    } else if (pool.size() > KEPT) {
      pool.removeLast();
    }
  }

  /// Every pattern and every list of phrases of a rule set.
  private static List<String> patterns(Path folder) throws IOException {
    List<String> patterns = new ArrayList<>();
    Pattern rule =
        Pattern.compile("\"!?@(?:rx|pm|within|contains) (.+?)\" \\\\\\n", Pattern.DOTALL);
    List<Path> files;
    try (Stream<Path> found = Files.list(folder.resolve("rules"))) {
      files = found.sorted().toList();
    }
    for (Path file : files) {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      if (file.toString().endsWith(".conf")) {
        Matcher matcher = rule.matcher(text);
        while (matcher.find()) {
          patterns.add(matcher.group(1));
        }
      } else if (file.toString().endsWith(".data")) {
        patterns.add(text.substring(0, Math.min(text.length(), 2_000)).replace('\n', ' '));
      }
    }
    return patterns;
  }

  private static List<String> words(String pattern) {
    List<String> words = new ArrayList<>(List.of(" ", "'"));
    Matcher matcher =
        Pattern.compile("\\\\x([0-9a-f]{2})|[A-Za-z0-9_]+|[^A-Za-z0-9_]").matcher(pattern);
    while (matcher.find()) {
      String code = matcher.group(1);
      words.add(code == null ? matcher.group() : String.valueOf((char) Integer.parseInt(code, 16)));
    }
    return words;
  }

  /// Arguments: the folder of the rule set, a paranoia level, minutes, and a number to draw by.
  public static void main(String[] args) throws Exception {
    Path rules = Path.of(args[0]);
    int level = Integer.parseInt(args[1]);
    long seed = args.length > 3 ? Long.parseLong(args[3]) : 1;
    WorstCase worst = new WorstCase(load(rules, level), rules, seed);
    Map<Integer, Cost> ordinary = worst.ordinary();
    List<HostileInput> dearest = worst.search(Double.parseDouble(args[2]));
    for (Map.Entry<Integer, Cost> each : ordinary.entrySet()) {
      dearest = worst.print(each.getKey(), dearest, each.getValue());
    }
  }

  /// By size, the median of all kinds.
  private Map<Integer, Cost> ordinary() {
    System.out.println("| ordinary text, KiB | work/byte | ns/byte | limit |");
    System.out.println("| --- | --- | --- | --- |");
    Map<Integer, Cost> medians = new TreeMap<>();
    for (int size : SIZES) {
      List<Cost> costs = new ArrayList<>();
      for (OrdinaryTexts.Kind kind : OrdinaryTexts.Kind.values()) {
        Cost cost = ordinary(kind, size * KIBIBYTE);
        for (int i = 0; i < 4; i++) {
          cost = ordinary(kind, size * KIBIBYTE);
        }
        costs.add(cost);
        row(kind + ", " + size, cost, "");
      }
      double work = median(costs, Cost::workPerByte);
      double nanos = median(costs, Cost::nanosPerByte);
      medians.put(size, new Cost((long) (work * (1 << 20)), nanos * (1 << 20), 1 << 20, false));
      row("**median, " + size + "**", medians.get(size), "");
    }
    return medians;
  }

  private static double median(List<Cost> costs, ToDoubleFunction<Cost> measure) {
    return costs.stream()
        .mapToDouble(measure)
        .sorted()
        .skip(costs.size() / 2)
        .findFirst()
        .orElse(0);
  }

  /// Gives those that were shown: only they are worth a larger size.
  private List<HostileInput> print(int size, List<HostileInput> inputs, Cost ordinary) {
    List<Found> found = new ArrayList<>();
    for (HostileInput input : inputs) {
      Cost first = cost(input.request(size * KIBIBYTE));
      Cost again = cost(input.request(size * KIBIBYTE));
      double nanos = Math.min(first.nanos, again.nanos);
      found.add(new Found(input, new Cost(first.work, nanos, first.bytes, first.limited)));
    }
    found.sort(Comparator.comparingDouble((Found one) -> one.cost.nanosPerByte()).reversed());
    System.out.println(
        "\n| input, " + size + " KiB | work/byte | ns/byte | times ordinary | limit |");
    System.out.println("| --- | --- | --- | --- | --- |");
    Map<Carrier, Integer> counts = new EnumMap<>(Carrier.class);
    List<HostileInput> shown = new ArrayList<>();
    for (Found one : found) {
      if (counts.merge(one.input.carrier(), 1, Integer::sum) > SHOWN) {
        continue;
      }
      shown.add(one.input);
      double ratio = one.cost.nanosPerByte() / ordinary.nanosPerByte();
      row(one.input.toString(), one.cost, String.format(Locale.ROOT, " %.1f |", ratio));
    }
    return shown;
  }

  private static void row(String name, Cost cost, String ratio) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %.1f | %.0f |%s %s |%n",
        name,
        cost.workPerByte(),
        cost.nanosPerByte(),
        ratio,
        cost.limited() ? "yes" : "");
  }
}
