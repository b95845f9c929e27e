package gatehouse.plugin.waf;

import gatehouse.seclang.rule.Hidden;
import gatehouse.spi.Discretion;

/// The firewall's logs hide what all logs of the gateway do.
record HiddenNames(Discretion discretion) implements Hidden {
  @Override
  public boolean hides(String name) {
    return discretion.hides(name);
  }

  @Override
  public boolean hidesHeader(String lowerName) {
    return discretion.hidesHeader(lowerName);
  }

  @Override
  public String address(String text) {
    return discretion.address(text);
  }
}
