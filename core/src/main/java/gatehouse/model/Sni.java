package gatehouse.model;

import java.util.List;

/// A server name and the certificate shown for it.
///
/// @param name a host, `*.host`, `host.*` or `*`
/// @param certificate id of the certificate
public record Sni(String id, String name, String certificate, List<String> tags)
    implements Entity {}
