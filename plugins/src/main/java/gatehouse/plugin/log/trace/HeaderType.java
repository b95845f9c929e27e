package gatehouse.plugin.log.trace;

import gatehouse.spi.schema.OneOf;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What the older field `header_type` may say.
@OneOf({
  "preserve",
  "ignore",
  "aws",
  "b3",
  "b3-single",
  "datadog",
  "gcp",
  "instana",
  "jaeger",
  "ot",
  "w3c"
})
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface HeaderType {}
