package gatehouse.model;

import java.util.List;

/// The whole configuration: valid, complete, immutable.
///
/// @param hash hexadecimal digest of the texts it was made from
public record Snapshot(
    List<Service> services,
    List<Route> routes,
    List<Consumer> consumers,
    List<ConsumerGroup> consumerGroups,
    List<Credential> credentials,
    List<AclGroup> acls,
    List<PluginEntity> plugins,
    List<Upstream> upstreams,
    List<Target> targets,
    List<Certificate> certificates,
    List<Sni> snis,
    List<CaCertificate> caCertificates,
    String hash) {

  /// A configuration with nothing in it.
  public static final Snapshot EMPTY =
      new Snapshot(
          List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
          List.of(), List.of(), List.of(), List.of(), "");
}
