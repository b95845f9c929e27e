package gatehouse.seclang.rule;

import gatehouse.seclang.parse.ActionCall;
import gatehouse.seclang.parse.Ctl;
import gatehouse.seclang.parse.CtlOption;
import gatehouse.seclang.parse.Directive;
import gatehouse.seclang.parse.Script;

/// The most that settings and the `ctl` actions of any rule may come to ask of bodies, so that a
/// host knows beforehand what it may have to hold. A single transaction asks for less.
///
/// @param requestBodies whether bodies of requests are ever looked at
/// @param responseBodies whether bodies of responses are ever looked at
/// @param requestBody bytes of a request's body
/// @param responseBody bytes of a response's body
public record Reach(
    boolean requestBodies, boolean responseBodies, long requestBody, long responseBody) {

  static Reach of(Script script, Settings settings) {
    boolean requestBodies = settings.requestBodyAccess();
    boolean responseBodies = settings.responseBodyAccess();
    long request = settings.requestBodyLimit();
    long response = settings.responseBodyLimit();
    for (Directive directive : script.directives()) {
      if (directive instanceof Directive.Rule rule) {
        for (ActionCall action : rule.actions()) {
          Ctl ctl = action.ctl();
          if (ctl != null) {
            requestBodies |=
                ctl.option() == CtlOption.REQUEST_BODY_ACCESS && ctl.value().equals("On");
            responseBodies |=
                ctl.option() == CtlOption.RESPONSE_BODY_ACCESS && ctl.value().equals("On");
            request = Math.max(request, size(ctl, CtlOption.REQUEST_BODY_LIMIT));
            response = Math.max(response, size(ctl, CtlOption.RESPONSE_BODY_LIMIT));
          }
        }
      }
    }
    return new Reach(requestBodies, responseBodies, request, response);
  }

  private static long size(Ctl ctl, CtlOption option) {
    return ctl.option() == option ? SettingsReader.bodySize(ctl.value()) : 0;
  }
}
