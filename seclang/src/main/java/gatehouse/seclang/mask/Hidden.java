package gatehouse.seclang.mask;

/// What logs hide besides what rules say: whoever runs the engine knows under which names
/// credentials travel.
public interface Hidden {
  /// Only what rules say is hidden.
  Hidden NOTHING =
      new Hidden() {
        @Override
        public boolean hides(String name) {
          return false;
        }

        @Override
        public String header(String lowerName, String value) {
          return value;
        }
      };

  /// Whether a value of that name is a secret: an argument's, or a member's of a body.
  boolean hides(String name);

  /// The value of a header field as logs may show it.
  ///
  /// @param lowerName the field's name in lower case
  String header(String lowerName, String value);
}
