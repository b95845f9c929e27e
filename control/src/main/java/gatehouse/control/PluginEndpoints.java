package gatehouse.control;

import gatehouse.control.AdminServer.Parts;
import gatehouse.spi.Answer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What plugins answer themselves: `/PLUGIN/ID/…` one instance, `/PLUGIN` and `/PLUGIN/WORD` all.
final class PluginEndpoints {
  private static final List<String> METHODS =
      List.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");

  private final Parts parts;

  PluginEndpoints(Parts parts) {
    this.parts = parts;
  }

  /// What is at that path; null where no plugin is named.
  @Nullable Endpoint find(List<String> segments) {
    if (parts.catalogue().find(segments.getFirst()) == null) {
      return null;
    }
    boolean isOfOne = segments.size() > 2;
    String id = isOfOne ? segments.get(1) : null;
    String path = String.join("/", segments.subList(isOfOne ? 2 : 1, segments.size()));
    return new Endpoint(
        METHODS, request -> answer(segments.getFirst(), id, request.method(), path));
  }

  private Reply answer(String name, @Nullable String id, String method, String path) {
    String asked = method.equals("HEAD") ? "GET" : method;
    Answer answer = parts.door().plugin(name, id, asked, path);
    return answer == null ? Reply.notFound() : reply(answer);
  }

  private static Reply reply(Answer answer) {
    Answer.Raw raw = answer.raw();
    Map<String, String> headers = new TreeMap<>();
    answer.headers().forEach(field -> headers.put(field.name().spelling(), field.value()));
    if (raw != null) {
      String type = raw.contentType() == null ? "" : raw.contentType();
      return new Reply(answer.status(), type, headers, out -> out.write(raw.body()));
    }
    if (answer.message() == null) {
      return new Reply(answer.status(), "", headers, _ -> {});
    }
    ObjectNode body = Reply.JSON.createObjectNode().put("message", answer.message());
    answer.members().forEach(member -> body.put(member.name(), member.value()));
    return new Reply(
        answer.status(),
        Reply.JSON_TYPE,
        headers,
        out -> out.write(Reply.JSON.writeValueAsBytes(body)));
  }
}
