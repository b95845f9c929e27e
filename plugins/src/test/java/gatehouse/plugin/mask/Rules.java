package gatehouse.plugin.mask;

import gatehouse.plugin.mask.MaskRule.Action;
import gatehouse.plugin.mask.detect.Detector;
import gatehouse.plugin.mask.detect.Pattern;
import gatehouse.spi.Answer;
import gatehouse.spi.BodyFilter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rules for tests, written short, and what filters make of texts.
final class Rules {
  static final Handling STRICT = handling(1 << 20, true, true);
  private static final byte[] KEY = "key".getBytes(StandardCharsets.UTF_8);
  private static final byte[] REPLACEMENT = "[masked]".getBytes(StandardCharsets.UTF_8);

  private final List<MaskRule> rules = new ArrayList<>();

  static Rules none() {
    return new Rules();
  }

  static Handling handling(int mostHeld, boolean oversize, boolean unparsable) {
    return new Handling(
        mostHeld, oversize, unparsable, Answer.error(502, "no"), Answer.error(413, "no"));
  }

  Rules field(Action action, int first, int last, String... names) {
    return add(List.of(names), null, null, action, first, last);
  }

  Rules path(Action action, String path) {
    return add(List.of(), JsonPath.of(path), null, action, 0, 0);
  }

  Rules detect(Action action, int first, int last, String detector) {
    return add(List.of(), null, Detector.of(detector), action, first, last);
  }

  Rules pattern(Action action, String pattern) {
    return add(List.of(), null, Pattern.of(pattern), action, 0, 0);
  }

  private Rules add(
      List<String> fields,
      @Nullable JsonPath path,
      @Nullable Detector detector,
      Action action,
      int first,
      int last) {
    rules.add(
        new MaskRule(
            rules.size(),
            fields,
            path,
            detector,
            action,
            first,
            last,
            '*',
            REPLACEMENT,
            KEY,
            List.of()));
    return this;
  }

  RuleSet set() {
    return new RuleSet(rules);
  }

  String json(String text) {
    return filtered(new JsonMasker(set(), set().all(), STRICT, false), text);
  }

  String lines(String text) {
    return filtered(new LineMasker(set(), set().all(), STRICT), text);
  }

  String form(String text) {
    return filtered(new FormMasker(set(), set().all(), STRICT), text);
  }

  /// What comes out where the text comes in one piece.
  static String filtered(BodyFilter filter, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new String(filtered(filter, bytes, bytes.length), StandardCharsets.UTF_8);
  }

  /// What comes out where the text comes in two pieces, or in pieces of that size.
  static byte[] filtered(BodyFilter filter, byte[] bytes, int... ends) {
    Bytes all = new Bytes();
    int from = 0;
    for (int end : ends) {
      // A copy that is spoilt afterwards: a filter must not keep what it is given.
      byte[] piece = java.util.Arrays.copyOfRange(bytes, from, end);
      if (piece.length > 0) {
        filter.chunk(piece, 0, piece.length, all);
      }
      java.util.Arrays.fill(piece, (byte) '#');
      from = end;
    }
    if (from < bytes.length) {
      filter.chunk(bytes, from, bytes.length, all);
    }
    filter.end(all);
    return all.copy();
  }
}
