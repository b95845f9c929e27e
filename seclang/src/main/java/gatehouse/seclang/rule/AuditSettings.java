package gatehouse.seclang.rule;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the directives say about audit logging.
///
/// @param parts the letters of the parts to log, `A` and `Z` included
/// @param relevantStatus statuses that are relevant whatever rules say; null for none. The usual
///   pattern has a look-ahead, so it is java.util.regex's; it only ever sees three digits
/// @param log where records, or the index of them, go; null when no directive says
/// @param secondLog where the index goes as well; null when no directive says
/// @param storageFolder where one file a transaction goes; null when no directive says
/// @param fileMode permissions of the files, as in `chmod`
/// @param folderMode permissions of the folders below the storage folder
public record AuditSettings(
    AuditMode mode,
    String parts,
    @Nullable Pattern relevantStatus,
    boolean isJson,
    boolean isConcurrent,
    @Nullable String log,
    @Nullable String secondLog,
    @Nullable String storageFolder,
    int fileMode,
    int folderMode) {
  /// Records hold what clients sent, so they are not for everybody.
  public static final int FILE_MODE = 0640;

  public static final int FOLDER_MODE = 0750;

  /// No audit log.
  public static final AuditSettings OFF =
      new AuditSettings(
          AuditMode.OFF, "AZ", null, false, false, null, null, null, FILE_MODE, FOLDER_MODE);
}
