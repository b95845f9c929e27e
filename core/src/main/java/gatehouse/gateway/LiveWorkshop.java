package gatehouse.gateway;

import gatehouse.log.FileSinks;
import gatehouse.model.Entity;
import gatehouse.spi.Consumers;
import gatehouse.spi.Counters;
import gatehouse.spi.LineSink;
import gatehouse.spi.TrafficMetrics;
import gatehouse.spi.Workshop;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// What plugins of the running gateway may use.
record LiveWorkshop(
    Self self,
    InstantSource clock,
    String nodeId,
    Consumers consumers,
    Counters counters,
    FileSinks sinks,
    TrafficMetrics metrics,
    Function<Entity, String> rendering)
    implements Workshop {
  private static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

  @Override
  public RandomGenerator random() {
    return RANDOM;
  }

  @Override
  public String json(Entity entity) {
    return rendering.apply(entity);
  }

  @Override
  public LineSink fileSink(Path path, boolean reopen) {
    return sinks.sink(path, reopen);
  }
}
