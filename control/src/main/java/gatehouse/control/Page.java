package gatehouse.control;

import gatehouse.model.Entity;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A part of a list, as the client asked for it by `size`, `offset` and `tags`.
final class Page {
  private static final int USUAL_SIZE = 100;
  private static final int LARGEST_SIZE = 1000;

  private final List<? extends Entity> entities;
  private final String next;
  private final String offset;
  private final @Nullable Reply fault;

  private Page(List<? extends Entity> entities, String next, String offset, @Nullable Reply fault) {
    this.entities = entities;
    this.next = next;
    this.offset = offset;
    this.fault = fault;
  }

  /// @param filters whether `tags` counts, which it does not inside an entity
  static Page of(Request request, List<? extends Entity> all, boolean filters) {
    String tags = filters ? request.argument("tags") : null;
    String given = request.argument("size");
    Integer size = given == null ? Integer.valueOf(USUAL_SIZE) : number(given);
    String offset = request.argument("offset");
    Integer from = offset == null ? Integer.valueOf(0) : position(offset);
    if (size == null) {
      return refused(9, "invalid size", "size must be a number");
    }
    if (size < 1 || size > LARGEST_SIZE) {
      return refused(9, "invalid size", "size must be an integer between 1 and 1000");
    }
    if (offset != null && from == null) {
      return refused(
          7, "invalid offset", "'" + offset + "' is not a valid offset: bad base64 encoding");
    }
    if (tags != null && (tags.isEmpty() || tags.contains(",") && tags.contains("/"))) {
      return refused(11, "invalid options", "invalid option (tags: invalid filter syntax)");
    }
    List<? extends Entity> chosen = tags == null ? all : tagged(all, tags);
    int start = Math.min(from == null ? 0 : from, chosen.size());
    int end = Math.min(start + size, chosen.size());
    String following = end < chosen.size() ? encoded(end) : "";
    return new Page(
        chosen.subList(start, end), next(request, given, tags, following), following, null);
  }

  Reply reply(Function<Entity, ObjectNode> form) {
    if (fault != null) {
      return fault;
    }
    ObjectNode page = Reply.JSON.createObjectNode();
    ArrayNode data = page.putArray("data");
    entities.forEach(entity -> data.add(form.apply(entity)));
    if (offset.isEmpty()) {
      page.putNull("next");
    } else {
      page.put("next", next).put("offset", offset);
    }
    return Reply.json(200, page);
  }

  private static Page refused(int code, String name, String message) {
    return new Page(List.of(), "", "", Reply.error(400, code, name, message));
  }

  private static String next(
      Request request, @Nullable String size, @Nullable String tags, String offset) {
    String path = "/" + String.join("/", request.segments());
    return path
        + "?offset="
        + offset
        + (size == null ? "" : "&size=" + size)
        + (tags == null ? "" : "&tags=" + URLEncoder.encode(tags, StandardCharsets.UTF_8));
  }

  private static List<? extends Entity> tagged(List<? extends Entity> all, String tags) {
    boolean any = tags.contains("/");
    List<String> wanted = Arrays.asList(tags.split(any ? "/" : ","));
    return all.stream()
        .filter(entity -> {
          Stream<String> each = wanted.stream();
          return any
              ? each.anyMatch(entity.tags()::contains)
              : each.allMatch(entity.tags()::contains);
        })
        .toList();
  }

  private static @Nullable Integer number(String text) {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static String encoded(int position) {
    byte[] text = Integer.toString(position).getBytes(StandardCharsets.US_ASCII);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
  }

  private static @Nullable Integer position(String offset) {
    try {
      Integer position =
          number(new String(Base64.getUrlDecoder().decode(offset), StandardCharsets.US_ASCII));
      return position == null || position < 0 ? null : position;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
