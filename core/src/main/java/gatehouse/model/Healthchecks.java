package gatehouse.model;

import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Distinct;
import gatehouse.spi.schema.Length;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Match.Form;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.Range;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How the health of an upstream's targets is judged; 0 switches a counter or probe off.
///
/// @param threshold percent of the weight that must be healthy, 0 to 100
public record Healthchecks(
    Active active, Passive passive, @Default("0") @Range(min = 0, max = 100) double threshold) {

  /// Probes that Gatehouse sends.
  ///
  /// @param timeout seconds
  public record Active(
      @Default("http") @OneOf({"tcp", "http", "https", "grpc", "grpcs"}) String type,
      @Default("1") @Range(min = 0, max = 65535) double timeout,
      @Default("10") @Range(min = 1, max = 2147483648.0) int concurrency,
      @Default("/") @Match(Form.SERVICE_PATH) String httpPath,
      @Match(Form.SNI) @Nullable String httpsSni,
      @Default("true") boolean httpsVerifyCertificate,
      @Nullable Map<@Match(Form.HEADER_NAME) String, @Length(min = 1) List<String>> headers,
      Healthy healthy,
      Unhealthy unhealthy) {}

  /// Traffic that is watched.
  public record Passive(
      @Default("http") @OneOf({"tcp", "http", "https", "grpc", "grpcs"}) String type,
      Successes healthy,
      Failures unhealthy) {}

  /// When a probe finds a target healthy.
  ///
  /// @param interval seconds between probes of a healthy target
  public record Healthy(
      @Default("0") @Range(min = 0, max = 65535) double interval,
      @Default("[200, 302]") @Distinct @Range(min = 100, max = 999) List<Integer> httpStatuses,
      @Default("0") @Range(min = 0, max = 255) int successes) {}

  /// When a probe finds a target unhealthy.
  ///
  /// @param interval seconds between probes of an unhealthy target
  public record Unhealthy(
      @Default("0") @Range(min = 0, max = 65535) double interval,
      @Default("[429, 404, 500, 501, 502, 503, 504, 505]") @Distinct @Range(min = 100, max = 999)
          List<Integer> httpStatuses,
      @Default("0") @Range(min = 0, max = 255) int tcpFailures,
      @Default("0") @Range(min = 0, max = 255) int timeouts,
      @Default("0") @Range(min = 0, max = 255) int httpFailures) {}

  /// When traffic shows a target healthy.
  public record Successes(
      @Default(
              "[200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 306, 307, 308]")
          @Distinct
          @Range(min = 100, max = 999)
          List<Integer> httpStatuses,
      @Default("0") @Range(min = 0, max = 255) int successes) {}

  /// When traffic shows a target unhealthy.
  public record Failures(
      @Default("[429, 500, 503]") @Distinct @Range(min = 100, max = 999) List<Integer> httpStatuses,
      @Default("0") @Range(min = 0, max = 255) int tcpFailures,
      @Default("0") @Range(min = 0, max = 255) int timeouts,
      @Default("0") @Range(min = 0, max = 255) int httpFailures) {}
}
