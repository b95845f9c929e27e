package gatehouse.plugin.log;

import gatehouse.spi.schema.OneOf;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// How grave an answer is, in the words of syslog (RFC 5424, section 6.2.1).
@OneOf({"debug", "info", "notice", "warning", "err", "crit", "alert", "emerg"})
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Severity {}
