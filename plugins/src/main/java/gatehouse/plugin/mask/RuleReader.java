package gatehouse.plugin.mask;

import gatehouse.plugin.mask.MaskRule.Action;
import gatehouse.plugin.mask.detect.Detector;
import gatehouse.plugin.mask.detect.Pattern;
import gatehouse.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Turns rules as they are configured into rules to work with.
final class RuleReader {
  private RuleReader() {}

  static List<MaskRule> read(DataMasking.Config config) {
    List<MaskRule> rules = new ArrayList<>();
    for (DataMasking.Rule rule : config.rules()) {
      Secret key = rule.hashKey() != null ? rule.hashKey() : config.hashKey();
      rules.add(
          new MaskRule(
              rules.size(),
              rule.fields().stream().map(name -> name.toLowerCase(Locale.ROOT)).toList(),
              rule.jsonPath() == null ? null : JsonPath.of(rule.jsonPath()),
              detector(rule),
              Action.valueOf(rule.action().toUpperCase(Locale.ROOT)),
              rule.keepFirst(),
              rule.keepLast(),
              rule.maskChar().codePointAt(0),
              rule.replacement().getBytes(StandardCharsets.UTF_8),
              key == null ? null : key.reveal().getBytes(StandardCharsets.UTF_8),
              rule.unlessGroups()));
    }
    return rules;
  }

  private static @Nullable Detector detector(DataMasking.Rule rule) {
    if (rule.detector() == null) {
      return null;
    }
    return rule.pattern() == null ? Detector.of(rule.detector()) : Pattern.of(rule.pattern());
  }

  /// What is wrong with a pattern; null if nothing is.
  static @Nullable String patternComplaint(@Nullable String pattern) {
    return pattern == null ? null : Pattern.complaint(pattern);
  }

  /// What is wrong with a path; null if nothing is.
  static @Nullable String pathComplaint(@Nullable String path) {
    try {
      if (path != null) {
        JsonPath.of(path);
      }
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }
}
