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
    // Arguments the engine finds by their names itself, as long as no escapes are in them.
    return text.indexOf('@', 0) < 0 && text.indexOf('%', 0) < 0
        ? text
        : Bytes.of(discretion.address(text.toString()));
  }
}
