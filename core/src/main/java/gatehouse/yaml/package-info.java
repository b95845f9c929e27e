/// Reads YAML and JSON into nodes that know their line and column, within bounds that hold for
/// texts of strangers. The YAML parser is used here only.
@NullMarked
package gatehouse.yaml;

import org.jspecify.annotations.NullMarked;
