package gatehouse.plugin.log;

import gatehouse.plugin.log.lua.LuaFields;
import gatehouse.plugin.log.queue.Delivery;
import gatehouse.plugin.log.queue.DeliveryQueue;
import gatehouse.plugin.log.queue.Queue;
import gatehouse.spi.Workshop;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Makes the queues of the loggers. Instances that are told the same share one, and it outlives a
/// reload that does not touch them.
final class Entries {
  /// The bounds of loggers that Kong gives none to configure: datagrams and lines, one by one.
  static final Queue ONE_BY_ONE = new Queue(1, 1, 10_000, null, 60, 0.01, 60, 1);

  private Entries() {}

  /// @param collector where entries go, for logs and metrics; without secrets
  /// @param told everything the delivery depends on; only its digest is kept
  /// @param chunks `custom_fields_by_lua`; null for none
  static DeliveryQueue queue(
      Workshop workshop,
      String collector,
      String told,
      Queue bounds,
      @Nullable Map<String, String> chunks,
      Delivery delivery) {
    String plugin = workshop.self().name();
    return workshop.carried(
        plugin + " " + digest(told + bounds + chunks),
        DeliveryQueue.class,
        () -> {
          LuaFields fields =
              chunks == null || chunks.isEmpty()
                  ? null
                  : new LuaFields(chunks, workshop.measured());
          return new DeliveryQueue(
              plugin + " " + collector,
              bounds,
              fields == null ? UnaryOperator.identity() : fields,
              delivery,
              workshop.background(),
              workshop.dropped(plugin + " " + collector),
              workshop.clock());
        });
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
