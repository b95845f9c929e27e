package gatehouse.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A named set of targets that a service's host can stand for.
///
/// @param healthchecks kept as configured; health checking reads it
public record Upstream(
    String id,
    String name,
    String algorithm,
    String hashOn,
    String hashFallback,
    @Nullable String hashOnHeader,
    @Nullable String hashFallbackHeader,
    @Nullable String hashOnCookie,
    String hashOnCookiePath,
    @Nullable String hashOnQueryArg,
    @Nullable String hashFallbackQueryArg,
    @Nullable String hashOnUriCapture,
    @Nullable String hashFallbackUriCapture,
    int slots,
    @Nullable String hostHeader,
    @Nullable String clientCertificate,
    boolean useSrvName,
    Healthchecks healthchecks,
    List<String> tags)
    implements Entity {}
