package gatehouse.log;

import gatehouse.spi.IpAddress;
import gatehouse.spi.Response;
import gatehouse.spi.Timeline;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The plain facts of one exchange: when, how much, and which tries. The flow notes them as they
/// happen; the access record and the metrics read them at the end. Lives on one event loop.
///
/// All marks are readings of `System.nanoTime()`; wall-clock times are derived from the one reading
/// at the start, so that an exchange costs one look at that clock.
public final class Traffic {
  /// The status logged for a client that left before it got an answer (nginx's own number).
  public static final int CLIENT_LEFT = 499;

  private static final long UNMARKED = Long.MIN_VALUE;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final long startedAt;
  private final long start;
  private final int listenerPort;
  private long headComplete = UNMARKED;
  private long upstreamStart = UNMARKED;
  private long upstreamFirstByte = UNMARKED;
  private long upstreamLastByte = UNMARKED;
  private long end = UNMARKED;
  private long requestBytes;
  private long responseBytes;
  private String upstreamUri = "";
  private List<Try> tries = List.of();
  private List<LogField> fields = List.of();
  private int status = CLIENT_LEFT;
  private Response.@Nullable Source source;

  /// Begins with the first byte of the request.
  ///
  /// @param startedAt milliseconds since the epoch
  /// @param start the mark of the same moment
  /// @param listenerPort the port that the client's connection was accepted on
  public Traffic(long startedAt, long start, int listenerPort) {
    this.startedAt = startedAt;
    this.start = start;
    this.listenerPort = listenerPort;
  }

  /// Marks that the head of the request is complete.
  public void headComplete(long mark) {
    headComplete = mark;
  }

  /// Counts bytes received from the client: request line, fields, framing and body.
  public void received(long bytes) {
    requestBytes += bytes;
  }

  /// Counts bytes sent to the client, head and framing included.
  public void sent(long bytes) {
    responseBytes += bytes;
  }

  /// Notes what the service is asked for: path and query.
  public void upstreamUri(String uri) {
    upstreamUri = uri;
  }

  /// Begins a try: a target was chosen, and the connection to it is taken or made next.
  ///
  /// @param ip the target's address without brackets
  /// @param choosing the mark at which the balancer began to choose
  /// @param chosen the mark at which it had chosen
  public Try beginTry(String ip, int port, long choosing, long chosen) {
    if (tries.isEmpty()) {
      tries = new ArrayList<>(1);
      upstreamStart = chosen;
    }
    Try next = new Try(ip, port, choosing, chosen);
    tries.add(next);
    return next;
  }

  /// Marks the first byte of the service's answer that is passed on.
  public void upstreamFirstByte(long mark) {
    upstreamFirstByte = mark;
  }

  /// Marks the last byte of the service's answer.
  public void upstreamLastByte(long mark) {
    upstreamLastByte = mark;
  }

  /// Notes the answer whose head has been handed to the client.
  public void answered(int status, Response.Source source) {
    this.status = status;
    this.source = source;
  }

  /// Marks the end, whatever it was like.
  public void end(long mark) {
    end = mark;
  }

  /// Adds a member to the log record; a later one of the same name replaces it.
  public void logField(String name, String value) {
    if (fields.isEmpty()) {
      fields = new ArrayList<>(2);
    }
    fields.removeIf(f -> f.name().equals(name));
    fields.add(new LogField(name, null, value));
  }

  /// Adds a member to an object of that name in the log record; a later one replaces it.
  public void logField(String name, String member, String value) {
    if (fields.isEmpty()) {
      fields = new ArrayList<>(2);
    }
    fields.removeIf(
        f -> f.name().equals(name) && (f.member() == null || f.member().equals(member)));
    fields.add(new LogField(name, member, value));
  }

  /// When the exchange began, in milliseconds since the epoch.
  public long startedAt() {
    return startedAt;
  }

  /// The port that the client's connection was accepted on.
  public int listenerPort() {
    return listenerPort;
  }

  /// Bytes received from the client so far.
  public long requestBytes() {
    return requestBytes;
  }

  /// Bytes sent to the client so far.
  public long responseBytes() {
    return responseBytes;
  }

  /// Path and query that the service was asked for; empty if it was not asked.
  public String upstreamUri() {
    return upstreamUri;
  }

  /// The tries in order; empty if no target was ever chosen.
  public List<Try> tries() {
    return tries;
  }

