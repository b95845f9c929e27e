package gatehouse.plugin.inspect.openapi;

import gatehouse.spi.Declaration;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a document describes. Immutable and thread-safe.
///
/// @param dialect `2.0`, `3.0` or `3.1`
/// @param servers the addresses of the document itself, variables at their defaults
/// @param items the paths in the document's order
/// @param credentialHeaders names in lower case of headers that carry credentials
/// @param credentialArguments names of query arguments that do
/// @param isSelfContained whether it refers to no file
public record Specification(
    String title,
    String version,
    String dialect,
    List<String> servers,
    List<PathItem> items,
    PathTree paths,
    Set<String> credentialHeaders,
    Set<String> credentialArguments,
    boolean isSelfContained) {

  /// What a text describes, and what is wrong in it.
  ///
  /// @param specification null if there is a fault
  public record Outcome(@Nullable Specification specification, List<SpecFault> faults) {}

  /// How a document is read.
  ///
  /// @param basePath in place of the servers' paths; null leaves those
  /// @param folder in which it may refer to files; null if it may not
  public record Reading(@Nullable String basePath, @Nullable Path folder) {}

  /// Reads a text.
  public static Outcome read(byte[] text, Reading reading) {
    SpecFaults faults = new SpecFaults();
    Document.Read read = Document.read(text, reading.folder(), faults);
    Specification made =
        read == null ? null : SpecReader.read(read.document(), read.root(), reading, faults);
    return new Outcome(faults.isEmpty() ? made : null, faults.all());
  }

  /// All operations in the document's order.
  public List<Operation> operations() {
    return items.stream().flatMap(item -> item.operations().values().stream()).toList();
  }

  /// Which requests are described.
  Declaration declaration() {
    Set<String> methods = new HashSet<>();
    Set<String> types = new HashSet<>();
    for (Operation operation : operations()) {
      methods.add(operation.method());
      if (operation.body() != null) {
        operation.body().content().media().forEach(media -> types.add(media.text()));
      }
    }
    return new Declaration(methods, types);
  }

  /// What is described of a canonical path, for a method if that is described; null if the path is
  /// not.
  PathTree.@Nullable Hit find(String path, String method) {
    return paths.find(path, method);
  }
}
