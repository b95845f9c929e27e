package gatehouse.model;

import java.util.List;

/// A consumer's membership in a group of the `acl` plugin.
public record AclGroup(String id, String consumer, String group, List<String> tags)
    implements Entity {}
