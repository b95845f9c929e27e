package gatehouse.compile;

import gatehouse.model.PluginEntity;
import gatehouse.spi.BodyNeed;
import gatehouse.spi.OnEnd;
import gatehouse.spi.OnLog;
import gatehouse.spi.OnRefusedPath;
import gatehouse.spi.OnRequest;
import gatehouse.spi.OnRequestChunk;
import gatehouse.spi.OnResponse;
import gatehouse.spi.OnResponseBody;
import gatehouse.spi.OnResponseChunk;
import gatehouse.spi.OnRoute;
import gatehouse.spi.Plugin;
import gatehouse.spi.Tracer;
import org.jspecify.annotations.Nullable;

/// One configured plugin at work, with its phases sorted out once; a phase it has no part in is
/// null.
///
/// @param enforced false: what it decides is recorded and not done
/// @param requestBody what it needs of the request's body at most
/// @param responseBody what it needs of the answer's body at most
public record Instance(
    PluginEntity entity,
    Plugin plugin,
    boolean enforced,
    BodyNeed requestBody,
    BodyNeed responseBody,
    @Nullable OnRoute onRoute,
    @Nullable OnRefusedPath onRefusedPath,
    @Nullable OnRequest onRequest,
    @Nullable OnRequestChunk onRequestChunk,
    @Nullable OnResponse onResponse,
    @Nullable OnResponseBody onResponseBody,
    @Nullable OnResponseChunk onResponseChunk,
    @Nullable OnEnd onEnd,
    @Nullable OnLog onLog,
    @Nullable Tracer tracer) {

  /// Sorts out the phases of a plugin.
  ///
  /// @param decides whether `enforce: false` means something for this kind of plugin
  static Instance of(PluginEntity entity, Plugin plugin, boolean decides) {
    return new Instance(
        entity,
        plugin,
        entity.enforce() || !decides,
        plugin.requestBody(),
        plugin.responseBody(),
        plugin instanceof OnRoute p ? p : null,
        plugin instanceof OnRefusedPath p ? p : null,
        plugin instanceof OnRequest p ? p : null,
        plugin instanceof OnRequestChunk p ? p : null,
        plugin instanceof OnResponse p ? p : null,
        plugin instanceof OnResponseBody p ? p : null,
        plugin instanceof OnResponseChunk p ? p : null,
        plugin instanceof OnEnd p ? p : null,
        plugin instanceof OnLog p ? p : null,
        plugin instanceof Tracer p ? p : null);
  }

  /// The plugin's name.
  public String name() {
    return entity.name();
  }
}
