package gatehouse.app;

import gatehouse.config.ConfigLoader;
import gatehouse.config.Loaded;
import gatehouse.control.AdminServer;
import gatehouse.control.Door;
import gatehouse.control.Node;
import gatehouse.control.Reloader;
import gatehouse.gateway.Gateway;
import gatehouse.gateway.Stats;
import gatehouse.listen.ListenException;
import gatehouse.log.Metrics;
import gatehouse.log.OwnLog;
import gatehouse.model.Settings.Listen;
import gatehouse.model.Snapshot;
import gatehouse.plugin.Plugins;
import gatehouse.spi.Answer;
import gatehouse.spi.Catalogue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A gateway and its admin address, put together from the parts of all modules.
final class Instance {
  private final Launch launch;
  private final Gateway gateway;
  private final Reloader reloader;
  private final AdminServer.Parts parts;
  private @Nullable AdminServer admin;

  /// An address could not be listened on.
  static final class Taken extends Exception {
    private static final long serialVersionUID = 1;

    /// @param flag that chooses another address
    Taken(String flag, Listen listen, Throwable cause) {
      super(
          "cannot listen on %s:%d (%s): stop what listens there, or choose another with %s HOST:PORT"
              .formatted(listen.host(), listen.port(), reason(cause), flag),
          cause);
    }

    private static String reason(Throwable thrown) {
      Throwable root = thrown.getCause() == null ? thrown : thrown.getCause();
      String reason = String.valueOf(root.getMessage());
      return reason.contains("in use") ? "it is taken" : reason;
    }
  }

  /// Puts the parts together; nothing listens yet.
  ///
  /// @param environment where `{vault://env/…}` references are looked up
  Instance(Launch launch, List<Path> paths, Map<String, String> environment) {
    String id = UUID.randomUUID().toString();
    Catalogue catalogue = catalogue();
    Metrics metrics = new Metrics(id, Version.number(), InstantSource.system());
    this.launch = launch;
    gateway = new Gateway(launch.settings(), catalogue, metrics, id, Version.number());
    ConfigLoader loader = new ConfigLoader(catalogue, environment, launch.configSize());
    Door door = door(gateway);
    reloader = new Reloader(paths, loader, door, metrics);
    Node node = new Node(id, Version.number(), hostname());
    parts = new AdminServer.Parts(node, catalogue, loader, reloader, door, metrics);
  }

  /// The plugins that are shipped.
  static Catalogue catalogue() {
    return new Catalogue(Plugins.CATALOGUE_CLASSES);
  }

  /// A loader for the commands that read a configuration and end; what bounds a file is set by the
  /// environment alone.
  static ConfigLoader loader(Map<String, String> environment) {
    return new ConfigLoader(catalogue(), environment, new SettingsReader(environment).configSize());
  }

  private static Door door(Gateway gateway) {
    return new Door() {
      @Override
      public void swap(Snapshot snapshot) {
        gateway.swap(snapshot);
      }

      @Override
      public @Nullable Answer plugin(String name, @Nullable String id, String method, String path) {
        return gateway.onAdmin(name, id, method, path);
      }

      @Override
      public Stats stats() {
        return gateway.stats();
      }
    };
  }

  private static String hostname() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      return "localhost";
    }
  }

  /// Reads the configuration's files and takes them into use.
  ///
  /// @param cause for the log
  Loaded load(String cause) {
    return reloader.loadFiles(cause);
  }

  /// Opens the listeners and then the admin address, so that who finds it ready is served.
  ///
  /// @throws Taken if one of them cannot be had; then nothing listens
  Addresses start() throws Taken {
    try {
      gateway.start();
    } catch (ListenException e) {
      throw taken(e);
    }
    Listen listen = launch.admin();
    if (listen != null) {
      try {
        admin = new AdminServer(listen, parts);
      } catch (IOException e) {
        gateway.close();
        throw new Taken("--admin-listen", listen, e);
      }
    }
    reloader.watch();
    return Addresses.of(
        gateway.proxyAddress(), gateway.proxyTlsAddress(), admin == null ? null : admin.address());
  }

  private Taken taken(ListenException e) {
    boolean plain = e.address().equals(launch.settings().proxy());
    return new Taken(plain ? "--proxy-listen" : "--proxy-tls-listen", e.address(), e);
  }

  OwnLog ownLog() {
    return gateway.ownLog();
  }

  boolean isReady() {
    return reloader.isReady();
  }

  Stats stats() {
    return gateway.stats();
  }

  /// Takes nothing new, lets what is in flight finish, and flushes what is to be logged.
  void stop() {
    reloader.close();
    gateway.stop();
    // To the end it tells load balancers to send nothing more.
    if (admin != null) {
      admin.close();
    }
  }
}
