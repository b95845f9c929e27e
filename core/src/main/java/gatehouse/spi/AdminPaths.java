package gatehouse.spi;

import org.jspecify.annotations.Nullable;

/// Has paths of its own on the admin address: `/PLUGIN/ID/…`, with the plugin's name and the
/// instance's id.
public interface AdminPaths {
  /// Answers an operator; may block. HEAD is asked as GET.
  ///
  /// @param path what follows the id, without a slash at its start
  /// @return null if there is nothing at that path
  @Nullable Answer onAdmin(String method, String path);
}
