package gatehouse.plugin.auth;

import java.util.List;

/// Certificates that are no proof of a client, by the extensions they are issued with.
final class CertificateAttacks {
  static final List<String> NOT_FOR_CLIENTS =
      List.of(
          "extendedKeyUsage=serverAuth\n",
          "extendedKeyUsage=codeSigning,emailProtection\n",
          "extendedKeyUsage=1.2.3.4\n",
          "1.2.3.4=critical,ASN1:NULL\n");

  /// With these no handshake comes about: RFC 8446, section 4.4.2.2, forbids to sign one with them.
  static final List<String> NOT_FOR_SIGNATURES =
      List.of(
          "keyUsage=keyEncipherment\n",
          "keyUsage=critical,keyCertSign\n",
          "keyUsage=critical,keyEncipherment\n",
          "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n");

  private CertificateAttacks() {}
}
