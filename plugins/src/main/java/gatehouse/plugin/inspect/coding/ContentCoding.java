package gatehouse.plugin.inspect.coding;

import gatehouse.plugin.inspect.coding.StreamDecoder.Undecodable;
import gatehouse.plugin.inspect.coding.StreamDecoder.Undoing;
import gatehouse.spi.BodyFilter.Output;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.Inflater;
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
    if (!StreamDecoder.knows(coding)) {
      return new Outcome.Unknown(coding);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(body.length, 512));
    try (Undoing undoing = StreamDecoder.undoing(coding)) {
      undo(undoing, body, most, out, whole);
      return whole && coding.equals("deflate") && isTwoTexts(body, most)
          ? new Outcome.Malformed(coding)
          : new Outcome.Plain(out.toByteArray());
    } catch (Full _) {
      return new Outcome.TooLarge(out.toByteArray());
    } catch (Undecodable _) {
      return !whole && out.size() > 0
          ? new Outcome.Plain(out.toByteArray())
          : new Outcome.Malformed(coding);
    }
  }

  private static void undo(
      Undoing undoing, byte[] body, long most, ByteArrayOutputStream out, boolean whole) {
    undoing.feed(body, 0, body.length, bounded(out, most));
    if (whole) {
      undoing.end();
    }
  }

  private static Output bounded(ByteArrayOutputStream out, long most) {
    return (bytes, from, to) -> {
      int room = (int) Math.min(to - from, most - out.size());
      out.write(bytes, from, room);
      if (from + room < to) {
        throw new Full();
      }
    };
  }

  /// Whether a service that knows no wrapping would read another text: zlib's first two bytes can
  /// begin a stored block as well, and some services take them for one.
  private static boolean isTwoTexts(byte[] body, long most) {
    if (!Undeflate.isWrapped(body[0]) || !startsStoredBlock(body)) {
      return false;
    }
    Inflater raw = new Inflater(true);
    try {
      Output out = bounded(new ByteArrayOutputStream(), most);
      Undeflate.inflate(raw, body, 0, body.length, new byte[8192], out);
      return raw.finished();
    } catch (Full _) {
      return true;
    } catch (Undecodable _) {
      return false;
    } finally {
      raw.end();
    }
  }

  /// RFC 1951, section 3.2.4: a length, and its complement.
  private static boolean startsStoredBlock(byte[] body) {
    return body.length >= 5 && body[1] == ~body[3] && body[2] == ~body[4];
  }

  /// There is more than may be.
  private static final class Full extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Full() {
      super(null, null, false, false);
    }
  }
}
