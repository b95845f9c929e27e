package gatehouse.plugin.access;

import gatehouse.spi.Answer;
import gatehouse.spi.Cidr;
import gatehouse.spi.Exchange;
import gatehouse.spi.IpAddress;
import gatehouse.spi.IpSet;
import gatehouse.spi.OnRequest;
import gatehouse.spi.Policy;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Range;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Allows or denies requests by the address of the client.
@Policy(
    name = "ip-restriction",
    priority = 990,
    summary = "Allows or denies requests by the address of the client.")
public final class IpRestriction implements OnRequest {
  private static final int FORBIDDEN = 403;

  private final IpSet allowed;
  private final IpSet denied;
  private final int status;
  private final @Nullable Answer denial;

  /// What an instance is told.
  public record Config(
      @Nullable
          @Doc("Addresses and ranges (CIDR) that pass; when it is set, all others are denied.")
          List<Cidr> allow,
      @Nullable @Doc("Addresses and ranges (CIDR) that are denied, also where `allow` holds them.")
          List<Cidr> deny,
      @Nullable @Range(min = 200, max = 599) @Doc("Status of a denial; 403 if it is not set.")
          Integer status,
      @Nullable
          @Doc(
              "Text of a denial; `IP address not allowed: ` and the client's address if it is not"
                  + " set.")
          String message)
      implements Checked {
    @Override
    public void check(Check check) {
      check.atLeastOneOf("allow", "deny");
    }
  }

  /// Builds an instance.
  public IpRestriction(Config config, Workshop workshop) {
    allowed = new IpSet(config.allow() == null ? List.of() : config.allow());
    denied = new IpSet(config.deny() == null ? List.of() : config.deny());
    status = config.status() == null ? FORBIDDEN : config.status();
    denial = config.message() == null ? null : Answer.error(status, config.message());
  }

  @Override
  public Step onRequest(Exchange x) {
    IpAddress address = x.client().address();
    if (denied.contains(address)) {
      return refuse(x, address, "deny", "the client's address is in config.deny");
    }
    if (!allowed.isEmpty() && !allowed.contains(address)) {
      return refuse(x, address, "allow", "the client's address is not in config.allow");
    }
    return Step.NEXT;
  }

  private Step refuse(Exchange x, IpAddress address, String rule, String reason) {
    Answer answer =
        denial != null ? denial : Answer.error(status, "IP address not allowed: " + address);
    return x.deny(answer, rule, reason);
  }
}
