package gatehouse.model;

import java.util.List;

/// A certificate authority.
///
/// @param cert one PEM certificate
/// @param certDigest its SHA-256 in lower-case hexadecimal
public record CaCertificate(String id, String cert, String certDigest, List<String> tags)
    implements Entity {}
