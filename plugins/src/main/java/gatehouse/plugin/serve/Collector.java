package gatehouse.plugin.serve;

import gatehouse.spi.BodyFilter;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/// Passes a body on and keeps a copy of it, unless it becomes too large or memory is short. Only a
/// body that is complete is handed over.
final class Collector implements BodyFilter {
  private final CacheStore store;
  private final Consumer<byte[]> complete;
  private final ByteArrayOutputStream copy = new ByteArrayOutputStream();
  private boolean given;
  private int reserved;

  Collector(CacheStore store, Consumer<byte[]> complete) {
    this.store = store;
    this.complete = complete;
  }

  @Override
  public void chunk(byte[] bytes, int from, int to, Output out) {
    keep(bytes, from, to - from);
    out.write(bytes, from, to);
  }

  private void keep(byte[] bytes, int from, int length) {
    if (given) {
      return;
    }
    if (copy.size() + length > CacheStore.LARGEST || !store.reserve(length)) {
      given = true;
      free();
      return;
    }
    reserved += length;
    copy.write(bytes, from, length);
  }

  @Override
  public void end(Output out) {
    if (!given) {
      given = true;
      complete.accept(copy.toByteArray());
    }
    free();
  }

  @Override
  public boolean keepsLength() {
    return true;
  }

  /// Gives the room back; also when the body has broken off.
  void free() {
    store.free(reserved);
    reserved = 0;
    copy.reset();
  }
}
