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
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Makes the queues of the loggers. Instances that are told the same share one, and it outlives a
/// reload that does not touch them.
public final class Entries {
  /// The bounds of loggers that Kong gives none to configure: datagrams and lines, one by one.
  static final Queue ONE_BY_ONE = new Queue(1, 1, 10_000, null, 120, 0.01, 10, 1);

  private Entries() {}

  /// A queue of records.
  ///
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
    return finished(
        workshop,
        collector,
        told + chunks,
        bounds,
        () ->
            chunks == null || chunks.isEmpty()
                ? UnaryOperator.identity()
                : new LuaFields(chunks, workshop.measured()),
        delivery);
  }

  /// A queue of entries of any kind.
  ///
  /// @param collector where entries go, for logs and metrics; without secrets
  /// @param told everything the queue depends on; only its digest is kept
  /// @param finish makes what completes an entry off the event loop
  public static DeliveryQueue finished(
      Workshop workshop,
      String collector,
      String told,
      Queue bounds,
      Supplier<UnaryOperator<byte[]>> finish,
      Delivery delivery) {
    String plugin = workshop.self().name();
    return workshop.carried(
        key(workshop, told + bounds),
        DeliveryQueue.class,
        () ->
            new DeliveryQueue(
                plugin + " " + collector,
                bounds,
                finish.get(),
                delivery,
                workshop.background(),
                workshop.dropped(plugin + " " + collector),
                workshop.clock()));
  }

  /// A key for what an instance carries over a reload.
  ///
  /// @param told everything that it depends on; only its digest is kept
  public static String key(Workshop workshop, String told) {
    return workshop.self().name() + " " + digest(told);
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
