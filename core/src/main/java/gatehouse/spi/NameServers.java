package gatehouse.spi;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Asks the name servers that services are looked up by. Nothing is kept: whoever asks often keeps
/// the answers as long as they live.
public interface NameServers {
  /// The IPv4 addresses of a name as it stands, to which no domain is ever added; none when there
  /// is no such name. The stage fails with an [java.io.IOException] when no server says anything in
  /// time, whose message does not hold the name. It completes on an event loop: what hangs on it
  /// must not block.
  CompletionStage<Addresses> addresses(String name);

  /// What a name stands for.
  ///
  /// @param lifetime how long that holds; of no addresses the server does not say it, and it is
  ///   zero
  record Addresses(List<IpAddress> addresses, Duration lifetime) {}
}
