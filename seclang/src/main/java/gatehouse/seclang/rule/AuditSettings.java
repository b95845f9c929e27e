package gatehouse.seclang.rule;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the directives say about audit logging.
///
/// @param parts the letters of the parts to log, `A` and `Z` included
/// @param relevantStatus statuses that are relevant whatever rules say; null for none. The usual
///   pattern has a look-ahead, so it is java.util.regex's; it only ever sees three digits
/// @param log where records, or the index of them, go; null when no directive says
/// @param storageFolder where one file a transaction goes; null when no directive says
public record AuditSettings(
    AuditMode mode,
    String parts,
    @Nullable Pattern relevantStatus,
    boolean isJson,
    boolean isConcurrent,
    @Nullable String log,
    @Nullable String storageFolder) {}
