package gatehouse.plugin.log;

import gatehouse.model.Route;
import gatehouse.model.Service;
import gatehouse.plugin.log.queue.DeliveryQueue;
import gatehouse.plugin.log.queue.Queue;
import gatehouse.plugin.log.wire.DatagramWire;
import gatehouse.plugin.log.wire.StreamWire;
import gatehouse.spi.Exchange;
import gatehouse.spi.OnLog;
import gatehouse.spi.Policy;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.OneOf;
import gatehouse.spi.schema.Range;
import gatehouse.spi.schema.Shorthand;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Sends numbers of each request to a StatsD server.
@Policy(
    name = "statsd",
    priority = 11,
    decides = false,
    summary = "Sends numbers of each request to a StatsD server.")
public final class Statsd implements OnLog {
  /// Those that a server with tags gets: what the others say by their names is a tag there.
  private static final Set<String> PLAIN =
      Set.of(
          "request_count",
          "request_size",
          "response_size",
          "latency",
          "upstream_latency",
          "kong_latency");

  private static final String WORKSPACE = "default";
  private static final String WORKSPACE_ID = "00000000-0000-0000-0000-000000000000";
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int KEEPALIVE_MILLIS = 60_000;

  private final Config config;
  private final List<Metric> metrics;
  private final String prefix;
  private final String node;
  private final RandomGenerator random;
  private final DeliveryQueue queue;

  /// One number to send.
  public record Metric(
      @OneOf({
            "kong_latency",
            "latency",
            "request_count",
            "request_per_user",
            "request_size",
            "response_size",
            "shdict_usage",
            "status_count",
            "status_count_per_user",
            "status_count_per_user_per_route",
            "status_count_per_workspace",
            "unique_users",
            "upstream_latency"
          })
          @Doc("Which number; `shdict_usage` is taken and means nothing here.")
          String name,
      @OneOf({"counter", "gauge", "histogram", "meter", "set", "timer"})
          @Doc("How the server adds it up.")
          String statType,
      @Nullable
          @Range(min = 0, minExcluded = true, max = 1)
          @Doc("Share of the requests it is sent for; required for counters and gauges.")
          Double sampleRate,
      @Nullable
          @OneOf({"consumer_id", "custom_id", "username"})
          @Doc("What names the consumer; the instance's default if it is not set.")
          String consumerIdentifier,
      @Nullable
          @OneOf({"service_id", "service_name", "service_host", "service_name_or_host"})
          @Doc("What names the service; the instance's default if it is not set.")
          String serviceIdentifier,
      @Nullable
          @OneOf({"workspace_id", "workspace_name"})
          @Doc("What names the workspace; the instance's default if it is not set.")
          String workspaceIdentifier)
      implements Checked {
    @Override
    public void check(Check check) {
      boolean sampled = statType.equals("counter") || statType.equals("gauge");
      if (sampled && sampleRate == null) {
        check.required("sample_rate", "stat_type");
      }
    }
  }

  /// What an instance is told.
  @Shorthand(field = "queue_size", of = "queue.max_batch_size")
  @Shorthand(field = "flush_timeout", of = "queue.max_coalescing_delay")
  public record Config(
      @Default("localhost") @Match(Match.Form.HOST) @Doc("Name or address of the server.")
          String host,
      @Default("8125") @Range(min = 0, max = 65535) @Doc("Its port.") int port,
      @Default("kong") @Doc("What the names of the metrics begin with.") String prefix,
      @Nullable @Doc("The numbers; Kong's own list if it is not set.") List<Metric> metrics,
      @Default("[\"200-299\"]")
          @Doc("Ranges of statuses; requests answered with another one are not told of.")
          List<String> allowStatusCodes,
      @Default("0")
          @Range(min = 0, max = 65507)
          @Doc("Bytes of a datagram that lines share; 0 sends each line by itself.")
          int udpPacketSize,
      @Default("false") @Doc("Whether lines go over TCP.") boolean useTcp,
      @Default("false")
          @Doc("Whether `node.` and the machine's name follow the prefix; never with `tag_style`.")
          boolean hostnameInPrefix,
      @Default("custom_id")
          @OneOf({"consumer_id", "custom_id", "username"})
          @Doc("What names consumers.")
          String consumerIdentifierDefault,
      @Default("service_name_or_host")
          @OneOf({"service_id", "service_name", "service_host", "service_name_or_host"})
          @Doc("What names services.")
          String serviceIdentifierDefault,
      @Default("workspace_id")
          @OneOf({"workspace_id", "workspace_name"})
          @Doc("What names workspaces.")
          String workspaceIdentifierDefault,
      @Nullable
          @OneOf({"dogstatsd", "influxdb", "librato", "signalfx"})
          @Doc("How the server takes tags; names without tags if it is not set.")
          String tagStyle,
      @Doc("How numbers wait for the server.") Queue queue,
      @Nullable @Doc("An old field without effect.") Integer retryCount)
      implements Checked {
    @Override
    public void check(Check check) {
      for (int i = 0; i < allowStatusCodes.size(); i++) {
        if (!allowStatusCodes.get(i).matches("[1-9][0-9]{2}-[1-9][0-9]{2}")) {
          check.fault("allow_status_codes[" + i + "]", "expected a range such as 200-299");
        }
      }
    }
  }

