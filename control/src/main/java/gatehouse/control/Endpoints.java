package gatehouse.control;

import gatehouse.control.AdminServer.Parts;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All paths of the Admin API.
final class Endpoints {
  private final Map<String, Endpoint> fixed = new HashMap<>();
  private final SchemaEndpoints schemas;
  private final EntityEndpoints entities;
  private final PluginEndpoints plugins;

  Endpoints(Parts parts) {
    NodeEndpoints node = new NodeEndpoints(parts);
    schemas = new SchemaEndpoints(parts);
    entities = new EntityEndpoints(parts.reloader());
    plugins = new PluginEndpoints(parts);
    fixed.put("", Endpoint.get(_ -> node.root()));
    fixed.put("status", Endpoint.get(_ -> node.status()));
    fixed.put("status/ready", Endpoint.get(_ -> node.ready()));
    fixed.put("metrics", Endpoint.get(_ -> node.metrics()));
    fixed.put("plugins/enabled", Endpoint.get(_ -> node.enabledPlugins()));
    fixed.put("config", new ConfigEndpoint(parts.reloader()).endpoint());
    fixed.put("schemas/plugins/validate", Endpoint.post(schemas::validatePlugin));
  }

  Reply answer(Request request) throws IOException {
    List<String> segments = request.segments();
    Endpoint endpoint = fixed.get(String.join("/", segments));
    if (endpoint == null) {
      endpoint = variable(segments);
    }
    return endpoint == null ? Reply.notFound() : endpoint.answer(request);
  }

  private @Nullable Endpoint variable(List<String> segments) {
    if (segments.getFirst().equals("schemas")) {
      return switch (segments.size()) {
        case 2 -> Endpoint.get(_ -> schemas.entity(segments.get(1)));
        case 3 ->
            segments.get(1).equals("plugins")
                ? Endpoint.get(_ -> schemas.plugin(segments.get(2)))
                : null;
        default -> null;
      };
    }
    Endpoint ofEntity = entities.find(segments);
    return ofEntity == null ? plugins.find(segments) : ofEntity;
  }
}
