package gatehouse.serve;

import gatehouse.decode.BadMessage;
import gatehouse.decode.ClientListener;
import gatehouse.decode.ClientStream;
import gatehouse.decode.Connection;
import gatehouse.decode.ExchangeStarter;
import gatehouse.decode.HeadWriter;
import gatehouse.decode.HttpDate;
import gatehouse.decode.RequestHead;
import gatehouse.listen.ConnectionStart;
import gatehouse.listen.Connections;
import gatehouse.listen.ListenException;
import gatehouse.listen.Listeners;
import gatehouse.listen.Transport;
import gatehouse.loop.Flushes;
import gatehouse.model.Settings;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves one address by a handler that may block; each request has a virtual thread.
public final class OwnServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OwnServer.class);

  private final Transport transport = new Transport(1);
  private final Connections connections;
  private final Listeners listeners;
  private final ExecutorService threads;
  private final InetSocketAddress address;

  /// Answers requests.
  public interface Handler {
    /// Answers a request before it returns; one that it leaves without an answer is broken off.
    ///
    /// @throws IOException if the client has gone or its request breaks off
    void handle(OwnExchange exchange) throws IOException;
  }

  /// Opens an address; requests are answered from now on.
  ///
  /// @param name of the threads
  /// @param most connections open at once; what else bounds clients is what usually bounds them
  /// @throws IOException if the address can't be had
  public OwnServer(String name, Settings.Listen listen, int most, Handler handler)
      throws IOException {
    connections = new Connections(most);
    listeners = new Listeners(transport, Settings.DEFAULT);
    threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + ' ', 0).factory());
    EventLoop loop = transport.loops().getFirst();
    ConnectionStart.PerLoop parts =
        new ConnectionStart.PerLoop(
            new Starter(loop, threads, handler), new HeadWriter(), new Flushes(loop));
    try {
      address =
          listeners.open(
              listen,
              new ConnectionStart(Settings.DEFAULT, connections, Map.of(loop, parts), null));
    } catch (ListenException e) {
      close();
      throw new IOException(e.getMessage(), e.getCause());
    }
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return address;
  }

  /// Stops at once.
  @Override
  public void close() {
    listeners.close();
    connections.close();
    transport.close();
    threads.shutdownNow();
  }

  /// Gives each request its thread.
  private record Starter(EventLoop loop, ExecutorService threads, Handler handler, HttpDate date)
      implements ExchangeStarter {
    Starter(EventLoop loop, ExecutorService threads, Handler handler) {
      this(loop, threads, handler, new HttpDate());
    }

    @Override
    public ClientListener begin(RequestHead head, ClientStream stream, Connection connection) {
      Client client = new Client(loop, stream, date);
      if (!head.hasBody()) {
        client.onEnd(null);
      }
      OwnExchange exchange = new OwnExchange(head, connection, client);
      threads.execute(() -> run(exchange, client));
      return client;
    }

    private void run(OwnExchange exchange, Client client) {
      try {
        handler.handle(exchange);
      } catch (RequestBody.Broken e) {
        client.refuse(e.reason());
      } catch (IOException e) {
        LOG.debug("{} has gone", exchange.peer(), e);
      } catch (RuntimeException e) {
        LOG.error("{} {} failed", exchange.method(), exchange.path(), e);
      } finally {
        client.finish();
      }
    }

    @Override
    public void malformed(BadMessage reason, Connection connection) {
      note(reason, connection);
    }

    @Override
    public void refuse(BadMessage reason, ClientStream stream, Connection connection) {
      note(reason, connection);
      new Client(loop, stream, date).refuse(reason);
    }

    private static void note(BadMessage reason, Connection connection) {
      LOG.debug("refused from {}: {}", connection.peer(), reason.reason());
    }
  }
}
