package gatehouse.app;

import gatehouse.model.Settings;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What `--set KEY=VALUE` and `GATEHOUSE_<KEY>` can set; the key is the constant's name in lower
/// case, Kong's where Kong has one. The documentation's table is made from this list.
enum Setting {
  TRUSTED_IPS(
      Kind.ADDRESSES,
      "",
      "addresses or ranges, separated by commas",
      "Peers whose word about the client is believed: `X-Forwarded-*`, and the header that"
          + " `real_ip_header` names. Empty: nobody."),
  REAL_IP_HEADER(
      Kind.HEADER,
      "X-Real-IP",
      "a header name",
      "The header in which a trusted peer names the client."),
  REAL_IP_RECURSIVE(
      Kind.SWITCH,
      "off",
      "on or off",
      "Whether trusted addresses at the end of that header are skipped, so that the client is the"
          + " last one that is not trusted."),
  IPV6_PREFIX(
      Kind.NUMBER,
      "64",
      1,
      128,
      "Bits of an IPv6 address that count as one client for limits, bans and scores; never for"
          + " `ip-restriction` or logs."),
  HEADERS(
      Kind.TOKENS,
      "server_tokens, latency_tokens",
      "`server_tokens`, `latency_tokens` or single names, separated by commas; or off",
      "Which informational headers answers carry: `Server`, `Via`, `X-Kong-Upstream-Latency` and so"
          + " on. `X-Gatehouse-Request-Id` is always sent."),
  CLIENT_MAX_BODY_SIZE(
      Kind.SIZE, "0", 0, 1L << 50, "The largest request body; 0 is unlimited while it streams."),
  CLIENT_MAX_HEADERS(Kind.NUMBER, "200", 1, 10_000, "Header fields of one request."),
  CLIENT_HEADER_BUFFER(
      Kind.SIZE,
      "32k",
      1 << 10,
      1 << 20,
      "The whole head of a request; a line of it may have a quarter of that."),
  CLIENT_MAX_CONNECTIONS(
      Kind.NUMBER, "20000", 1, 1_000_000, "Open client connections; more are closed at once."),
  CLIENT_HEADER_TIMEOUT(
      Kind.SECONDS, "60", 1, 3600, "How long the whole head of a request may take."),
  CLIENT_BODY_TIMEOUT(Kind.SECONDS, "60", 1, 3600, "The longest pause within a request body."),
  SEND_TIMEOUT(Kind.SECONDS, "60", 1, 3600, "The longest pause of a client that reads its answer."),
  KEEPALIVE_TIMEOUT(
      Kind.SECONDS, "75", 0, 86_400, "How long an idle client connection is kept open."),
  HTTP2_MAX_STREAMS(
      Kind.NUMBER, "128", 1, 10_000, "Streams open at once on one HTTP/2 connection."),
  HTTP2_MAX_HEADER_LIST(
      Kind.SIZE, "32k", 1 << 10, 1 << 20, "The decoded head of an HTTP/2 request."),
  HTTP2_MAX_RESETS(
      Kind.NUMBER,
      "100",
      1,
      100_000,
      "Streams of one HTTP/2 connection that may be reset within ten seconds, by either side,"
          + " before it is closed."),
  CONFIG_MAX_SIZE(
      Kind.SIZE,
      "64m",
      1 << 20,
      1L << 30,
      "One file of the configuration, and a document of `POST /config`. A million consumers want"
          + " more, and a larger heap: see [operations](operations.md)."),
  BODY_MEMORY(
      Kind.SIZE,
      "256m",
      1 << 20,
      1L << 40,
      "All bodies together that a plugin needs whole; 503 when it is spent."),
  UPSTREAM_TLS_VERIFY(
      Kind.SWITCH,
      "off",
      "on or off",
      "Whether the certificate of an `https` service is verified when the service does not say so"
          + " itself. Off is Kong's default; on is safer."),
  DNS_RESOLVER(
      Kind.ADDRESSES,
      "",
      "addresses of name servers, with `:port` if not 53, separated by commas",
      "The name servers that are asked, the first one first: for names of services, and for lists"
          + " that the firewall asks. Empty: those of the system."),
  TRACING_INSTRUMENTATIONS(
      Kind.TOKENS,
      "off",
      "off, all, or some of request, router, balancer, plugin_rewrite, plugin_access,"
          + " plugin_header_filter and dns_query, separated by commas",
      "Which parts of a request become spans of a trace (see `opentelemetry`); Kong's words,"
          + " `http_client` and `db_query` are taken and mean nothing here."),
  TRACING_SAMPLING_RATE(
      Kind.SHARE,
      "0.01",
      "a number from 0 to 1",
      "The share of traces that is kept where the plugin does not say itself."),
  IDENTITY_JWKS_PATH(
      Kind.PATH,
      Settings.IDENTITY_JWKS_PATH,
      "a path, or off",
      "Where services fetch, from the proxy address, the keys that `internal-token` signs with; in"
          + " use only while a configuration signs."),
  REUSE_PORT(
      Kind.SWITCH, "off", "on or off", "Whether another process may share the listening ports."),
  LOOPS(Kind.NUMBER, "0", 0, 256, "Event loops, each a thread of its own; 0 is one for each core."),
  LOG_LEVEL(
      Kind.WORD,
      "notice",
      "debug, info, notice, warn, error or crit",
      "What the gateway's own log on stderr tells; Kong's words. `notice` is what an operator did"
          + " or must know."),
  LOG_FORMAT(
      Kind.WORD, "text", "text or json", "How the gateway's own log is written, a line an event.");

  /// How the value is read.
  enum Kind {
    NUMBER,
    /// Bytes, with `k`, `m` or `g` for powers of 1024.
    SIZE,
    /// A duration; a plain number is seconds.
    SECONDS,
    SWITCH,
    ADDRESSES,
    HEADER,
    TOKENS,
    /// A number from 0 to 1.
    SHARE,
    PATH,
    WORD
  }

  final Kind kind;

  /// As a user would write it.
  final String standard;

  final long least;
  final long most;

  /// What a value may be, in words; for kinds with bounds they are the words.
  private final @Nullable String accepted;

  final String doc;

  Setting(Kind kind, String standard, String accepted, String doc) {
    this(kind, standard, 0, 0, accepted, doc);
  }

  Setting(Kind kind, String standard, long least, long most, String doc) {
    this(kind, standard, least, most, null, doc);
  }

  Setting(
      Kind kind, String standard, long least, long most, @Nullable String accepted, String doc) {
    this.kind = kind;
    this.standard = standard;
    this.least = least;
    this.most = most;
    this.accepted = accepted;
    this.doc = doc;
  }

  /// The name after `--set`.
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The environment variable.
  String variable() {
    return "GATEHOUSE_" + name();
  }

  /// What a value may be, for messages and the documentation.
  String accepted() {
    if (accepted != null) {
      return accepted;
    }
    return switch (kind) {
      case SIZE -> "a size from " + size(least) + " to " + size(most);
      case SECONDS -> "a duration from " + least + "s to " + most + "s";
      default -> "a number from " + least + " to " + most;
    };
  }

  private static String size(long bytes) {
    String[] units = {"", "k", "m", "g", "t"};
    int unit = 0;
    while (unit < 4 && bytes >= 1024 && bytes % 1024 == 0) {
      bytes /= 1024;
      unit++;
    }
    return bytes + units[unit];
  }

  /// The setting of that key; null if there is none.
  static @Nullable Setting find(String key) {
    for (Setting setting : values()) {
      if (setting.key().equals(key)) {
        return setting;
      }
    }
    return null;
  }
}
