package gatehouse.model;

import gatehouse.spi.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A certificate chain with its key, and optionally a second one of another key type.
public record Certificate(
    String id,
    String cert,
    Secret key,
    @Nullable String certAlt,
    @Nullable Secret keyAlt,
    List<String> tags)
    implements Entity {}
