package gatehouse.control;

import gatehouse.control.AdminServer.Parts;
import gatehouse.gateway.Stats;
import gatehouse.log.Metrics;
import gatehouse.model.PluginEntity;
import gatehouse.spi.PluginType;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the gateway tells about itself.
final class NodeEndpoints {
  /// The version of Kong whose Admin API this is; clients such as decK choose their requests by it.
  private static final String KONG_VERSION = "3.10.0";

  private final Parts parts;

  NodeEndpoints(Parts parts) {
    this.parts = parts;
  }

  /// `GET /`.
  Reply root() {
    ObjectNode root = Reply.JSON.createObjectNode();
    root.put("version", KONG_VERSION);
    root.put("gatehouse_version", parts.node().version());
    root.put("edition", "community");
    root.put("tagline", "Welcome to Gatehouse");
    root.put("hostname", parts.node().hostname());
    root.put("node_id", parts.node().id());
    root.putObject("configuration")
        .put("database", "off")
        .put("router_flavor", "traditional_compatible");
    ObjectNode plugins = root.putObject("plugins");
    ObjectNode available = plugins.putObject("available_on_server");
    for (PluginType type : parts.catalogue().all()) {
      available
          .putObject(type.name())
          .put("version", parts.node().version())
          .put("priority", type.policy().priority());
    }
    TreeSet<String> inUse = new TreeSet<>();
    for (PluginEntity plugin : parts.reloader().current().plugins()) {
      inUse.add(plugin.name());
    }
    inUse.forEach(plugins.putArray("enabled_in_cluster")::add);
    return Reply.json(200, root);
  }

  /// `GET /plugins/enabled`.
  Reply enabledPlugins() {
    ObjectNode body = Reply.JSON.createObjectNode();
    ArrayNode names = body.putArray("enabled_plugins");
    parts.catalogue().all().forEach(type -> names.add(type.name()));
    return Reply.json(200, body);
  }

  /// `GET /status`.
  Reply status() {
    ObjectNode status = Reply.JSON.createObjectNode();
    status.put("configuration_hash", parts.reloader().current().hash());
    status.putObject("database").put("reachable", true);
    ObjectNode memory = status.putObject("memory");
    memory.putObject("lua_shared_dicts");
    memory
        .putArray("workers_lua_vms")
        .addObject()
        .put("http_allocated_gc", heap())
        .put("pid", ProcessHandle.current().pid());
    Stats stats = parts.door().stats();
    status
        .putObject("server")
        .put("connections_accepted", stats.connectionsAccepted())
        .put("connections_active", stats.connectionsActive())
        .put("connections_handled", stats.connectionsAccepted())
        .put("connections_reading", 0)
        .put("connections_waiting", stats.connectionsWaiting())
        .put(
            "connections_writing",
            Math.max(0, stats.connectionsActive() - stats.connectionsWaiting()))
        .put("total_requests", stats.exchanges());
    return Reply.json(200, status);
  }

  /// `GET /status/ready`.
  Reply ready() {
    if (parts.reloader().isClosed()) {
      return Reply.message(503, "stopping");
    }
    return parts.reloader().isReady()
        ? Reply.message(200, "ready")
        : Reply.message(503, "no configuration available (empty configuration present)");
  }

  /// `GET /metrics`.
  Reply metrics() {
    return Reply.stream(200, Metrics.CONTENT_TYPE, parts.metrics()::write);
  }

  private static String heap() {
    Runtime runtime = Runtime.getRuntime();
    long tenths = (runtime.totalMemory() - runtime.freeMemory()) * 10 >> 20;
    return tenths / 10 + "." + tenths % 10 + " MiB";
  }
}
