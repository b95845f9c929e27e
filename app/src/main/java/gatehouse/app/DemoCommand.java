package gatehouse.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// `gatehouse demo`: the gateway on the shipped example, with a sample service behind it. Works on
/// a copy of the example, so that it may be edited and the package may be read-only.
final class DemoCommand implements Command {
  /// What the example names and the demo has elsewhere.
  private static final String SERVICE = "http://127.0.0.1:9000";

  private static final String LOG = "/tmp/gatehouse-demo.log";

  private final Terminal terminal;

  DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public String name() {
    return "demo";
  }

  @Override
  public String summary() {
    return "Runs the gateway on a shipped example with a sample service, and prints what to try.";
  }

  @Override
  public List<Flag> flags() {
    return ServerFlags.FLAGS;
  }

  @Override
  public int run(Arguments arguments) throws IOException {
    Launch launch = ServerFlags.read(arguments, terminal);
    Path folder = Files.createTempDirectory("gatehouse-demo-");
    Path config = folder.resolve("gatehouse.yml");
    Path log = folder.resolve("access.log");
    try (SampleService service = new SampleService();
        AccessLines lines = new AccessLines(log, terminal)) {
      Files.writeString(
          config,
          Files.readString(example(), StandardCharsets.UTF_8)
              .replace(SERVICE, service.url())
              .replace(LOG, log.toString()));
      return new Serving(terminal, launch, List.of(config))
          .run(addresses -> {
            invite(addresses, config);
            lines.start();
          });
    } finally {
      Files.deleteIfExists(config);
      Files.deleteIfExists(log);
      Files.deleteIfExists(folder);
    }
  }

  private static Path example() {
    String home = System.getProperty("gatehouse.home");
    if (home == null) {
      throw new UsageException("demo needs the package: start it with bin/gatehouse");
    }
    return Path.of(home, "examples", "demo", "gatehouse.yml");
  }

  private void invite(Addresses addresses, Path config) {
    PrintWriter out = terminal.out();
    out.println();
    out.println(
        "Gatehouse is at "
            + addresses.http()
            + " and "
            + addresses.https()
            + ", its admin address at "
            + addresses.admin());
    out.println("Its configuration is " + config + ": edit and save it, and it is taken at once.");
    out.println();
    out.println("Try, in another terminal:");
    out.println();
    int number = 1;
    for (DemoScript.Attempt attempt :
        DemoScript.of(addresses.http(), addresses.https(), addresses.admin())) {
      out.println("  " + number++ + "  " + bold(attempt.command()));
      String status = attempt.status() == 0 ? "" : attempt.status() + "  ";
      out.println("     " + status + attempt.answers() + ": " + attempt.why());
    }
    out.println();
    out.println("Each request is told here. Ctrl-C ends the demo.");
    out.println();
    out.flush();
  }

  private String bold(String text) {
    return terminal.colours() ? "\u001b[1m" + text + "\u001b[0m" : text;
  }
}
