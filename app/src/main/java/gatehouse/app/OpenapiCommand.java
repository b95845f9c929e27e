package gatehouse.app;

import gatehouse.config.Fault;
import gatehouse.config.Loaded;
import gatehouse.model.Snapshot;
import gatehouse.plugin.inspect.openapi.SpecFault;
import gatehouse.plugin.inspect.openapi.SpecImport;
import gatehouse.plugin.inspect.openapi.Specification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/// `gatehouse openapi`: a configuration from a specification, and where the two differ.
final class OpenapiCommand implements Command {
  private static final Flag URL =
      Flag.one(
          "--service-url",
          "URL",
          "import: where the service is; otherwise the document's first server.");

  private final Terminal terminal;

  OpenapiCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public String name() {
    return "openapi";
  }

  @Override
  public String summary() {
    return "Makes a configuration of a specification (import), and tells where they differ (diff).";
  }

  @Override
  public String operands() {
    return "import FILE | diff FILE";
  }

  @Override
  public List<Flag> flags() {
    return List.of(URL, ConfigFlag.FLAG);
  }

  @Override
  public int run(Arguments arguments) throws IOException {
    List<String> words = arguments.operands();
    if (words.size() != 2) {
      throw new UsageException("openapi takes 'import FILE' or 'diff FILE --config PATH'");
    }
    return switch (words.getFirst()) {
      case "import" -> importFile(words.getLast(), arguments);
      case "diff" -> diff(words.getLast(), arguments);
      default -> throw new UsageException("openapi takes 'import FILE' or 'diff FILE'");
    };
  }

  /// A document that was read.
  private record Source(Path path, String text, Specification.Outcome outcome) {}

  private Source read(String file) throws IOException {
    try {
      Path path = Path.of(file).toAbsolutePath();
      if (!Files.isRegularFile(path)) {
        throw new UsageException("no such file: " + file);
      }
      byte[] text = Files.readAllBytes(path);
      return new Source(
          path,
          new String(text, StandardCharsets.UTF_8),
          Specification.read(text, new Specification.Reading(null, path.getParent())));
    } catch (InvalidPathException e) {
      throw new UsageException("not a path: " + e.getReason());
    }
  }

  private int tell(String file, List<SpecFault> found) {
    FaultReport report = new FaultReport(terminal);
    List<Fault> faults =
        found.stream()
            .map(f ->
                new Fault(
                    f.file().isEmpty() ? file : f.file(),
                    f.line(),
                    f.column(),
                    null,
                    null,
                    f.message()))
            .toList();
    report.faults(faults);
    report.summary(faults.size(), 0);
    return Main.BAD_CONFIGURATION;
  }

  private int importFile(String file, Arguments arguments) throws IOException {
    Source source = read(file);
    Specification specification = source.outcome().specification();
    if (specification == null) {
      return tell(file, source.outcome().faults());
    }
    try {
      SpecImport.Made made =
          SpecImport.write(
              specification,
              source.text(),
              specification.isSelfContained() ? null : source.path().toString(),
              arguments.one(URL));
      terminal.out().print(made.text());
      made.unmet().forEach(unmet -> terminal.err().println(file + ": to do: " + unmet));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
    terminal.out().flush();
    return Main.OK;
  }

  private int diff(String file, Arguments arguments) throws IOException {
    List<Path> paths = ConfigFlag.paths(arguments, terminal);
    if (paths.isEmpty()) {
      throw new UsageException("openapi diff needs --config PATH");
    }
    Source source = read(file);
    Specification specification = source.outcome().specification();
    if (specification == null) {
      return tell(file, source.outcome().faults());
    }
    Loaded loaded = Instance.loader(terminal.environment()).load(paths);
    if (loaded instanceof Loaded.Invalid(List<Fault> faults, List<Fault> warnings)) {
      FaultReport report = new FaultReport(terminal);
      report.faults(faults);
      report.summary(faults.size(), warnings.size());
      return Main.BAD_CONFIGURATION;
    }
    Snapshot snapshot = ((Loaded.Valid) loaded).snapshot();
    List<String> differences = new SpecDiff(specification, snapshot).differences();
    differences.forEach(terminal.out()::println);
    terminal.out().flush();
    return differences.isEmpty() ? Main.OK : Main.BAD_CONFIGURATION;
  }
}