  /// The members that plugins added to the log record.
  public List<LogField> logFields() {
    return fields;
  }

  /// The status of the answer; [#CLIENT_LEFT] where there was none.
  public int status() {
    return status;
  }

  /// Who made the answer; null where there was none.
  public Response.@Nullable Source source() {
    return source;
  }

  /// Milliseconds from the first byte of the request to the end.
  public long requestMillis() {
    return between(start, end);
  }

  /// Milliseconds since the start.
  public long elapsedMillis() {
    return between(start, System.nanoTime());
  }

  /// The statuses of the tries so far, joined by `, `.
  public String upstreamStatuses() {
    StringBuilder joined = new StringBuilder();
    for (Try attempt : tries) {
      joined.append(joined.isEmpty() ? "" : ", ").append(attempt.status());
    }
    return joined.toString();
  }

  /// Milliseconds from the complete head to the first try, or to the end where there was none.
  public long gatewayMillis() {
    long from = headComplete == UNMARKED ? start : headComplete;
    return between(from, upstreamStart == UNMARKED ? end : upstreamStart);
  }

  /// Milliseconds from the first try to the first byte of the service's answer; -1 if none came.
  public long upstreamMillis() {
    return upstreamFirstByte == UNMARKED || upstreamStart == UNMARKED
        ? -1
        : between(upstreamStart, upstreamFirstByte);
  }

  /// Milliseconds from the first to the last byte of the service's answer; 0 if none came.
  public long receiveMillis() {
    if (upstreamFirstByte == UNMARKED) {
      return 0;
    }
    return between(upstreamFirstByte, upstreamLastByte == UNMARKED ? end : upstreamLastByte);
  }

  /// The mark of the first byte.
  long startMark() {
    return start;
  }

  /// The mark of the end; that of this moment while there is none.
  long endMark() {
    return end == UNMARKED ? System.nanoTime() : end;
  }

  /// Nanoseconds since the epoch of a mark.
  long epochNanos(long mark) {
    return startedAt * NANOS_PER_MILLI + (mark - start);
  }

  private static long between(long from, long to) {
    return to == UNMARKED ? 0 : Math.max(0, (to - from) / NANOS_PER_MILLI);
  }

  /// A member of the log record that a plugin has added.
  ///
  /// @param member what the value is called within the object of that name; null for a plain text
  public record LogField(String name, @Nullable String member, String value) {}

  /// One attempt to get the answer from one target.
  public static final class Try {
    private final String ip;
    private final int port;
    private final long choosing;
    private final long chosen;
    private long resolved = UNMARKED;
    private long connected = UNMARKED;
    private long ended = UNMARKED;
    private @Nullable IpAddress address;
    private int status;
    private @Nullable String state;

    private Try(String ip, int port, long choosing, long chosen) {
      this.ip = ip;
      this.port = port;
      this.choosing = choosing;
      this.chosen = chosen;
    }

    /// Marks that the target's name has been looked up.
    public void resolved(long mark) {
      resolved = mark;
    }

    /// Marks that a connection to the target is there.
    public void connected(IpAddress to, long mark) {
      address = to;
      connected = mark;
    }

    /// Marks that nothing more comes from the target.
    public void ended(long mark) {
      ended = mark;
    }

    Timeline.Attempt attempt(Traffic of) {
      return new Timeline.Attempt(
          ip,
          port,
          address,
          of.epochNanos(choosing),
          of.epochNanos(chosen),
          resolved == UNMARKED ? 0 : of.epochNanos(resolved),
          connected == UNMARKED ? 0 : of.epochNanos(connected),
          of.epochNanos(ended == UNMARKED ? of.endMark() : ended),
          status,
          state);
    }

    /// Notes the status with which the target answered.
    public void answered(int status) {
      this.status = status;
    }

    /// Notes that the target could not be asked or did not answer.
    ///
    /// @param code the status that stands for the failure: 502, or 504 for a time-out
    public void failed(int code) {
      this.status = code;
      this.state = "failed";
    }

    String ip() {
      return ip;
    }

    int port() {
      return port;
    }

    long choosing() {
      return choosing;
    }

    long chosen() {
      return chosen;
    }

    /// The status that stands for the outcome; 0 while there is none.
    int status() {
      return status;
    }

    /// `failed` or `next`; null for a try that brought the answer.
    @Nullable String state() {
      return state;
    }
  }
}
