package gatehouse.plugin.inspect.coding;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/// Undoes the content codings of a body for inspection, within bounds: what would grow beyond them
/// is not read to its end. The body that goes on is never touched.
public final class ContentCoding {
  /// Nobody stacks more, but a hostile sender might.
  static final int MOST_CODINGS = 3;

  /// A body may grow to this size whatever the ratio; repeated text compresses very well.
  static final long FREE = 1 << 20;

  static final long MOST_RATIO = 200;

  private ContentCoding() {}

  /// What became of a body.
  public sealed interface Outcome {
    /// The body as it was meant; it may have ended early where only a part of it was given.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Plain(byte[] body) implements Outcome {}

    /// It is longer than allowed, or grew suspiciously fast: its first bytes.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record TooLarge(byte[] beginning) implements Outcome {}

    /// It is not what its coding says.
    record Malformed(String coding) implements Outcome {}

    /// A coding that cannot be undone.
    record Unknown(String coding) implements Outcome {}
  }

  /// Whether a Content-Encoding says that the body is coded at all.
  public static boolean isCoded(@Nullable String contentEncoding) {
    return contentEncoding != null && !codings(contentEncoding).isEmpty();
  }

  /// The codings of a Content-Encoding by their usual names, in the order they were applied;
  /// `identity` is none.
  public static List<String> codings(String contentEncoding) {
    return java.util.Arrays.stream(contentEncoding.split(",", MOST_CODINGS + 2))
        .map(coding -> coding.strip().toLowerCase(Locale.ROOT))
        .filter(coding -> !coding.isEmpty() && !coding.equals("identity"))
        .map(coding -> coding.equals("x-gzip") ? "gzip" : coding)
        .toList();
  }

  /// Undoes the codings, the last one first.
  ///
  /// @param contentEncoding the field's value, several joined by commas
  /// @param limit bytes that the plain body may have
  /// @param whole whether all of the body is given; the end of a part may be missing
  public static Outcome decode(byte[] body, String contentEncoding, long limit, boolean whole) {
    return decode(body, contentEncoding, limit, MOST_RATIO, whole);
  }

  /// The same with another bound on how many times its size a body may grow; it holds from 1 MiB
  /// on.
  public static Outcome decode(
      byte[] body, String contentEncoding, long limit, long ratio, boolean whole) {
    List<String> codings = codings(contentEncoding);
    if (codings.size() > MOST_CODINGS) {
      return new Outcome.Unknown(codings.size() + " codings");
    }
    // Of what was sent: the ratios of stacked codings would multiply.
    long most = Math.min(limit, Math.max(FREE, body.length * ratio));
    byte[] plain = body;
    for (String coding : codings.reversed()) {
      Outcome outcome = decodeOne(plain, coding, most, whole);
      if (!(outcome instanceof Outcome.Plain(byte[] decoded))) {
        return outcome;
      }
      plain = decoded;
    }
    return plain.length > limit
        ? new Outcome.TooLarge(java.util.Arrays.copyOf(plain, (int) limit))
        : new Outcome.Plain(plain);
  }

  private static Outcome decodeOne(byte[] body, String coding, long most, boolean whole) {
    if (body.length == 0) {
      return new Outcome.Plain(body);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(body.length, 512));
    try (InputStream in = open(body, coding, whole)) {
      if (in == null) {
        return new Outcome.Unknown(coding);
      }
      byte[] piece = new byte[8192];
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        int room = (int) Math.min(read, most - out.size());
        out.write(piece, 0, room);
        if (room < read) {
          return new Outcome.TooLarge(out.toByteArray());
        }
      }
      return new Outcome.Plain(out.toByteArray());
    } catch (EOFException e) {
      return whole ? new Outcome.Malformed(coding) : new Outcome.Plain(out.toByteArray());
    } catch (IOException e) {
      return !whole && out.size() > 0
          ? new Outcome.Plain(out.toByteArray())
          : new Outcome.Malformed(coding);
    }
  }

  private static @Nullable InputStream open(byte[] body, String coding, boolean whole)
      throws IOException {
    InputStream in = new ByteArrayInputStream(body);
    return switch (coding) {
      case "gzip" -> new GZIPInputStream(in);
      // RFC 9110, section 8.4.1.2, means zlib's wrapping; some senders leave it off.
      case "deflate" -> inflating(in, new Inflater(!isZlib(body)));
      case "br" -> brotli(in, whole);
      // RFC 9659, section 3: no more than 8 MiB, where the library would reserve 128.
      case "zstd" -> new ZstdInputStreamNoFinalizer(in).setLongMax(Unzstd.WINDOW_LOG);
      default -> null;
    };
  }

  /// The inflater holds memory outside of the heap, which would wait for a collection.
  private static InputStream inflating(InputStream in, Inflater inflater) {
    return new InflaterInputStream(in, inflater) {
      @Override
      public void close() throws IOException {
        super.close();
        inflater.end();
      }
    };
  }

  /// Of a part, each byte is given as soon as it is known: at the missing end the rest is lost.
  private static InputStream brotli(InputStream in, boolean whole) throws IOException {
    Brotli4jLoader.ensureAvailability();
    BrotliInputStream brotli = new BrotliInputStream(in);
    if (!whole) {
      brotli.enableEagerOutput();
    }
    return brotli;
  }

  /// RFC 1950, section 2.2: method 8, and the two bytes a multiple of 31.
  private static boolean isZlib(byte[] body) {
    return body.length >= 2
        && (body[0] & 0x0f) == 8
        && ((body[0] & 0xff) << 8 | body[1] & 0xff) % 31 == 0;
  }
}
