package gatehouse.spi;

import java.util.List;

/// A plugin's configuration that chooses the names under which credentials travel. Logs hide the
/// values of all of them, on every route.
public interface NamesCredentials {
  /// Names of header fields, arguments and members of bodies, in any case.
  List<String> credentialNames();
}
