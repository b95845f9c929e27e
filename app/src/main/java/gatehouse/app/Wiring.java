package gatehouse.app;

import gatehouse.plugin.Plugins;
import gatehouse.spi.Catalogue;

/// The plugins that are shipped.
final class Wiring {
  private Wiring() {}

  static Catalogue catalogue() {
    return new Catalogue(Plugins.CATALOGUE_CLASSES);
  }
}
