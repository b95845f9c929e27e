package gatehouse.model;

import java.util.List;

/// What every entity has.
public interface Entity {
  /// A UUID, stable over loads where the entity has a natural key.
  String id();

  /// Labels, without duplicates.
  List<String> tags();
}
