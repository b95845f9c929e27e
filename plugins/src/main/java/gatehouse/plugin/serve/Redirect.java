package gatehouse.plugin.serve;

import gatehouse.spi.Answer;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.OnRequest;
import gatehouse.spi.Policy;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Range;
import java.net.URI;

/// Sends clients to another address.
@Policy(
    name = "redirect",
    priority = 779,
    summary = "Sends clients to another address; requests never reach the service.")
public final class Redirect implements OnRequest {
  private static final HeaderName LOCATION = HeaderName.of("Location");

  private final Answer answer;
  private final String location;
  private final boolean keepsPath;

  /// What an instance is told.
  public record Config(
      @Default("301") @Range(min = 100, max = 599) @Doc("Status of the answer, 200 or above.")
          int statusCode,
      @Match(Match.Form.URL) @Doc("Where clients are sent: a URL with scheme and host.")
          String location,
      @Default("false")
          @Doc("Whether path and query of the request take the place of those in `location`.")
          boolean keepIncomingPath)
      implements Checked {
    @Override
    public void check(Check check) {
      if (statusCode < 200) {
        check.fault("status_code", "an interim status (1xx) cannot end a request");
      }
    }
  }

  /// Builds an instance.
  public Redirect(Config config, Workshop workshop) {
    keepsPath = config.keepIncomingPath();
    URI target = URI.create(config.location());
    location =
        keepsPath
            ? URI.create(target.getScheme() + "://" + target.getRawAuthority()).toASCIIString()
            : target.toASCIIString();
    answer = Answer.text(config.statusCode(), "text/plain; charset=utf-8", "redirecting");
  }

  @Override
  public Step onRequest(Exchange x) {
    String to = keepsPath ? location + x.request().target() : location;
    Answer told = answer.with(LOCATION, to);
    return answer.status() < 400
        ? new Step.Stop(told)
        : x.deny(told, "redirect", "requests are sent elsewhere by configuration");
  }
}
