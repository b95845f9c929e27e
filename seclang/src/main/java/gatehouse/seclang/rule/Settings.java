package gatehouse.seclang.rule;

import gatehouse.seclang.body.XmlUse;
import gatehouse.seclang.geo.GeoDatabase;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.transform.UnicodeMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Everything that directives set besides rules. Sizes are bytes, times seconds.
///
/// @param rejectsLongRequest whether a body over its limit is refused rather than looked at in part
/// @param responseTypes media types in lower case whose bodies are looked at
/// @param httpBlKey a secret of `@rbl`; null when there is none
/// @param places what `@geoLookup` asks; null when there is none
/// @param components signatures of rule sets, for the audit log
public record Settings(
    EngineMode mode,
    boolean requestBodyAccess,
    long requestBodyLimit,
    long requestBodyNoFilesLimit,
    boolean rejectsLongRequest,
    int jsonDepthLimit,
    XmlUse xmlUse,
    int argumentsLimit,
    int argumentSeparator,
    boolean responseBodyAccess,
    Set<String> responseTypes,
    long responseBodyLimit,
    boolean rejectsLongResponse,
    int uploadFileLimit,
    boolean keepsFileContent,
    UnicodeMap unicode,
    long collectionTimeout,
    Bytes webAppId,
    List<String> components,
    @Nullable GeoDatabase places,
    @Nullable String httpBlKey,
    AuditSettings audit) {}
