package gatehouse.seclang.body;

/// A body is not what its processor expects. The message is what rules see in REQBODY_ERROR_MSG.
final class BodyFault extends Exception {
  private static final long serialVersionUID = 1;

  BodyFault(String message) {
    super(message, null, false, false);
  }

  String message() {
    return String.valueOf(getMessage());
  }
}
