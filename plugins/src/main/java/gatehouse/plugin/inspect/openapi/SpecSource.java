package gatehouse.plugin.inspect.openapi;

import gatehouse.spi.HttpCall;
import gatehouse.spi.HttpReply;
import gatehouse.spi.TlsOptions;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/// Where the document of an instance comes from. One that cannot be had is a fault: nothing is
/// served unjudged.
final class SpecSource {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private SpecSource() {}

  /// Tells the faults of a document that is at hand; one behind a URL is read when a plan is built.
  static void check(OpenApi.Config config, Check check) {
    if (config.specUrl() != null) {
      return;
    }
    if (config.spec() != null) {
      for (SpecFault fault : inline(config).faults()) {
        check.faultInText("spec", fault.line(), fault.column(), fault.message());
      }
    } else if (config.specFile() != null) {
      try {
        for (SpecFault fault : file(config).faults()) {
          check.fault("spec_file", told(fault));
        }
      } catch (IOException e) {
        check.fault("spec_file", unreadable(e));
      }
    }
  }

  private static String told(SpecFault fault) {
    return (fault.file().isEmpty() ? "line " : fault.file() + " line ")
        + fault.line()
        + ", column "
        + fault.column()
        + ": "
        + fault.message();
  }

  private static String unreadable(IOException e) {
    return "cannot be read (" + e.getClass().getSimpleName() + ")";
  }

  /// The specification of an instance.
  ///
  /// @throws IllegalArgumentException if it cannot be had or has a fault
  static Specification load(OpenApi.Config config, Workshop workshop) {
    Specification.Outcome outcome;
    if (config.spec() != null) {
      outcome = inline(config);
    } else if (config.specFile() != null) {
      try {
        outcome = file(config);
      } catch (IOException e) {
        throw new IllegalArgumentException("openapi: spec_file " + unreadable(e), e);
      }
    } else {
      outcome = text(config, fetched(String.valueOf(config.specUrl()), workshop));
    }
    Specification made = outcome.specification();
    if (made == null) {
      throw new IllegalArgumentException("openapi: " + told(outcome.faults().getFirst()));
    }
    return made;
  }

  private static Specification.Outcome inline(OpenApi.Config config) {
    return text(config, String.valueOf(config.spec()));
  }

  private static Specification.Outcome text(OpenApi.Config config, String text) {
    return Specifications.SHARED.get(text, new Specification.Reading(config.basePath(), null));
  }

  private static Specification.Outcome file(OpenApi.Config config) throws IOException {
    Path path = Path.of(String.valueOf(config.specFile())).toAbsolutePath();
    if (Files.size(path) > Document.LARGEST) {
      throw new IOException("too large");
    }
    return Specifications.SHARED.get(
        Files.readString(path, StandardCharsets.UTF_8),
        new Specification.Reading(config.basePath(), path.getParent()));
  }

  private static String fetched(String url, Workshop workshop) {
    HttpCall call =
        new HttpCall(
            "GET",
            URI.create(url),
            List.of(),
            null,
            PATIENCE,
            Document.LARGEST,
            TlsOptions.VERIFIED);
    try {
      HttpReply reply =
          workshop
              .http()
              .call(call)
              .toCompletableFuture()
              .orTimeout(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS)
              .join();
      if (reply.status() != 200) {
        throw new IllegalArgumentException("openapi: spec_url was answered with " + reply.status());
      }
      return new String(reply.body(), StandardCharsets.UTF_8);
    } catch (CompletionException e) {
      throw new IllegalArgumentException("openapi: spec_url cannot be fetched", e);
    }
  }
}
