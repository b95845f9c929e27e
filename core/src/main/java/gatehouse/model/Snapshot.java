package gatehouse.model;

import java.util.List;
import java.util.Map;

/// The whole configuration: valid, complete, immutable.
///
/// @param references vault references by entity id and dotted field: what the documents had where
///   the entities hold the secret itself
/// @param source the documents it was made from
/// @param loadedAt seconds since the epoch
/// @param hash hexadecimal digest of the texts it was made from; 32 zeros for none
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
    List<Vault> vaults,
    List<Key> keys,
    List<KeySet> keySets,
    Map<String, Map<String, String>> references,
    SourceText source,
    long loadedAt,
    String hash) {

  /// A configuration with nothing in it.
  public static final Snapshot EMPTY =
      new Snapshot(
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          "0".repeat(32));

  /// A configuration that was not read from a document.
  public Snapshot(
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
    this(
        services,
        routes,
        consumers,
        consumerGroups,
        credentials,
        acls,
        plugins,
        upstreams,
        targets,
        certificates,
        snis,
        caCertificates,
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        SourceText.of(List.of()),
        0,
        hash);
  }
}
