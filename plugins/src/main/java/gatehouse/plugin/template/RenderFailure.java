package gatehouse.plugin.template;

/// An expression that cannot be computed for this request, e.g. a number times a word. The message
/// names types and operators, never values.
public final class RenderFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  RenderFailure(String message) {
    super(message, null, false, false);
  }
}
