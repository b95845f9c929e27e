package gatehouse.control;

import gatehouse.config.Schemas;
import gatehouse.model.Certificate;
import gatehouse.model.Entity;
import gatehouse.model.Key;
import gatehouse.model.Snapshot;
import tools.jackson.databind.node.ObjectNode;

/// Entities as they are shown on the admin address: whole, but for private keys, which nobody has a
/// use for there.
final class Masked {
  private static final String MASK = "******";

  private Masked() {}

  static ObjectNode entity(Entity entity, Snapshot snapshot) {
    ObjectNode form = Schemas.entityJson(entity, snapshot);
    switch (entity) {
      case Certificate _ -> {
        mask(form, "key");
        mask(form, "key_alt");
      }
      case Key _ -> {
        mask(form, "jwk"); // it may hold the private half
        if (form.get("pem") instanceof ObjectNode pem) {
          mask(pem, "private_key");
        }
      }
      default -> {}
    }
    return form;
  }

  /// Vault references stay: they are no secrets, and who reads them wants to know where one is.
  private static void mask(ObjectNode form, String field) {
    if (form.hasNonNull(field) && !form.get(field).asString().startsWith("{vault://")) {
      form.put(field, MASK);
    }
  }
}
