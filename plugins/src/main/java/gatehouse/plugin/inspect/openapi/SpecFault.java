package gatehouse.plugin.inspect.openapi;

/// What is wrong in a specification.
///
/// @param file empty for the text itself, else the name of the file it refers to
/// @param line from 1
/// @param column from 1
public record SpecFault(String file, int line, int column, String message) {
  @Override
  public String toString() {
    return (file.isEmpty() ? "" : file + ":") + line + ":" + column + ": " + message;
  }
}
