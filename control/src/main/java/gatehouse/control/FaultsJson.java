package gatehouse.control;

import gatehouse.config.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Faults as Kong's error documents tell them, and with their places besides, which Kong does not
/// know.
final class FaultsJson {
  /// Where faults of an entity as a whole stand.
  private static final String ENTITY = "@entity";

  /// A list is filled up with nulls to the faulty element, but not beyond this.
  private static final int MOST_NULLS = 1000;

  private static final int LONGEST_MESSAGE = 4096;

  private FaultsJson() {}

  /// The answer to a configuration that was refused.
  static ObjectNode invalidConfiguration(List<Fault> faults, boolean flatten) {
    ObjectNode fields = Reply.JSON.createObjectNode();
    faults.forEach(fault -> put(fields, path(fault.entity(), fault.field()), fault.message()));
    String told = fields.toString();
    ObjectNode error = Reply.JSON.createObjectNode();
    error.put("code", 14).put("name", "invalid declarative configuration");
    error.put(
        "message",
        "declarative config is invalid: "
            + (told.length() > LONGEST_MESSAGE ? told.substring(0, LONGEST_MESSAGE) + "…" : told));
    if (flatten) {
      error.putObject("fields");
      error.set("flattened_errors", flattened(faults));
    } else {
      error.set("fields", fields);
    }
    error.set("faults", places(faults));
    return error;
  }

  /// The answer to one entity that does not fit its schema.
  static ObjectNode schemaViolation(List<Fault> faults) {
    ObjectNode fields = Reply.JSON.createObjectNode();
    Map<String, String> texts = new TreeMap<>();
    for (Fault fault : faults) {
      put(fields, path(null, fault.field()), fault.message());
      String field = fault.field() == null ? "" : fault.field() + ": ";
      texts.put(field + fault.message(), "");
    }
    String count = faults.size() == 1 ? "schema violation" : faults.size() + " schema violations";
    ObjectNode error = Reply.JSON.createObjectNode();
    error.put("code", 2).put("name", "schema violation");
    error.put("message", count + " (" + String.join("; ", texts.keySet()) + ")");
    error.set("fields", fields);
    return error;
  }

  private static ArrayNode places(List<Fault> faults) {
    ArrayNode places = Reply.JSON.createArrayNode();
    for (Fault fault : faults) {
      places
          .addObject()
          .put("file", fault.file())
          .put("line", fault.line())
          .put("column", fault.column())
          .put("entity", fault.entity())
          .put("field", fault.field())
          .put("message", fault.message());
    }
    return places;
  }

  private static ArrayNode flattened(List<Fault> faults) {
    Map<String, List<Fault>> byEntity = new LinkedHashMap<>();
    for (Fault fault : faults) {
      if (fault.entity() != null) {
        byEntity.computeIfAbsent(fault.entity(), _ -> new ArrayList<>()).add(fault);
      }
    }
    ArrayNode entities = Reply.JSON.createArrayNode();
    byEntity.forEach((label, its) -> {
      Label parsed = Label.of(label);
      ObjectNode entity = entities.addObject();
      entity.put("entity_type", parsed.type());
      if (parsed.name() != null) {
        entity.put("entity_name", parsed.name());
      }
      ArrayNode errors = entity.putArray("errors");
      for (Fault fault : its) {
        ObjectNode error =
            errors.addObject().put("type", fault.field() == null ? "entity" : "field");
        if (fault.field() != null) {
          error.put("field", fault.field());
        }
        error.put("message", fault.message());
      }
    });
    return entities;
  }

  /// The names and indexes from the document down to the fault.
  private static List<Object> path(@Nullable String entity, @Nullable String field) {
    List<Object> path = new ArrayList<>();
    if (entity != null) {
      steps(Label.of(entity).place(), path);
    }
    if (field != null) {
      steps(field, path);
    }
    return path;
  }

  /// Takes `routes[2].paths` apart. A key that holds dots itself comes apart too: a place in an
  /// error document is all that suffers.
  private static void steps(String dotted, List<Object> path) {
    for (String part : dotted.split("\\.")) {
      int bracket = part.endsWith("]") ? part.lastIndexOf('[') : -1;
      if (bracket < 0) {
        path.add(part);
        continue;
      }
      path.add(part.substring(0, bracket));
      try {
        path.add(Integer.parseInt(part, bracket + 1, part.length() - 1, 10));
      } catch (NumberFormatException e) {
        path.add(part.substring(bracket));
      }
    }
  }

  private static void put(ObjectNode root, List<Object> path, String message) {
    ObjectNode at = root;
    for (int i = 0; i < path.size(); i++) {
      String name = String.valueOf(path.get(i));
      boolean last = i == path.size() - 1;
      Object next = last ? null : path.get(i + 1);
      if (next instanceof Integer index && index < MOST_NULLS) {
        ArrayNode list = array(at, name);
        while (list.size() <= index) {
          list.addNull();
        }
        if (i + 2 == path.size()) {
          list.set(index, message);
          return;
        }
        if (!(list.get(index) instanceof ObjectNode)) {
          list.set(index, Reply.JSON.createObjectNode());
        }
        at = (ObjectNode) list.get(index);
        i++;
      } else if (last) {
        leaf(at, name, message);
        return;
      } else {
        at = at.get(name) instanceof ObjectNode known ? known : at.putObject(name);
      }
    }
    ArrayNode whole = array(at, ENTITY);
    whole.add(message);
  }

  private static void leaf(ObjectNode at, String name, String message) {
    JsonNode known = at.get(name);
    switch (known) {
      case null -> at.put(name, message);
      case ObjectNode inner -> array(inner, ENTITY).add(message);
      case ArrayNode several -> several.add(message);
      default -> at.putArray(name).add(known).add(message);
    }
  }

  private static ArrayNode array(ObjectNode at, String name) {
    return at.get(name) instanceof ArrayNode known ? known : at.putArray(name);
  }

  /// An entity as faults name it: `services[0].routes[2] (my-route)`.
  ///
  /// @param type the kind of entity: `route`
  private record Label(String place, String type, @Nullable String name) {
    static Label of(String text) {
      int name = text.endsWith(")") ? text.indexOf(" (") : -1;
      String place = name < 0 ? text : text.substring(0, name);
      String last = place.substring(place.lastIndexOf('.') + 1);
      int bracket = last.indexOf('[');
      String list = bracket < 0 ? last : last.substring(0, bracket);
      String type = list.endsWith("s") ? list.substring(0, list.length() - 1) : list;
      return new Label(place, type, name < 0 ? null : text.substring(name + 2, text.length() - 1));
    }
  }
}
