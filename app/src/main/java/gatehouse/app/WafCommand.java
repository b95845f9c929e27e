package gatehouse.app;

import gatehouse.config.Fault;
import gatehouse.config.Loaded;
import gatehouse.model.EntityIndex;
import gatehouse.model.PluginEntity;
import gatehouse.model.Route;
import gatehouse.model.Snapshot;
import gatehouse.plugin.waf.Findings;
import gatehouse.plugin.waf.Trial;
import gatehouse.plugin.waf.WafPlugin;
import gatehouse.spi.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `gatehouse waf`: lints SecLang, and explains what a request triggers.
final class WafCommand implements Command {
  private static final Flag STRICT = Flag.aSwitch("--strict", "check: takes warnings for faults.");
  private static final Flag REQUEST =
      Flag.one("--request", "FILE", "test: a raw HTTP/1 request, as it would come over the wire.");
  private static final Flag ROUTE =
      Flag.one(
          "--route",
          "NAME",
          "test: the route whose firewall is tried, by name or id; otherwise the global one,",
          "or the only one there is.");

  private static final Flag CLIENT =
      Flag.one(
          "--client",
          "ADDRESS",
          "test: the client's address, for rules that look at it; otherwise 127.0.0.1.");

  private static final Flag NAMES =
      Flag.aSwitch(
          "--names", "test: lets @rbl ask this system's name servers; otherwise it asks nobody.");

  private final Terminal terminal;

  WafCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public String name() {
    return "waf";
  }

  @Override
  public String summary() {
    return "Lints SecLang rules (check), and explains what a request triggers (test).";
  }

  @Override
  public String operands() {
    return "check FILE... | test";
  }

  @Override
  public List<Flag> flags() {
    return List.of(STRICT, REQUEST, CLIENT, NAMES, ConfigFlag.FLAG, ROUTE);
  }

  @Override
  public int run(Arguments arguments) throws IOException {
    List<String> words = arguments.operands();
    String what = words.isEmpty() ? "" : words.getFirst();
    return switch (what) {
      case "check" -> check(words.subList(1, words.size()), arguments.has(STRICT));
      case "test" -> test(arguments, words);
      default -> throw new UsageException("waf takes 'check FILE...' or 'test --request FILE'");
    };
  }

  private int check(List<String> files, boolean strict) {
    if (files.isEmpty()) {
      throw new UsageException("waf check needs a file");
    }
    for (String file : files) {
      if (Files.isDirectory(Path.of(file))) {
        throw new UsageException(file + " is a folder; name its files: " + file + "/*.conf");
      }
    }
    List<Findings.Finding> findings = Findings.of(files);
    FaultReport report = new FaultReport(terminal);
    int errors = 0;
    for (Findings.Finding finding : findings) {
      Fault told =
          new Fault(
              finding.file(), finding.line(), finding.column(), null, null, finding.message());
      if (finding.isError()) {
        report.faults(List.of(told));
        errors++;
      } else {
        report.warnings(List.of(told));
      }
    }
    report.summary(errors, findings.size() - errors);
    return errors > 0 || strict && !findings.isEmpty() ? Main.BAD_CONFIGURATION : Main.OK;
  }

  private int test(Arguments arguments, List<String> words) throws IOException {
    String request = arguments.one(REQUEST);
    if (request == null || words.size() > 1) {
      throw new UsageException("waf test needs --request FILE, and takes nothing else");
    }
    byte[] bytes = read(request);
    String client = client(arguments.one(CLIENT));
    List<Path> paths = ConfigFlag.paths(arguments, terminal);
    Trial trial = Trial.ofBaseline();
    if (!paths.isEmpty()) {
      switch (Instance.loader(terminal.environment()).load(paths)) {
        case Loaded.Invalid(List<Fault> faults, List<Fault> warnings) -> {
          FaultReport report = new FaultReport(terminal);
          report.faults(faults);
          report.warnings(warnings);
          report.summary(faults.size(), warnings.size());
          return Main.BAD_CONFIGURATION;
        }
        case Loaded.Valid(Snapshot snapshot, _) ->
            trial = Trial.of(chosen(snapshot, arguments.one(ROUTE)));
      }
    } else if (arguments.one(ROUTE) != null) {
      throw new UsageException("--route needs --config PATH");
    }
    try {
      SystemNames names = arguments.has(NAMES) ? new SystemNames() : null;
      terminal.out().print(Printable.lines(trial.explain(bytes, client, names)));
      if (names != null) {
        names.refusals().forEach(why -> terminal.out().println("note: " + Printable.lines(why)));
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException("--request: " + e.getMessage());
    }
    terminal.out().flush();
    return Main.OK;
  }

  private static String client(@Nullable String address) {
    if (address != null && IpAddress.parse(address) == null) {
      throw new UsageException("--client: not an IP address: " + address);
    }
    return address == null ? "127.0.0.1" : address;
  }

  /// The firewall that acts on a route: its own, its service's, or the global one. Without a route
  /// the global one, or the only one there is.
  private static WafPlugin.Config chosen(Snapshot snapshot, @Nullable String route) {
    List<PluginEntity> all =
        snapshot.plugins().stream().filter(p -> p.name().equals("waf") && p.enabled()).toList();
    Route named = null;
    if (route != null) {
      named = new EntityIndex(snapshot).find(Route.class, route);
      if (named == null) {
        throw new UsageException("--route: no route " + route);
      }
    }
    PluginEntity best = null;
    for (PluginEntity one : all) {
      if (rank(one, named) > (best == null ? 0 : rank(best, named))) {
        best = one;
      }
    }
    if (best == null && named == null && all.size() == 1) {
      best = all.getFirst();
    }
    if (best == null || !(best.config() instanceof WafPlugin.Config config)) {
      throw new UsageException(
          "no firewall acts there" + (route == null ? ": name a --route" : ""));
    }
    return config;
  }

  /// How closely an instance belongs to a route; 0 when it does not act there.
  private static int rank(PluginEntity plugin, @Nullable Route route) {
    if (plugin.route() == null && plugin.service() == null) {
      return 1;
    }
    if (route == null) {
      return 0;
    }
    boolean onRoute = plugin.route() == null || plugin.route().equals(route.id());
    boolean onService = plugin.service() == null || plugin.service().equals(route.service());
    return onRoute && onService ? plugin.route() == null ? 2 : 3 : 0;
  }

  private static byte[] read(String file) throws IOException {
    try {
      Path path = Path.of(file);
      if (!Files.isRegularFile(path)) {
        throw new UsageException("--request: no such file: " + file);
      }
      return Files.readAllBytes(path);
    } catch (InvalidPathException e) {
      throw new UsageException("--request: not a path: " + e.getReason());
    }
  }
}
