package gatehouse.control;

import gatehouse.control.Collections.Nested;
import gatehouse.control.Collections.Single;
import gatehouse.model.Entity;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The entities of the configuration in use, to be read only: who wants another configuration posts
/// a whole one.
final class EntityEndpoints {
  private static final List<String> READS = List.of("GET", "HEAD", "OPTIONS");
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final Reloader reloader;

  EntityEndpoints(Reloader reloader) {
    this.reloader = reloader;
  }

  /// The endpoint at a path; null if it is no path of an entity.
  @Nullable Endpoint find(List<String> path) {
    Collection<?> top = path.isEmpty() ? null : Collections.top(path.getFirst());
    if (top == null || path.size() > 4) {
      return null;
    }
    return switch (path.size()) {
      case 1 -> list(top, List.of(), null);
      case 2 -> one(top, path, null);
      case 3 -> inside(top, path);
      default -> oneInside(top, path);
    };
  }

  private @Nullable Endpoint oneInside(Collection<?> top, List<String> path) {
    Nested nested = Collections.inside(top, path.get(2));
    return nested == null ? null : one(nested.children(), path, nested);
  }

  private @Nullable Endpoint inside(Collection<?> top, List<String> path) {
    Single single = Collections.single(top, path.get(2));
    if (single != null) {
      return endpoint(single.other(), "", _ -> followed(top, path.get(1), single));
    }
    Nested nested = Collections.inside(top, path.get(2));
    return nested == null ? null : list(nested.children(), path, nested);
  }

  private Endpoint list(Collection<?> collection, List<String> path, @Nullable Nested nested) {
    return endpoint(
        collection,
        null,
        request -> {
          Lookup lookup = reloader.lookup();
          List<? extends Entity> all = members(lookup, collection, path, nested, request);
          return all == null
              ? Reply.notFound()
              : Page.of(request, all, nested == null)
                  .reply(entity -> Masked.entity(entity, lookup.snapshot()));
        });
  }

  /// The members of a collection, or those that belong to the entity of the path; null if there is
  /// no such entity.
  private static @Nullable List<? extends Entity> members(
      Lookup lookup,
      Collection<?> collection,
      List<String> path,
      @Nullable Nested nested,
      Request request) {
    if (nested != null) {
      Entity owner = lookup.find(nested.parent(), path.get(1));
      return owner == null ? null : lookup.inside(nested, owner);
    }
    String customId =
        collection.equals(Collections.CONSUMERS) ? request.argument("custom_id") : null;
    return customId == null ? lookup.all(collection) : lookup.byCustomId(customId);
  }

  private Endpoint one(Collection<?> collection, List<String> path, @Nullable Nested nested) {
    String key = path.getLast();
    return endpoint(collection, key, _ -> found(collection, path, nested, key));
  }

  private Reply found(
      Collection<?> collection, List<String> path, @Nullable Nested nested, String key) {
    Lookup lookup = reloader.lookup();
    if (nested == null) {
      return shown(lookup, lookup.find(collection, key));
    }
    Entity owner = lookup.find(nested.parent(), path.get(1));
    return shown(lookup, owner == null ? null : lookup.find(nested, owner, key));
  }

  private Reply followed(Collection<?> top, String key, Single single) {
    Lookup lookup = reloader.lookup();
    Entity from = lookup.find(top, key);
    String id = from == null ? null : single.reference().apply(from);
    return shown(lookup, id == null ? null : lookup.find(single.other(), id));
  }

  private static Reply shown(Lookup lookup, @Nullable Entity entity) {
    return entity == null
        ? Reply.notFound()
        : Reply.json(200, Masked.entity(entity, lookup.snapshot()));
  }

  /// Reads by the action, and says for every write what Kong says without a database.
  ///
  /// @param key the last part of an entity's path; null for a list
  private static Endpoint endpoint(
      Collection<?> collection, @Nullable String key, Endpoint.Action read) {
    return new Endpoint(
        List.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"),
        request ->
            READS.contains(request.method())
                ? read.answer(request)
                : refusal(collection, key, request.method()));
  }

  private static Reply refusal(Collection<?> collection, @Nullable String key, String method) {
    boolean creates = method.equals("POST");
    if (creates != (key == null)) {
      return Reply.methodNotAllowed(READS);
    }
    boolean byKey =
        key != null
            && Set.of("PUT", "PATCH").contains(method)
            && !collection.keyField().isEmpty()
            && !UUID.matcher(key).matches();
    String verb =
        switch (method) {
          case "POST" -> "create";
          case "PUT" -> "create or update";
          case "PATCH" -> "update";
          default -> "remove";
        };
    String message =
        "cannot "
            + verb
            + " '"
            + collection.list()
            + "' entities"
            + (byKey ? " by '" + collection.keyField() + "'" : "")
            + " when not using a database";
    return Reply.error(405, 12, "operation unsupported", message)
        .with("Allow", String.join(", ", READS));
  }
}
