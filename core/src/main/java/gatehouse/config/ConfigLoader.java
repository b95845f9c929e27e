package gatehouse.config;

import gatehouse.model.Snapshot;
import gatehouse.spi.Catalogue;
import gatehouse.yaml.Node;
import gatehouse.yaml.YamlReader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// Makes a snapshot of declarative documents in Kong's format: the one way from text to a valid
/// configuration. Reads nothing but what it is given, keeps nothing, and never throws for what a
/// document says. Safe for use by several threads.
public final class ConfigLoader {
  private final Catalogue catalogue;
  private final Map<String, String> environment;
  private final int largest;

  /// A loader for these plugins, and for texts of the usual size.
  ///
  /// @param environment where `{vault://env/…}` references are looked up
  public ConfigLoader(Catalogue catalogue, Map<String, String> environment) {
    this(catalogue, environment, YamlReader.LARGEST);
  }

  /// @param largest the most bytes of one text
  public ConfigLoader(Catalogue catalogue, Map<String, String> environment, int largest) {
    this.catalogue = catalogue;
    this.environment = Map.copyOf(environment);
    this.largest = largest;
  }

  /// The most bytes of one text.
  public int largest() {
    return largest;
  }

  /// Loads files, and all `*.yaml`, `*.yml` and `*.json` files of folders in the order of their
  /// names, as one configuration. Entities may refer to others across files.
  public Loaded load(List<Path> filesOrFolders) {
    Faults faults = new Faults();
    List<ConfigText> texts = new ConfigFiles(faults, largest).read(filesOrFolders);
    return load(texts, faults);
  }

  /// Loads one text: YAML or JSON in UTF-8, at most [#largest()] bytes.
  ///
  /// @param origin what faults name it, e.g. `POST /config`
  public Loaded loadText(String origin, byte[] text) {
    return load(List.of(new ConfigText(origin, text)), new Faults());
  }

  private Loaded load(List<ConfigText> texts, Faults faults) {
    Drafts drafts = new Drafts(faults);
    for (ConfigText text : texts) {
      takeIn(text, drafts, faults);
    }
    Snapshot snapshot =
        new Assembly(catalogue, environment, faults, InstantSource.system()).of(drafts, texts);
    return faults.count() == 0
        ? new Loaded.Valid(snapshot, faults.warnings())
        : new Loaded.Invalid(faults.faults(), faults.warnings());
  }

  /// A method of its own, so that no frame holds on to the nodes while they become records.
  private void takeIn(ConfigText text, Drafts drafts, Faults faults) {
    int before = faults.count();
    List<Node> documents =
        new YamlReader(text.origin(), faults.in(text.origin()), largest).read(text.bytes());
    if (documents.isEmpty() && faults.count() == before) {
      // An editor may truncate a file before it writes it: that must not empty the gateway.
      faults.fault(
          new Fault(text.origin(), 1, 1, null, null, "expected a declarative configuration"));
    }
    documents.forEach(drafts::add);
  }
}
