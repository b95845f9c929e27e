package gatehouse.plugin.inspect.openapi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What may be done with a path, and how.
///
/// @param method in upper case
/// @param path as written, without a base path
/// @param bases the base paths under which it is served
/// @param id its `operationId`; null if it has none
/// @param body null if none is described
/// @param security who may do it: all of one of these lists; empty if anyone may
public record Operation(
    String method,
    String path,
    List<String> bases,
    @Nullable String id,
    List<String> tags,
    List<ParameterCheck> parameters,
    @Nullable RequestBody body,
    Responses responses,
    List<List<SecurityNeed>> security) {

  /// The body of a request.
  public record RequestBody(boolean required, Content content) {}

  /// A credential that an operation asks for.
  ///
  /// @param scheme its name in the document
  /// @param type `apiKey`, `http`, `mutualTLS`, `oauth2` or `openIdConnect`
  /// @param detail of `http` the scheme in lower case, of `apiKey` the name of header, argument or
  ///   cookie
  /// @param in of `apiKey` where it is
  /// @param hint of `http` its `bearerFormat`, of `openIdConnect` its `openIdConnectUrl`
  public record SecurityNeed(
      String scheme, String type, String detail, String in, String hint, List<String> scopes) {
    SecurityNeed with(List<String> wanted) {
      return new SecurityNeed(scheme, type, detail, in, hint, wanted);
    }
  }
}
