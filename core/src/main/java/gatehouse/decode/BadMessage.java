package gatehouse.decode;

/// Why a message cannot be read. Carries no stack: it is thrown for hostile bytes, and its place in
/// our code says nothing about them.
public final class BadMessage extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String answer;
  private final String kind;

  private BadMessage(int status, String answer, String kind, String reason) {
    super(reason, null, false, false);
    this.kind = kind;
    this.status = status;
    this.answer = answer;
  }

  /// Grammar or framing that is wrong or could be read in two ways.
  ///
  /// @param reason for the log; never sent to the client
  public static BadMessage malformed(String reason) {
    return new BadMessage(400, "Bad request", "malformed", reason);
  }

  /// The head, or one of its lines, is over the buffer.
  public static BadMessage headTooLarge(String reason) {
    return new BadMessage(400, "Request header or cookie too large", "head_size", reason);
  }

  /// The request line is over its share of the buffer.
  public static BadMessage targetTooLong() {
    return new BadMessage(414, "URI too long", "head_size", "request line over the limit");
  }

  /// A version that is well-formed but not spoken here.
  public static BadMessage version(String reason) {
    return new BadMessage(505, "HTTP version not supported", "version", reason);
  }

  /// The heads of the requests under way on one connection are too much together.
  public static BadMessage tooManyHeads() {
    return new BadMessage(431, "Request header or cookie too large", "head_size", "heads together");
  }

  /// The client takes too long.
  public static BadMessage slow(String reason) {
    return new BadMessage(408, "Request timeout", "slow", reason);
  }

  /// The status of the refusal.
  public int status() {
    return status;
  }

  /// The text of the refusal.
  public String answer() {
    return answer;
  }

  /// One of a few words, for metrics.
  public String kind() {
    return kind;
  }

  /// What was wrong, for the log.
  public String reason() {
    return String.valueOf(getMessage());
  }
}
