package gatehouse.seclang.rule;

import gatehouse.seclang.parse.RuleFiles;
import gatehouse.seclang.parse.Text;
import org.jspecify.annotations.Nullable;

/// Finds the files that operators and settings name: beside the rules that name them first, then as
/// given.
final class DataFiles {
  private DataFiles() {}

  static byte @Nullable [] read(RuleFiles files, Text name) {
    String given = name.toString();
    String folder = name.source().folder();
    if (!given.startsWith("/") && !folder.isEmpty()) {
      byte[] beside = files.read(folder + "/" + given);
      if (beside != null) {
        return beside;
      }
    }
    return files.read(given);
  }
}
