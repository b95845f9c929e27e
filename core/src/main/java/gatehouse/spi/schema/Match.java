package gatehouse.spi.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A form that a text (or each element of a list) must have.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE_USE})
public @interface Match {
  /// The form, checked by a named check of the configuration package.
  Form value();

  /// The forms that texts may have.
  enum Form {
    /// A header field name.
    HEADER_NAME,
    /// A host name or address without port.
    HOST,
    /// A host name, neither an address nor with a port.
    HOST_NAME,
    /// A host name or address with an optional port.
    HOST_AND_PORT,
    /// A host name whose leftmost or rightmost label may be `*`, with an optional port.
    ROUTE_HOST,
    /// A host name whose leftmost or rightmost label may be `*`, or `*` alone.
    SNI,
    /// A URL with scheme and host.
    URL,
    /// A regular expression that compiles.
    REGEX,
    /// An HTTP method in upper case.
    METHOD,
    /// A UUID.
    UUID,
    /// A file path.
    FILE_PATH,
    /// The path of a service: it starts with a slash.
    SERVICE_PATH,
    /// The path of a route: a normalised prefix, or `~` and a regular expression.
    ROUTE_PATH,
    /// A value that a header of a route must have, or `~*` and a regular expression.
    ROUTE_HEADER,
    /// The name of an entity: letters, digits and `.-_~`, and anything beyond ASCII.
    NAME,
    /// A label: anything printable but a comma or a slash.
    TAG,
    /// An address or a range of addresses.
    IP_OR_CIDR,
    /// One or more PEM certificates.
    PEM_CERTIFICATE,
    /// A PEM private key.
    PEM_KEY,
    /// A PEM public key, or a certificate that holds it.
    PEM_PUBLIC_KEY
  }
}
