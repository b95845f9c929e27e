package gatehouse.plugin;

import gatehouse.plugin.access.Acl;
import gatehouse.plugin.access.Authz;
import gatehouse.plugin.access.Cors;
import gatehouse.plugin.access.ForwardAuth;
import gatehouse.plugin.access.IpRestriction;
import gatehouse.plugin.access.Opa;
import gatehouse.plugin.access.StepUpAuth;
import gatehouse.plugin.auth.BasicAuth;
import gatehouse.plugin.auth.HeaderCertAuth;
import gatehouse.plugin.auth.HmacAuth;
import gatehouse.plugin.auth.InternalToken;
import gatehouse.plugin.auth.Jwt;
import gatehouse.plugin.auth.KeyAuth;
import gatehouse.plugin.auth.LambdaAuthorizer;
import gatehouse.plugin.auth.LdapAuth;
import gatehouse.plugin.auth.MtlsAuth;
import gatehouse.plugin.auth.OpenIdConnect;
import gatehouse.plugin.auth.SessionAuth;
import gatehouse.plugin.inspect.ContentGuard;
import gatehouse.plugin.inspect.JsonThreatProtection;
import gatehouse.plugin.inspect.RequestValidator;
import gatehouse.plugin.inspect.XmlThreatProtection;
import gatehouse.plugin.inspect.openapi.OasValidation;
import gatehouse.plugin.inspect.openapi.OpenApi;
import gatehouse.plugin.limit.RateLimiting;
import gatehouse.plugin.limit.RequestSizeLimiting;
import gatehouse.plugin.limit.ResponseRatelimiting;
import gatehouse.plugin.log.Datadog;
import gatehouse.plugin.log.FileLog;
import gatehouse.plugin.log.HttpLog;
import gatehouse.plugin.log.Loggly;
import gatehouse.plugin.log.Prometheus;
import gatehouse.plugin.log.Statsd;
import gatehouse.plugin.log.Syslog;
import gatehouse.plugin.log.TcpLog;
import gatehouse.plugin.log.UdpLog;
import gatehouse.plugin.log.trace.OpenTelemetry;
import gatehouse.plugin.log.trace.Zipkin;
import gatehouse.plugin.mask.DataMasking;
import gatehouse.plugin.serve.ProxyCache;
import gatehouse.plugin.serve.Redirect;
import gatehouse.plugin.serve.RequestTermination;
import gatehouse.plugin.transform.CorrelationId;
import gatehouse.plugin.transform.RequestTransformer;
import gatehouse.plugin.transform.ResponseTransformer;
import gatehouse.plugin.transform.SecurityHeaders;
import gatehouse.plugin.waf.WafPlugin;
import gatehouse.spi.Plugin;
import java.util.List;

/// The list of all plugins: whoever adds one adds its line here, in alphabetical order.
public final class Plugins {
  /// The plugin classes, in alphabetical order of their names.
  public static final List<Class<? extends Plugin>> CATALOGUE_CLASSES =
      List.of(
          Acl.class,
          Authz.class,
          BasicAuth.class,
          ContentGuard.class,
          CorrelationId.class,
          Cors.class,
          DataMasking.class,
          Datadog.class,
          FileLog.class,
          ForwardAuth.class,
          HeaderCertAuth.class,
          HmacAuth.class,
          HttpLog.class,
          InternalToken.class,
          IpRestriction.class,
          JsonThreatProtection.class,
          Jwt.class,
          KeyAuth.class,
          LambdaAuthorizer.class,
          LdapAuth.class,
          Loggly.class,
          MtlsAuth.class,
          OasValidation.class,
          Opa.class,
          OpenApi.class,
          OpenIdConnect.class,
          OpenTelemetry.class,
          Prometheus.class,
          ProxyCache.class,
          RateLimiting.class,
          Redirect.class,
          RequestSizeLimiting.class,
          RequestTermination.class,
          RequestTransformer.class,
          RequestValidator.class,
          ResponseRatelimiting.class,
          ResponseTransformer.class,
          SecurityHeaders.class,
          SessionAuth.class,
          Statsd.class,
          StepUpAuth.class,
          Syslog.class,
          TcpLog.class,
          UdpLog.class,
          WafPlugin.class,
          XmlThreatProtection.class,
          Zipkin.class);

  private Plugins() {}
}
