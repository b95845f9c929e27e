package gatehouse.spi;

/// Acts before the route is chosen (Kong's rewrite phase). Only global instances run here.
public interface OnRoute extends Plugin {
  /// Decides before routing; never blocks.
  Step onRoute(Exchange x);
}
