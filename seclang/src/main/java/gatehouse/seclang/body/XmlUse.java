package gatehouse.seclang.body;

import java.util.Locale;

/// What becomes of an XML body: `SecParseXmlIntoArgs`.
public enum XmlUse {
  /// `Off`: the tree that `XML:` selects from.
  TREE,

  /// `On`: the tree, and an argument for each element that has none inside.
  TREE_AND_ARGUMENTS,

  /// `OnlyArgs`: the arguments alone.
  ARGUMENTS;

  /// Of a value that the parser has checked.
  public static XmlUse of(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "on" -> TREE_AND_ARGUMENTS;
      case "onlyargs" -> ARGUMENTS;
      default -> TREE;
    };
  }
}