  /// Builds an instance.
  public Statsd(Config config, Workshop workshop) {
    this.config = config;
    node = StatLines.part(workshop.hostName());
    metrics = config.metrics() == null ? standard() : config.metrics();
    boolean namesNode = config.hostnameInPrefix() && config.tagStyle() == null;
    prefix = config.prefix() + (namesNode ? ".node." + node : "");
    random = workshop.random();
    queue =
        Entries.queue(
            workshop,
            config.host() + ":" + config.port(),
            config.toString(),
            config.queue(),
            null,
            config.useTcp()
                ? new StreamWire(
                    new StreamWire.To(
                        config.host(), config.port(), TIMEOUT_MILLIS, KEEPALIVE_MILLIS),
                    null,
                    Statsd::withLineEnd,
                    workshop.clock())
                : new DatagramWire(
                    config.host(),
                    config.port(),
                    entry -> StatLines.datagrams(entry, config.udpPacketSize())));
  }

  private static byte[] withLineEnd(byte[] entry) {
    byte[] line = Arrays.copyOf(entry, entry.length + 1);
    line[entry.length] = '\n';
    return line;
  }

  private static List<Metric> standard() {
    List<Metric> all = new ArrayList<>();
    for (String counter :
        List.of(
            "request_count",
            "request_size",
            "status_count",
            "response_size",
            "request_per_user",
            "status_count_per_user",
            "status_count_per_workspace",
            "status_count_per_user_per_route")) {
      all.add(new Metric(counter, "counter", 1.0, null, null, null));
    }
    for (String timer : List.of("latency", "upstream_latency", "kong_latency")) {
      all.add(new Metric(timer, "timer", null, null, null, null));
    }
    all.add(new Metric("unique_users", "set", null, null, null, null));
    return all;
  }

