package gatehouse.spi;

import java.util.concurrent.CompletionStage;

/// Asks other HTTP servers for plugins: authorizers, key sets, collectors. Connections are kept and
/// shared by all who call with the same TLS options; no redirect is followed.
public interface HttpCaller {
  /// Asks; never blocks. The stage fails with an [java.io.IOException] when no whole answer came
  /// within the call's time and size, whatever the reason; it completes on a thread of its own, so
  /// that what hangs on it may block.
  CompletionStage<HttpReply> call(HttpCall call);
}
