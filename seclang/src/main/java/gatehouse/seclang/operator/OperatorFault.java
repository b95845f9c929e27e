package gatehouse.seclang.operator;

/// An operator's parameter makes no sense.
public final class OperatorFault extends Exception {
  private static final long serialVersionUID = 1;

  private final int offset;

  public OperatorFault(int offset, String message) {
    super(message);
    this.offset = offset;
  }

  /// Where in the parameter, in bytes from its start.
  public int offset() {
    return offset;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
