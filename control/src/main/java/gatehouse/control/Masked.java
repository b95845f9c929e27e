package gatehouse.control;

import gatehouse.config.Schemas;
import gatehouse.model.Certificate;
import gatehouse.model.Entity;
import gatehouse.model.Snapshot;
import tools.jackson.databind.node.ObjectNode;

/// Entities as they are shown on the admin address: whole, but for private keys, which nobody has a
/// use for there.
final class Masked {
  private static final String MASK = "******";

  private Masked() {}

  static ObjectNode entity(Entity entity, Snapshot snapshot) {
    ObjectNode form = Schemas.entityJson(entity, snapshot);
    if (entity instanceof Certificate certificate) {
      form.put("key", MASK);
      if (certificate.keyAlt() != null) {
        form.put("key_alt", MASK);
      }
    }
    return form;
  }
}
