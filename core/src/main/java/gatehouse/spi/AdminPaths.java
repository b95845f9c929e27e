package gatehouse.spi;

import org.jspecify.annotations.Nullable;

/// Has paths of its own on the admin address: `/PLUGIN/ID/…`, with the plugin's name and the
/// instance's id, and perhaps `/PLUGIN` and `/PLUGIN/WORD` for all instances together.
public interface AdminPaths {
  /// Answers an operator; may block. HEAD is asked as GET.
  ///
  /// @param path what follows the id, without a slash at its start
  /// @return null if there is nothing at that path
  @Nullable Answer onAdmin(String method, String path);

  /// Answers what an operator asks of all instances. Each is asked; the first answer counts.
  ///
  /// @param word what follows the plugin's name; empty if nothing does
  /// @return null if this instance has nothing to say
  default @Nullable Answer onAdminOfAll(String method, String word) {
    return null;
  }
}
