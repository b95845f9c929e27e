package gatehouse.plugin.waf;

import gatehouse.seclang.mask.Hidden;
import gatehouse.spi.Discretion;

/// The firewall's logs hide what all logs of the gateway do.
record HiddenNames(Discretion discretion) implements Hidden {
  @Override
  public boolean hides(String name) {
    return discretion.hides(name);
  }

  @Override
  public String header(String lowerName, String value) {
    return discretion.header(lowerName, value);
  }
}
