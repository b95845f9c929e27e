package gatehouse.seclang.body;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.ByteBuilder;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.VariableName;
import gatehouse.seclang.variable.Variables;
import java.util.Base64;

/// Turns the head of a request into variables.
public final class HeadReader {
  private static final Bytes BLANK = Bytes.of(" ");
  private static final Bytes HOST = Bytes.of("host");
  private static final Bytes COOKIE = Bytes.of("cookie");
  private static final Bytes AUTHORIZATION = Bytes.of("authorization");

  private final Variables variables;
  private final Arguments arguments;

  public HeadReader(Variables variables, Arguments arguments) {
    this.variables = variables;
    this.arguments = arguments;
  }

  public void read(Connection connection) {
    variables.set(VariableName.REMOTE_ADDR, connection.clientIp());
    variables.set(VariableName.REMOTE_HOST, connection.clientIp());
    variables.set(VariableName.REMOTE_PORT, Bytes.of(connection.clientPort()));
    variables.set(VariableName.SERVER_ADDR, connection.serverIp());
    variables.set(VariableName.SERVER_PORT, Bytes.of(connection.serverPort()));
  }

  public void read(RequestHead head) {
    requestLine(head);
    target(head.target());
    for (Header header : head.headers()) {
      variables.add(VariableName.REQUEST_HEADERS, header.name(), header.value());
      variables.add(VariableName.REQUEST_HEADERS_NAMES, header.name(), header.name());
      header(header);
    }
  }

  private void requestLine(RequestHead head) {
    ByteBuilder line = new ByteBuilder(64);
    line.add(head.method()).add(BLANK).add(head.target()).add(BLANK).add(head.protocol());
    variables.set(VariableName.REQUEST_LINE, line.toBytes());
    variables.set(VariableName.REQUEST_METHOD, head.method());
    variables.set(VariableName.REQUEST_PROTOCOL, head.protocol());
  }

  /// The order matters and is ModSecurity v3's: fragment off, split at the first `?`, then decode;
  /// an encoded `?` never begins a query.
  private void target(Bytes target) {
    int hash = target.indexOf('#', 0);
    Bytes uri = hash < 0 ? target : target.slice(0, hash);
    int question = uri.indexOf('?', 0);
    Bytes path = question < 0 ? uri : uri.slice(0, question);
    Bytes query = question < 0 ? Bytes.EMPTY : uri.slice(question + 1, uri.length());
    PercentDecoder decoder = new PercentDecoder(false);
    Bytes filename = decoder.decode(path);
    variables.set(VariableName.REQUEST_URI_RAW, target);
    variables.set(VariableName.REQUEST_URI, decoder.decode(withoutAuthority(uri)));
    variables.set(VariableName.REQUEST_FILENAME, filename);
    variables.set(VariableName.PATH_INFO, filename);
    variables.set(VariableName.REQUEST_BASENAME, basename(filename));
    variables.set(VariableName.QUERY_STRING, query);
    arguments.addQuery(query);
  }

  /// Without `scheme://authority` of an absolute target.
  private static Bytes withoutAuthority(Bytes uri) {
    int colon = uri.indexOf(':', 0);
    boolean absolute = colon > 0 && uri.at(0) != '/' && uri.startsWith(Bytes.of("://"), colon);
    if (!absolute) {
      return uri;
    }
    int slash = uri.indexOf('/', colon + 3);
    return slash < 0 ? Bytes.of("/") : uri.slice(slash, uri.length());
  }

  private static Bytes basename(Bytes path) {
    for (int i = path.length() - 1; i >= 0; i--) {
      if (path.at(i) == '/' || path.at(i) == '\\') {
        return path.slice(i + 1, path.length());
      }
    }
    return path;
  }

  private void header(Header header) {
    Bytes name = header.name();
    if (name.equalsIgnoreCase(COOKIE)) {
      cookies(header.value());
    } else if (name.equalsIgnoreCase(HOST)) {
      int colon = header.value().indexOf(':', 0);
      Bytes host = colon < 0 ? header.value() : header.value().slice(0, colon);
      variables.set(VariableName.SERVER_NAME, host);
    } else if (name.equalsIgnoreCase(AUTHORIZATION)) {
      authorization(header.value());
    }
  }

  private void cookies(Bytes field) {
    int last = field.length();
    while (last > 0 && Ascii.isSpace(field.at(last - 1))) {
      last--;
    }
    int from = 0;
    while (from < last) {
      int end = field.indexOf(';', from);
      end = end < 0 || end > last ? last : end;
      cookie(field.slice(from, end));
      from = end + 1;
    }
  }

  private void cookie(Bytes text) {
    int from = 0;
    while (from < text.length() && Ascii.isSpace(text.at(from))) {
      from++;
    }
    int equals = text.indexOf('=', from);
    Bytes name = text.slice(from, equals < 0 ? text.length() : equals);
    if (!name.isEmpty()) {
      Bytes value = equals < 0 ? Bytes.EMPTY : text.slice(equals + 1, text.length());
      variables.add(VariableName.REQUEST_COOKIES, name, value);
      variables.add(VariableName.REQUEST_COOKIES_NAMES, name, name);
    }
  }

  private void authorization(Bytes value) {
    int blank = value.indexOf(' ', 0);
    Bytes scheme = blank < 0 ? value : value.slice(0, blank);
    variables.set(VariableName.AUTH_TYPE, scheme);
    if (blank > 0 && scheme.equalsIgnoreCase(Bytes.of("basic"))) {
      variables.set(VariableName.REMOTE_USER, user(value.slice(blank, value.length()).trim()));
    }
  }

  private static Bytes user(Bytes credentials) {
    try {
      Bytes plain = Bytes.of(Base64.getDecoder().decode(credentials.toArray()));
      int colon = plain.indexOf(':', 0);
      return colon < 0 ? plain : plain.slice(0, colon);
    } catch (IllegalArgumentException e) {
      // Not Base64, so nobody is named; the service will refuse it.
      return Bytes.EMPTY;
    }
  }
}
