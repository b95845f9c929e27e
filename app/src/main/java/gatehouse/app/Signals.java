package gatehouse.app;

import java.lang.reflect.Proxy;

/// Handles signals of the operating system. The JDK offers that only in `sun.misc`, whose use javac
/// warns of without a way to agree, so it is reached by reflection, once for each signal at start.
final class Signals {
  private Signals() {}

  /// Runs the action each time the signal comes, on a thread of the JVM's own.
  ///
  /// @param name without `SIG`, e.g. `HUP`
  static void handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (_, method, _) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                }
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM cannot handle SIG" + name, e);
    }
  }
}
