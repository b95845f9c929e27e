package gatehouse.spi;

/// Acts on the whole body of an answer, before anything of the answer has left. The flow holds head
/// and body back until as much of the body is there as [Plugin#responseBody(Exchange)] asks for; a
/// plugin that asks for nothing has no turn.
///
/// Turns are taken in the order of plugins after every [OnResponse], and before any
/// [OnResponseChunk] filter: a plugin judges what the service sent. Answers that Gatehouse made
/// pass here as well. A stream of events and a switch of protocols are never held and give no turn.
public interface OnResponseBody extends Plugin {
  /// Judges or replaces [Response#body()], or replaces the whole answer by returning a [Step.Stop];
  /// never blocks.
  Step onResponseBody(Exchange x);
}
