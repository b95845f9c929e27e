package gatehouse.flow;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/// The part of a body that is held, in one array that is charged against [BodyMemory]. Pieces are
/// copied together, since a peer that sends byte by byte would make each byte cost a buffer.
final class HeldBytes {
  private static final int FIRST = 512;
  private static final int MOST = Integer.MAX_VALUE - 8;
  private static final byte[] NOTHING = {};

  private final BodyMemory memory;
  private byte[] bytes = NOTHING;
  private int size;
  private long charged;

  HeldBytes(BodyMemory memory) {
    this.memory = memory;
  }

  /// How many bytes are held.
  int size() {
    return size;
  }

  /// Adds a piece and takes the buffer over. False, with nothing added, if there is no memory.
  ///
  /// @param expected how long all of it will be; negative if that is not known
  /// @param must whether the piece is kept although the memory is spent
  boolean add(ByteBuf piece, long expected, boolean must) {
    try {
      int more = piece.readableBytes();
      if (more > MOST - size || !grow(size + more, expected, must)) {
        return false;
      }
      piece.readBytes(bytes, size, more);
      size += more;
      return true;
    } finally {
      piece.release();
    }
  }

  private boolean grow(int needed, long expected, boolean must) {
    if (needed <= bytes.length) {
      return true;
    }
    // What a peer announces is not believed before it has come.
    long capacity = Math.clamp(2L * bytes.length, FIRST, MOST);
    capacity = Math.max(needed, expected >= needed ? Math.min(capacity, expected) : capacity);
    long more = capacity - bytes.length;
    if (!memory.take(more)) {
      if (!must) {
        return false;
      }
      memory.force(more);
    }
    charged += more;
    bytes = Arrays.copyOf(bytes, (int) capacity);
    return true;
  }

  /// All that is held; not to be changed.
  byte[] all() {
    if (size < bytes.length) {
      bytes = Arrays.copyOf(bytes, size);
    }
    return bytes;
  }

  /// A copy of the first bytes.
  byte[] first(long most) {
    return Arrays.copyOf(bytes, (int) Math.min(size, most));
  }

  /// All that is held, to be written; the array stays here.
  ByteBuf view() {
    return Unpooled.wrappedBuffer(bytes, 0, size);
  }

  /// Hands the bytes over to be written. They stay charged until [#release], since they live on
  /// until they have been sent.
  ByteBuf take() {
    ByteBuf all = view();
    bytes = NOTHING;
    size = 0;
    return all;
  }

  /// Lets go of everything.
  void release() {
    bytes = NOTHING;
    size = 0;
    memory.give(charged);
    charged = 0;
  }
}
