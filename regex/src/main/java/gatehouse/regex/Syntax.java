package gatehouse.regex;

import java.util.List;

/// A parsed pattern.
///
/// @param tree the syntax tree
/// @param groups number of capturing groups
/// @param names the groups' names by index - 1, empty where a group has none
record Syntax(Node tree, int groups, List<String> names) {}
