package gatehouse.seclang.rule;

import gatehouse.seclang.geo.GeoDatabase;
import gatehouse.seclang.parse.RuleFiles;
import gatehouse.seclang.parse.Text;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Finds the files that operators and settings name: beside the rules that name them first, then as
/// given.
final class DataFiles {
  private DataFiles() {}

  static byte @Nullable [] read(RuleFiles files, Text name) {
    String beside = beside(name);
    byte[] content = beside == null ? null : files.read(beside);
    return content == null ? files.read(name.toString()) : content;
  }

  static @Nullable GeoDatabase places(RuleFiles files, Text name) throws IOException {
    String beside = beside(name);
    GeoDatabase database = beside == null ? null : files.places(beside);
    return database == null ? files.places(name.toString()) : database;
  }

  private static @Nullable String beside(Text name) {
    String folder = name.source().folder();
    boolean stands = name.toString().startsWith("/") || folder.isEmpty();
    return stands ? null : folder + "/" + name;
  }
}
