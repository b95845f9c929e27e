package gatehouse.plugin.transform;

import gatehouse.spi.Attribute;
import gatehouse.spi.Client;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.OnRequest;
import gatehouse.spi.OnResponse;
import gatehouse.spi.Policy;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.OneOf;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// Gives each request an id that service, logs and client share.
@Policy(
    name = "correlation-id",
    priority = 100_001,
    decides = false,
    summary = "Gives each request an id that service, logs and client share.")
public final class CorrelationId implements OnRequest, OnResponse {
  private static final Attribute<String> ID = new Attribute<>(String.class, "correlation-id");

  private final HeaderName header;
  private final Generator generator;
  private final boolean echoes;
  private final RandomGenerator random;
  private final String prefix;
  private final long process = ProcessHandle.current().pid();
  private final AtomicLong count = new AtomicLong();

  /// What an instance is told.
  public record Config(
      @Default("Kong-Request-ID")
          @Match(Match.Form.HEADER_NAME)
          @Doc("The header that carries the id. A value that the client sends is kept.")
          String headerName,
      @Default("uuid#counter")
          @OneOf({"uuid", "uuid#counter", "tracker"})
          @Doc(
              "How ids are made: `uuid` a random one each time; `uuid#counter` one UUID and a"
                  + " running number; `tracker` address and port of the gateway, process,"
                  + " connection, request on it, time.")
          String generator,
      @Default("false") @Doc("Whether the answer carries the id too.") boolean echoDownstream) {}

  private enum Generator {
    UUID,
    COUNTER,
    TRACKER
  }

  /// Builds an instance.
  public CorrelationId(Config config, Workshop workshop) {
    header = HeaderName.of(config.headerName());
    generator =
        switch (config.generator()) {
          case "uuid" -> Generator.UUID;
          case "tracker" -> Generator.TRACKER;
          default -> Generator.COUNTER;
        };
    echoes = config.echoDownstream();
    random = workshop.random();
    prefix = uuid() + '#';
  }

  @Override
  public Step onRequest(Exchange x) {
    String id = id(x);
    x.request().headers().set(header, id);
    return Step.NEXT;
  }

  @Override
  public Step onResponse(Exchange x) {
    if (echoes) {
      x.response().headers().set(header, id(x));
    }
    return Step.NEXT;
  }

  /// The id of the exchange; made in the response phase where no route matched and no request phase
  /// ran.
  private String id(Exchange x) {
    String known = x.get(ID);
    if (known != null) {
      return known;
    }
    String sent = x.request().headers().get(header);
    String id = sent == null || sent.isEmpty() ? made(x) : sent;
    x.put(ID, id);
    x.logField("correlation_id", id);
    return id;
  }

  private String made(Exchange x) {
    return switch (generator) {
      case UUID -> uuid();
      case COUNTER -> prefix + count.incrementAndGet();
      case TRACKER -> tracker(x);
    };
  }

  /// A UUID of version 4 (RFC 9562, section 5.4).
  private String uuid() {
    long high = random.nextLong() & ~0xF000L | 0x4000L;
    long low = random.nextLong() >>> 2 | 0x8000000000000000L;
    return new UUID(high, low).toString();
  }

  private String tracker(Exchange x) {
    Client client = x.client();
    long millis = x.now() % 1000;
    return client.localAddress()
        + "-"
        + client.localPort()
        + '-'
        + process
        + '-'
        + client.connectionNumber()
        + '-'
        + client.requestNumber()
        + '-'
        + x.now() / 1000
        + (millis < 10 ? ".00" : millis < 100 ? ".0" : ".")
        + millis;
  }
}
