package gatehouse.model;

import java.util.List;

/// A group of consumers that plugins can be scoped to.
public record ConsumerGroup(String id, String name, List<String> tags) implements Entity {}
