package gatehouse.app;

import gatehouse.seclang.operator.NameLookup;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/// Asks the name servers of this system, for commands that may wait.
final class SystemNames implements NameLookup {
  private final List<String> refusals = new ArrayList<>();

  @Override
  public List<String> addresses(String name, String list) {
    try {
      List<String> addresses = new ArrayList<>();
      // With the dot it stands for itself alone.
      for (InetAddress address : InetAddress.getAllByName(name + ".")) {
        if (address instanceof Inet4Address) {
          addresses.add(address.getHostAddress());
        }
      }
      return addresses;
    } catch (UnknownHostException e) {
      return List.of();
    }
  }

  @Override
  public void refused(String list, String why) {
    String line = list + ": " + why;
    if (!refusals.contains(line)) {
      refusals.add(line);
    }
  }

  /// The lists that answered without an answer.
  List<String> refusals() {
    return refusals;
  }
}
