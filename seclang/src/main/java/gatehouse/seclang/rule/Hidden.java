package gatehouse.seclang.rule;

import gatehouse.seclang.text.Bytes;

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
        public boolean hidesHeader(String lowerName) {
          return false;
        }

        @Override
        public Bytes address(Bytes text) {
          return text;
        }
      };

  /// Whether a value of that name is a secret: an argument's, or a member's of a body.
  boolean hides(String name);

  /// Whether a header field's value is one.
  ///
  /// @param lowerName the field's name in lower case
  boolean hidesHeader(String lowerName);

  /// The value of any other field, which may be an address, with the secrets in it masked.
  Bytes address(Bytes text);
}
