package gatehouse.control;

/// This process, as it names itself to its clients.
///
/// @param id a UUID made at start
/// @param version of Gatehouse
/// @param hostname of the machine
public record Node(String id, String version, String hostname) {}