  @Override
  public void onLog(Exchange x) {
    int status = x.accessRecord().status();
    if (!isAllowed(status)) {
      return;
    }
    StringBuilder lines = new StringBuilder();
    for (Metric metric : metrics) {
      Double rate = metric.sampleRate();
      if (rate == null || rate >= 1 || random.nextDouble() < rate) {
        String line = config.tagStyle() == null ? named(metric, x) : tagged(metric, x);
        if (line != null) {
          lines.append(lines.isEmpty() ? "" : "\n").append(line);
        }
      }
    }
    if (!lines.isEmpty()) {
      queue.add(lines.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  private boolean isAllowed(int status) {
    for (String range : config.allowStatusCodes()) {
      int dash = range.indexOf('-');
      if (Integer.parseInt(range.substring(0, dash)) <= status
          && status <= Integer.parseInt(range.substring(dash + 1))) {
        return true;
      }
    }
    return config.allowStatusCodes().isEmpty();
  }

  /// A line whose name says everything; null if the request has nothing to say there.
  private @Nullable String named(Metric metric, Exchange x) {
    String scope = prefix + "." + scope(metric, x);
    String user = user(metric, x);
    int status = x.accessRecord().status();
    String type = typeOf(metric);
    return switch (metric.name()) {
      case "status_count" -> scope + ".status." + status + ":1|" + type;
      case "status_count_per_workspace" ->
          scope + ".workspace." + workspace(metric) + ".status." + status + ":1|" + type;
      case "unique_users" -> user == null ? null : scope + ".user.uniques:" + user + "|" + type;
      case "request_per_user" ->
          user == null ? null : scope + ".user." + user + ".request.count:1|" + type;
      case "status_count_per_user" ->
          user == null ? null : scope + ".user." + user + ".status." + status + ":1|" + type;
      case "status_count_per_user_per_route" -> perRoute(x.route(), user, status, type);
      case "shdict_usage" -> null;
      default -> {
        long value = StatLines.value(metric.name(), x.accessRecord());
        yield value < 0
            ? null
            : scope + "." + StatLines.dotted(metric.name()) + ":" + value + "|" + type;
      }
    };
  }

  private @Nullable String perRoute(
      @Nullable Route route, @Nullable String user, int status, String type) {
    return route == null || user == null
        ? null
        : prefix + ".route." + route.id() + ".user." + user + ".status." + status + ":1|" + type;
  }

  private @Nullable String tagged(Metric metric, Exchange x) {
    long value = StatLines.value(metric.name(), x.accessRecord());
    if (!PLAIN.contains(metric.name()) || value < 0) {
      return null;
    }
    String name = prefix + "." + StatLines.dotted(metric.name());
    String number = ":" + value + "|" + typeOf(metric);
    return switch (String.valueOf(config.tagStyle())) {
      case "dogstatsd" -> name + number + "|#" + tags(metric, x, ':');
      case "influxdb" -> name + "," + tags(metric, x, '=') + number;
      case "librato" -> name + "#" + tags(metric, x, '=') + number;
      default -> name + "[" + tags(metric, x, '=') + "]" + number;
    };
  }

  private String tags(Metric metric, Exchange x, char joint) {
    StringBuilder tags = new StringBuilder();
    Route route = x.route();
    tag(tags, joint, "service", service(metric, x.service()));
    tag(
        tags,
        joint,
        "route",
        route == null ? null : route.name() == null ? route.id() : route.name());
    tag(tags, joint, "status", String.valueOf(x.accessRecord().status()));
    tag(tags, joint, "workspace", workspace(metric));
    tag(tags, joint, "consumer", user(metric, x));
    tag(tags, joint, "node", node);
    return tags.toString();
  }

  private static void tag(StringBuilder tags, char joint, String key, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      tags.append(tags.isEmpty() ? "" : ",").append(key).append(joint);
      tags.append(StatLines.tag(value));
    }
  }

  private String scope(Metric metric, Exchange x) {
    if (x.service() == null) {
      return "global.unmatched";
    }
    String service = service(metric, x.service());
    return "service." + (service == null ? "unnamed" : StatLines.part(service));
  }

  private @Nullable String service(Metric metric, @Nullable Service service) {
    if (service == null) {
      return null;
    }
    String by =
        metric.serviceIdentifier() == null
            ? config.serviceIdentifierDefault()
            : metric.serviceIdentifier();
    return switch (by) {
      case "service_id" -> service.id();
      case "service_host" -> service.host();
      case "service_name" -> service.name();
      default -> service.name() == null ? service.host() : service.name();
    };
  }

  private @Nullable String user(Metric metric, Exchange x) {
    String by =
        metric.consumerIdentifier() == null
            ? config.consumerIdentifierDefault()
            : metric.consumerIdentifier();
    String user = StatLines.consumer(x.identity(), by);
    return user == null ? null : StatLines.user(user);
  }

  private String workspace(Metric metric) {
    String by =
        metric.workspaceIdentifier() == null
            ? config.workspaceIdentifierDefault()
            : metric.workspaceIdentifier();
    return by.equals("workspace_name") ? WORKSPACE : WORKSPACE_ID;
  }

  private static String typeOf(Metric metric) {
    String letters = StatLines.letters(metric.statType());
    Double rate = metric.sampleRate();
    return rate == null || rate >= 1 ? letters : letters + "|@" + rate;
  }
}
