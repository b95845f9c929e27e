package gatehouse.plugin.log.trace;

import gatehouse.spi.schema.OneOf;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A form in which a trace is written, by Kong's name for it.
@OneOf({"aws", "b3", "b3-single", "datadog", "gcp", "instana", "jaeger", "ot", "w3c"})
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface FormatName {}
