package gatehouse.plugin.log;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.plugin.access.IpRestriction;
import gatehouse.spi.Cidr;
import gatehouse.spi.FakeChain;
import gatehouse.spi.FakeExchange;
import gatehouse.spi.FakeWorkshop;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FileLogTest {
  private final FakeWorkshop workshop = new FakeWorkshop();

  @Test
  void writes_one_line_for_each_exchange() {
    FileLog plugin = new FileLog(new FileLog.Config(Path.of("a.log"), false, null), workshop);

    new FakeChain(plugin).send(FakeExchange.get("/1"));
    new FakeChain(plugin).send(FakeExchange.get("/2"));

    assertThat(workshop.lines)
        .containsExactly(
            "a.log {\"request\":{\"uri\":\"/1\"}}", "a.log {\"request\":{\"uri\":\"/2\"}}");
  }

  @Test
  void writes_refused_requests_too() {
    IpRestriction guard =
        new IpRestriction(
            new IpRestriction.Config(
                null, List.of(Objects.requireNonNull(Cidr.parse("127.0.0.1"))), null, null),
            workshop);
    FileLog plugin = new FileLog(new FileLog.Config(Path.of("a.log"), true, null), workshop);

    new FakeChain(guard, plugin).send(FakeExchange.get("/1"));

    assertThat(workshop.lines).containsExactly("a.log+reopen {\"request\":{\"uri\":\"/1\"}}");
  }
}
