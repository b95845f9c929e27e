package gatehouse.plugin.inspect.coding;

import gatehouse.spi.BodyFilter;
import java.util.ArrayList;
import java.util.List;

/// Undoes the content codings of a body piece by piece, in constant memory and within the bounds of
/// [ContentCoding]. Throws [Undecodable] where a body is not what its coding says.
public final class StreamDecoder implements BodyFilter {
  private final List<Stage> stages;
  private long sent;

  /// A body that can't be undone.
  public static final class Undecodable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Undecodable(String why) {
      super(why, null, false, false);
    }
  }

  /// Undoes one coding.
  interface Undoing extends AutoCloseable {
    /// A piece of the coded body.
    void feed(byte[] bytes, int from, int to, Output out);

    /// The coded body is over.
    void end();

    @Override
    void close();
  }

  /// One coding, and how much has come out of it.
  private static final class Stage {
    final Undoing undoing;
    boolean any;
    long out;

    Stage(Undoing undoing) {
      this.undoing = undoing;
    }
  }

  private StreamDecoder(List<Stage> stages) {
    this.stages = stages;
  }

  /// Whether all of the codings can be undone.
  ///
  /// @param contentEncoding the field's value, several joined by commas
  public static boolean knowsAll(String contentEncoding) {
    List<String> codings = ContentCoding.codings(contentEncoding);
    return codings.size() <= ContentCoding.MOST_CODINGS
        && codings.stream().allMatch(StreamDecoder::knows);
  }

  /// What undoes the codings.
  ///
  /// @throws IllegalArgumentException unless they are all known
  public static StreamDecoder of(String contentEncoding) {
    if (!knowsAll(contentEncoding)) {
      throw new IllegalArgumentException("a content coding is unknown");
    }
    List<Stage> stages = new ArrayList<>();
    for (String coding : ContentCoding.codings(contentEncoding).reversed()) {
      stages.add(new Stage(undoing(coding)));
    }
    return new StreamDecoder(stages);
  }

  static boolean knows(String coding) {
    return switch (coding) {
      case "gzip", "deflate", "br", "zstd" -> true;
      default -> false;
    };
  }

  static Undoing undoing(String coding) {
    return switch (coding) {
      case "br" -> new Unbrotli();
      case "zstd" -> new Unzstd();
      case "deflate" -> new Undeflate();
      default -> new Ungzip();
    };
  }

  @Override
  public void chunk(byte[] bytes, int from, int to, Output out) {
    sent += to - from;
    feed(0, bytes, from, to, out);
  }

  private void feed(int at, byte[] bytes, int from, int to, Output out) {
    if (at == stages.size()) {
      out.write(bytes, from, to);
      return;
    }
    Stage stage = stages.get(at);
    stage.any |= to > from;
    stage.undoing.feed(
        bytes,
        from,
        to,
        (b, f, t) -> {
          grow(stage, t - f);
          feed(at + 1, b, f, t, out);
        });
  }

  /// Each stage is held against what was sent: ratios of stacked codings multiply.
  private void grow(Stage stage, int bytes) {
    stage.out += bytes;
    if (stage.out > ContentCoding.FREE && stage.out / ContentCoding.MOST_RATIO > sent) {
      throw new Undecodable("it grows too fast");
    }
  }

  /// A body without a single byte is not coded at all.
  @Override
  public void end(Output out) {
    for (Stage stage : stages) {
      if (stage.any) {
        stage.undoing.end();
      }
    }
  }

  @Override
  public void close() {
    stages.forEach(stage -> stage.undoing.close());
  }
}
