package gatehouse.plugin.inspect.coding;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Ten gigabytes of blanks, which stand wherever JSON and text may stand, in little. Made by
/// repeating what stands for some of them, so that a bomb is there at once.
final class Bombs {
  /// What each of them grows to.
  static final long PLAIN = 10L << 30;

  private static final int MIB = 1 << 20;
  private static final int ZSTD_BLOCK = 128 << 10;

  private Bombs() {}

  /// The bomb of that name: the codings as in Content-Encoding, and `+` before one that grows a
  /// thousand times where that coding could do more.
  static byte[] of(String name) throws IOException {
    return switch (name) {
      case "gzip" -> gzipBomb();
      case "deflate" -> zlibBomb();
      case "br" -> brotli(16 * MIB);
      case "+br" -> brotli(16 << 10);
      case "zstd" -> zstd(0);
      case "+zstd" -> zstd(124);
      default -> {
        int comma = name.lastIndexOf(", ");
        yield coded(name.substring(comma + 2), of(name.substring(0, comma)));
      }
    };
  }

  private static byte[] gzipBomb() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0});
    repeat(out, deflated(), PLAIN / MIB);
    return out.toByteArray();
  }

  private static byte[] zlibBomb() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0x78, (byte) 0x9c});
    repeat(out, deflated(), PLAIN / MIB);
    return out.toByteArray();
  }

  private static void repeat(ByteArrayOutputStream out, byte[] block, long times) {
    for (long i = 0; i < times; i++) {
      out.writeBytes(block);
    }
  }

  /// A block that refers to nothing before it and ends at a byte.
  private static byte[] deflated() {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(blanks(MIB));
    byte[] out = new byte[8192];
    int length = deflater.deflate(out, 0, out.length, Deflater.FULL_FLUSH);
    deflater.end();
    return Arrays.copyOf(out, length);
  }

  /// From the second block on all are alike.
  private static byte[] brotli(int block) throws IOException {
    Brotli4jLoader.ensureAvailability();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Encoder.Parameters parameters = Encoder.Parameters.create(5, 24);
    try (BrotliOutputStream brotli = new BrotliOutputStream(out, parameters)) {
      byte[] blanks = blanks(block);
      int[] ends = new int[3];
      for (int i = 0; i < ends.length; i++) {
        brotli.write(blanks);
        brotli.flush();
        ends[i] = out.size();
      }
      byte[] all = out.toByteArray();
      ByteArrayOutputStream bomb = new ByteArrayOutputStream();
      bomb.write(all, 0, ends[1]);
      repeat(bomb, Arrays.copyOfRange(all, ends[1], ends[2]), PLAIN / block - 2);
      return bomb.toByteArray();
    }
  }

  /// RFC 8878: a frame of blocks that are one byte each, many times, and noise between them.
  private static byte[] zstd(int noise) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int window = 10 << 3; // 1 MiB
    out.writeBytes(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) window});
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    header(block, ZSTD_BLOCK << 3 | 1 << 1);
    block.write(' ');
    if (noise > 0) {
      byte[] bytes = new byte[noise];
      new Random(1).nextBytes(bytes);
      header(block, noise << 3);
      block.writeBytes(bytes);
    }
    repeat(out, block.toByteArray(), PLAIN / ZSTD_BLOCK);
    header(out, 1);
    return out.toByteArray();
  }

  private static void header(ByteArrayOutputStream out, int bits) {
    out.write(bits);
    out.write(bits >> 8);
    out.write(bits >> 16);
  }

  private static byte[] coded(String coding, byte[] plain) throws IOException {
    return switch (coding) {
      case "br" -> {
        Brotli4jLoader.ensureAvailability();
        yield Encoder.compress(plain, Encoder.Parameters.create(3));
      }
      case "zstd" -> Zstd.compress(plain);
      default -> {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
          gzip.write(plain);
        }
        yield out.toByteArray();
      }
    };
  }

  private static byte[] blanks(int size) {
    byte[] blanks = new byte[size];
    Arrays.fill(blanks, (byte) ' ');
    return blanks;
  }
}
