package gatehouse.plugin.auth;

import gatehouse.spi.Attribute;
import gatehouse.spi.Exchange;
import gatehouse.spi.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sends a caller with a browser to log in again, more strongly than before. Whoever has let the
/// caller in by such a login leaves one in the exchange.
public interface Reauthentication {
  /// Where it is left.
  Attribute<Reauthentication> KEY = new Attribute<>(Reauthentication.class, "reauthentication");

  /// What the login has to show (OpenID Connect Core 1.0, section 3.1.2.1).
  ///
  /// @param acrValues most wanted first; empty for any
  /// @param maxAge seconds since the user has actively authenticated; null for any
  record Demand(List<String> acrValues, @Nullable Integer maxAge) {
    /// The demand as a text, to be compared.
    @Override
    public String toString() {
      return String.join(" ", acrValues) + "|" + (maxAge == null ? "" : maxAge);
    }
  }

  /// The way to the login; null if this is no request for a page, or the caller comes from just
  /// such a login, which has not shown enough: to send it there again would never end.
  @Nullable Step begin(Exchange x, Demand demand);
}
