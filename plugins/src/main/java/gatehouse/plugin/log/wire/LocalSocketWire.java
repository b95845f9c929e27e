package gatehouse.plugin.log.wire;

import gatehouse.plugin.log.queue.Delivery;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Datagrams to a socket of the file system, such as `/dev/log`. The JDK has stream sockets of that
/// kind only, so this calls the C library (Linux).
@SuppressWarnings("restricted") // the launcher allows native access
public final class LocalSocketWire implements Delivery {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int LONGEST_PATH = 107;
  private static final int ENOBUFS = 105;
  private static final int EAGAIN = 11;

  private static final StructLayout ERRNO = Linker.Option.captureStateLayout();
  private static final VarHandle ERROR =
      ERRNO.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private final Path path;
  private final UnaryOperator<byte[]> framing;
  private @Nullable Calls calls;

  private record Calls(MethodHandle socket, MethodHandle sendTo, MethodHandle close) {}

  /// @param framing an entry as it goes over the wire
  public LocalSocketWire(Path path, UnaryOperator<byte[]> framing) {
    this.path = path;
    this.framing = framing;
  }

  @Override
  public synchronized void deliver(List<byte[]> batch) throws IOException {
    Calls known = calls;
    if (known == null) {
      known = link();
      calls = known;
    }
    try (Arena arena = Arena.ofConfined()) {
      send(known, arena, batch);
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException(e);
    }
  }

  private void send(Calls to, Arena arena, List<byte[]> batch) throws Throwable {
    MemorySegment errno = arena.allocate(ERRNO);
    int socket = (int) to.socket.invokeExact(errno, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0) {
      throw failure("socket", errno);
    }
    try {
      MemorySegment address = address(arena);
      for (byte[] entry : batch) {
        byte[] bytes = framing.apply(entry);
        MemorySegment message = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
        long sent =
            (long)
                to.sendTo.invokeExact(
                    errno,
                    socket,
                    message,
                    (long) bytes.length,
                    MSG_DONTWAIT,
                    address,
                    (int) address.byteSize());
        if (sent < 0) {
          throw failure("sendto", errno);
        }
      }
    } finally {
      int ignored = (int) to.close.invokeExact(socket);
    }
  }

  /// `struct sockaddr_un`: the family, then the path with a NUL.
  private MemorySegment address(Arena arena) throws IOException {
    byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
    if (name.length > LONGEST_PATH) {
      throw new IOException(path + " is too long for a socket's address");
    }
    MemorySegment address = arena.allocate(Short.BYTES + name.length + 1L);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, Short.BYTES, name.length);
    return address;
  }

  private IOException failure(String call, MemorySegment errno) {
    int error = (int) ERROR.get(errno, 0L);
    boolean full = error == EAGAIN || error == ENOBUFS;
    return new IOException(
        call + " to " + path + (full ? ": its reader is too slow" : ": error " + error));
  }

  private static Calls link() {
    Linker linker = Linker.nativeLinker();
    Linker.Option errno = Linker.Option.captureCallState("errno");
    return new Calls(
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("socket"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT),
            errno),
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("sendto"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT),
            errno),
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("close"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)));
  }
}
