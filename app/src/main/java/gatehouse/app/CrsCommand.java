package gatehouse.app;

import gatehouse.plugin.waf.CrsInstaller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `gatehouse crs install`: puts a release of the Core Rule Set where `crs: installed` finds it.
final class CrsCommand implements Command {
  private final Terminal terminal;

  CrsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public String name() {
    return "crs";
  }

  @Override
  public String summary() {
    return "Installs a release of the Core Rule Set, after checking it, into $GATEHOUSE_HOME/crs.";
  }

  @Override
  public String operands() {
    return "install ARCHIVE|FOLDER";
  }

  @Override
  public List<Flag> flags() {
    return List.of();
  }

  @Override
  public int run(Arguments arguments) {
    List<String> words = arguments.operands();
    if (words.size() != 2 || !words.getFirst().equals("install")) {
      throw new UsageException("crs takes 'install ARCHIVE|FOLDER'");
    }
    Path source = Path.of(words.getLast());
    if (!Files.exists(source)) {
      throw new UsageException("no such file or folder: " + source);
    }
    Path home = home();
    if (home == null) {
      throw new UsageException("GATEHOUSE_HOME is not set, so there is no place to put it");
    }
    try {
      CrsInstaller.Installed installed = new CrsInstaller(home).install(source);
      installed.faults().forEach(terminal.err()::println);
      if (installed.rules() == 0) {
        terminal.err().println("not installed: the rules cannot be used");
        return Main.BAD_CONFIGURATION;
      }
      terminal.out().println(installed.rules() + " rules in " + installed.folder());
      return Main.OK;
    } catch (IOException e) {
      terminal.err().println("gatehouse: not installed: " + e.getMessage());
      return Main.BAD_CONFIGURATION;
    }
  }

  private @Nullable Path home() {
    String given = terminal.environment().getOrDefault("GATEHOUSE_HOME", "");
    return given.isEmpty() ? CrsInstaller.home() : Path.of(given);
  }
}
