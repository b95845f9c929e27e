package gatehouse.seclang.operator;

import java.util.List;

/// Asks name servers for `@rbl`, for one transaction. The engine itself asks nobody: whoever runs
/// it hands this in, and bounds how long and how often is asked.
public interface NameLookup {
  /// The IPv4 addresses of a name, such as `127.0.0.2`: none when there is no such name, or nobody
  /// says in time. May block the thread that runs the phase.
  ///
  /// @param name as it stands; no domain is to be added. It may hold a key: not for logs
  /// @param list the list that is asked, for logs
  List<String> addresses(String name, String list);

  /// Takes note that a list has answered without an answer.
  void refused(String list, String why);
}
