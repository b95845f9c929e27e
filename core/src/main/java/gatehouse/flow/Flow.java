package gatehouse.flow;

import gatehouse.answer.JsonBody;
import gatehouse.compile.CurrentPlan;
import gatehouse.decode.BadMessage;
import gatehouse.decode.ClientListener;
import gatehouse.decode.ClientStream;
import gatehouse.decode.Connection;
import gatehouse.decode.ExchangeStarter;
import gatehouse.decode.RequestHead;
import gatehouse.log.Metrics;
import gatehouse.model.Settings;
import gatehouse.spi.Answer;
import gatehouse.spi.Headers;
import io.netty.buffer.Unpooled;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Begins an exchange for each request, on the plan of that moment. One for each event loop.
public final class Flow implements ExchangeStarter {
  private static final Logger LOG = LoggerFactory.getLogger(Flow.class);

  private final Shared shared;
  private final FlowLoop loop;

  /// What the exchanges of all loops share.
  ///
  /// @param plan the plan for exchanges that begin now
  /// @param blocking runs work that blocks
  /// @param processors runs work that keeps a processor busy; rejects what is too much
  /// @param token how the gateway names itself in `Via` and `Server`
  public record Shared(
      CurrentPlan plan,
      Settings settings,
      Metrics metrics,
      BodyMemory bodyMemory,
      Executor blocking,
      Executor processors,
      String token) {}

  public Flow(Shared shared, FlowLoop loop) {
    this.shared = shared;
    this.loop = loop;
  }

  Shared shared() {
    return shared;
  }

  FlowLoop loop() {
    return loop;
  }

  @Override
  public ClientListener begin(RequestHead head, ClientStream stream, Connection connection) {
    LiveExchange exchange = new LiveExchange(this, shared.plan().enter(), head, stream, connection);
    exchange.start();
    return exchange;
  }

  @Override
  public void malformed(BadMessage reason, Connection connection) {
    note(loop.newId(), reason, connection);
  }

  private void note(String id, BadMessage reason, Connection connection) {
    LOG.debug("{} refused from {}: {}", id, connection.peer(), reason.reason());
    shared.metrics().protocolError(reason.kind());
  }

  @Override
  public void refuse(BadMessage reason, ClientStream stream, Connection connection) {
    String id = loop.newId();
    note(id, reason, connection);
    byte[] body = JsonBody.of(Answer.error(reason.status(), reason.answer()), id);
    Headers headers = new Headers();
    headers.add(Reply.CONTENT_TYPE, Reply.JSON);
    headers.add(ForwardedFields.REQUEST_ID, id);
    stream.head(reason.status(), headers, body.length, false);
    stream.chunk(Unpooled.wrappedBuffer(body));
    stream.end(null);
  }
}
