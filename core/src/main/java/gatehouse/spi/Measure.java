package gatehouse.spi;

import java.util.List;

/// A number of a plugin's own among the gateway's metrics. All of one name have the same labels,
/// and what stands in them is bounded: no paths, addresses or keys of clients.
///
/// @param name as exported: `gatehouse_openapi_drift`; of a counter it ends with `_total`
/// @param labels their names
/// @param values one for each label
public record Measure(String name, String help, List<String> labels, List<String> values) {}
