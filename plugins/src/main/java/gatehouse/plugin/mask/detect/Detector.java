package gatehouse.plugin.mask.detect;

import java.util.List;

/// Recognises one kind of value where it begins. Immutable.
///
/// All of them look no further than [#reach()] bytes, so that text can be judged piece by piece:
/// what is found does not depend on where the pieces end.
public sealed interface Detector
    permits CardNumber, Iban, Email, Phone, SsnUs, Token, Ipv4, Pattern {
  /// The value of no match.
  int NONE = -1;

  /// The names of those that need no pattern.
  List<String> NAMES = List.of("credit_card", "iban", "email", "phone", "ssn_us", "jwt", "ipv4");

  /// The detector of that name.
  static Detector of(String name) {
    return switch (name) {
      case "credit_card" -> new CardNumber();
      case "iban" -> new Iban();
      case "email" -> new Email();
      case "phone" -> new Phone();
      case "ssn_us" -> new SsnUs();
      case "jwt" -> new Token();
      case "ipv4" -> new Ipv4();
      default -> throw new IllegalArgumentException(name);
    };
  }

  /// Whether a value may begin with that byte.
  boolean mayStart(int b);

  /// Where the value that begins at `at` ends, or [#NONE].
  ///
  /// @param start where the text begins that is known; what is before `at` is context
  /// @param to where the text ends that is known
  int match(byte[] text, int start, int at, int to);

  /// How many bytes from its beginning on must be known to decide about a match and its end.
  int reach();

  /// Whether only letters and digits belong to the value, and what separates them stays.
  default boolean hasSeparators() {
    return false;
  }

  /// Whether a match that ends where the known text ends may go on behind it, for as long as
  /// [#goesOn] holds.
  default boolean isOpen() {
    return false;
  }

  /// Whether an open match goes on with that byte.
  default boolean goesOn(int b) {
    return false;
  }
}
