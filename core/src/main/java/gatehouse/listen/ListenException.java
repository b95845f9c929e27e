package gatehouse.listen;

import gatehouse.model.Settings.Listen;

/// An address could not be listened on, most often because another process does.
public final class ListenException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Listen address;

  ListenException(Listen address, Throwable cause) {
    super(
        "can't listen on " + address.host() + ":" + address.port() + ": " + cause.getMessage(),
        cause);
    this.address = address;
  }

  /// The address as it was asked for.
  public Listen address() {
    return address;
  }
}
