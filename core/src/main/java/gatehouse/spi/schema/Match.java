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
    /// A host name without port.
    HOST,
    /// A URL with scheme and host.
    URL,
    /// A regular expression that compiles.
    REGEX,
    /// An HTTP method in upper case.
    METHOD,
    /// A UUID.
    UUID,
    /// A file path.
    FILE_PATH
  }
}
