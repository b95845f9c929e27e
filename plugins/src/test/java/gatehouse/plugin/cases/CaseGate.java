package gatehouse.plugin.cases;

/// A gateway that serves one configuration for the cases of a document.
interface CaseGate extends AutoCloseable {
  /// Sends a request and tells what became of it.
  Outcome send(CaseRequest request);

  @Override
  void close();
}
