package gatehouse.plugin.template;

/// A template that cannot be read: a fault of the configuration.
public final class TemplateFault extends Exception {
  private static final long serialVersionUID = 1;

  TemplateFault(String message) {
    super(message);
  }
}
