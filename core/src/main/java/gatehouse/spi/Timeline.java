package gatehouse.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How long each part of one exchange took. Written down only where a plugin asks for it by
/// [Tracer#traces]. All times are nanoseconds since the epoch; 0 stands for what never happened.
public interface Timeline {
  /// When the first byte of the request came.
  long start();

  /// When the last byte of the answer had left, or the client.
  long end();

  /// When the exchange reached a mark.
  long at(Mark mark);

  /// The plugins' turns, in order.
  List<Turn> turns();

  /// The attempts to get an answer from the service, in order.
  List<Attempt> attempts();

  /// Where an exchange comes past.
  enum Mark {
    /// The route is being looked for.
    ROUTING,
    /// The route is known, or that there is none.
    ROUTED,
    /// The head of an answer is there; the plugins of the response are next.
    ANSWERED,
    /// The head of the answer leaves for the client.
    SENDING
  }

  /// What a plugin's turn was for.
  enum Phase {
    ROUTE,
    REFUSED_PATH,
    REQUEST,
    RESPONSE,
    RESPONSE_BODY,
    END
  }

  /// One turn of one plugin, waiting included.
  ///
  /// @param plugin its name
  record Turn(String plugin, Phase phase, long from, long to) {}

  /// One attempt to get the answer from one target.
  ///
  /// @param host the target as configured
  /// @param port its port
  /// @param address the address that was connected to; null if none was
  /// @param from when a target began to be chosen
  /// @param chosen when it was known
  /// @param resolved when its name had been looked up; 0 if that was not needed
  /// @param connected when a connection was there; 0 if none ever was
  /// @param to when the last byte of its answer was there, or the attempt had failed
  /// @param status with which it answered, or that stands for its failure; 0 if neither came
  /// @param state `failed` or `next`; null for the attempt that brought the answer
  record Attempt(
      String host,
      int port,
      @Nullable IpAddress address,
      long from,
      long chosen,
      long resolved,
      long connected,
      long to,
      int status,
      @Nullable String state) {}
}
