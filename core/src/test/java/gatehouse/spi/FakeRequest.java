package gatehouse.spi;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request that a test wrote; its path is taken as canonical.
final class FakeRequest implements Request {
  private final String method;
  private final String target;
  private final Headers headers = new Headers();
  private final Headers sentHeaders = new Headers();
  byte @Nullable [] sent;

  /// The bytes a plugin sees, once one has asked for them.
  byte @Nullable [] shown;

  String scheme = "http";
  String host = "gate.test";

  FakeRequest(String method, String target) {
    this.method = method;
    this.target = target;
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String target() {
    return target;
  }

  @Override
  public String path() {
    return rawPath();
  }

  @Override
  public String rawPath() {
    int mark = target.indexOf('?');
    return mark < 0 ? target : target.substring(0, mark);
  }

  @Override
  public @Nullable String query() {
    int mark = target.indexOf('?');
    return mark < 0 ? null : target.substring(mark + 1);
  }

  @Override
  public Query args() {
    String query = query();
    if (query == null) {
      return Query.EMPTY;
    }
    List<Query.Arg> args = new ArrayList<>();
    for (String piece : query.split("&")) {
      if (!piece.isEmpty()) {
        int equals = piece.indexOf('=');
        String name = equals < 0 ? piece : piece.substring(0, equals);
        args.add(
            new Query.Arg(decoded(name), equals < 0 ? null : decoded(piece.substring(equals + 1))));
      }
    }
    return new Query(args);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  @Override
  public Headers headers() {
    return headers;
  }

  @Override
  public Headers sentHeaders() {
    return sentHeaders;
  }

  @Override
  public String scheme() {
    return scheme;
  }

  @Override
  public String host() {
    return host;
  }

  @Override
  public int port() {
    return 8000;
  }

  @Override
  public String version() {
    return "1.1";
  }

  @Override
  public boolean hasBody() {
    return sent != null && sent.length > 0;
  }

  @Override
  public byte @Nullable [] body() {
    return shown;
  }

  @Override
  public void body(byte[] replacement) {
    sent = replacement;
    shown = replacement;
  }
}
