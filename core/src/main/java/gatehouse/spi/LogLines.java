package gatehouse.spi;

/// What the lines of the gateway's own log can say of themselves, by markers of these names.
public final class LogLines {
  /// More lines follow at once from the same thread, so that this one need not be written by
  /// itself. The last of them goes without.
  public static final String MORE = "more";

  private LogLines() {}
}
