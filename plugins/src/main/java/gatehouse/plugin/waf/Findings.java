package gatehouse.plugin.waf;

import gatehouse.seclang.parse.Fault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Lints rule files, as `gatehouse waf check` does: read in order as one rule set.
public final class Findings {
  private Findings() {}

  /// Something wrong, or odd.
  ///
  /// @param line from 1
  /// @param column from 1, in bytes
  /// @param isError whether the rules could not be used
  public record Finding(String file, int line, int column, boolean isError, String message) {}

  /// Everything there is to say about the files: file by file, in the order of their lines.
  public static List<Finding> of(List<String> files) {
    List<Finding> findings = RuleSets.SHARED.lint(files).stream().map(Findings::finding).toList();
    List<String> order = new ArrayList<>(files);
    findings.forEach(finding -> order.add(finding.file));
    return findings.stream()
        .sorted(
            Comparator.comparingInt((Finding finding) -> order.indexOf(finding.file))
                .thenComparingInt(Finding::line)
                .thenComparingInt(Finding::column))
        .toList();
  }

  private static Finding finding(Fault fault) {
    return new Finding(
        fault.at().file(),
        fault.at().line(),
        fault.at().column(),
        fault.isError(),
        fault.message());
  }
}
