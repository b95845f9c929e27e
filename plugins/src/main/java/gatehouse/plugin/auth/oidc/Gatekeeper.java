package gatehouse.plugin.auth.oidc;

import gatehouse.model.Consumer;
import gatehouse.spi.Answer;
import gatehouse.spi.Exchange;
import gatehouse.spi.Identity.ProvenCredential;
import gatehouse.spi.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the flow ends: what all authentication plugins share.
public interface Gatekeeper {
  /// The caller is known.
  ///
  /// @param memberships ids of consumer groups that the claims name; empty for the consumer's
  Step accept(
      Exchange x,
      @Nullable Consumer consumer,
      ProvenCredential credential,
      List<String> groups,
      List<String> memberships);

  /// The caller has not proven who it is; an anonymous consumer may stand in.
  Step refuse(Exchange x, Answer refusal, String rule, String reason);
}
