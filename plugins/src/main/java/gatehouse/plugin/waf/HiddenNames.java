package gatehouse.plugin.waf;

import gatehouse.seclang.rule.Hidden;
import gatehouse.seclang.text.Bytes;
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
  public Bytes address(Bytes text) {
    // Nearly all values are none, and need not become a string to tell.
    return text.indexOf('=', 0) < 0 && text.indexOf('@', 0) < 0
        ? text
        : Bytes.of(discretion.address(text.toString()));
  }
}
