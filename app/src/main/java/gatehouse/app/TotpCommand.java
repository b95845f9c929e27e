package gatehouse.app;

import gatehouse.plugin.access.TotpSecret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `gatehouse totp`: a secret for the second factor of a consumer whom the operator enrols.
final class TotpCommand implements Command {
  private static final Flag ISSUER =
      Flag.one("--issuer", "NAME", "What apps call whose account it is; Gatehouse if absent.");
  private static final Flag DIGITS =
      Flag.one("--digits", "6|7|8", "As totp.digits of step-up-auth; 6 if absent.");
  private static final Flag PERIOD =
      Flag.one("--period", "SECONDS", "As totp.period of step-up-auth; 30 if absent.");

  private final Terminal terminal;

  TotpCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public String name() {
    return "totp";
  }

  @Override
  public String summary() {
    return "Makes a secret for a consumer's authenticator app, as YAML for the configuration.";
  }

  @Override
  public String operands() {
    return "USERNAME";
  }

  @Override
  public List<Flag> flags() {
    return List.of(ISSUER, DIGITS, PERIOD);
  }

  @Override
  public int run(Arguments arguments) {
    List<String> words = arguments.operands();
    if (words.size() != 1) {
      throw new UsageException("totp takes the username of one consumer");
    }
    String username = printable("a username", words.getFirst());
    String issuer = arguments.one(ISSUER);
    String named = printable("an issuer", issuer == null ? "Gatehouse" : issuer);
    if (named.contains(":")) {
      throw new UsageException("apps allow no colon in an issuer");
    }
    int digits = number(DIGITS, arguments.one(DIGITS), 6, 6, 8);
    int period = number(PERIOD, arguments.one(PERIOD), 30, 15, 300);
    TotpSecret secret = TotpSecret.random();
    terminal
        .out()
        .print(
            """
            # For the app of %1$s, as text or as a QR code: %2$s
            consumers:
            - username: '%1$s'
              totp_credentials:
              - secret: %3$s
            """
                .formatted(
                    username.replace("'", "''"),
                    secret.uri(named, username, digits, period),
                    secret.base32()));
    terminal.out().flush();
    return Main.OK;
  }

  private static String printable(String what, String text) {
    if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
      throw new UsageException(what + " has printable characters");
    }
    return text;
  }

  private static int number(Flag flag, @Nullable String given, int standard, int least, int most) {
    if (given == null) {
      return standard;
    }
    try {
      int number = Integer.parseInt(given);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Told below, with the bounds.
    }
    throw new UsageException(flag.name() + " takes a number from " + least + " to " + most);
  }
}
