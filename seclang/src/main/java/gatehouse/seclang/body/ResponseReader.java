package gatehouse.seclang.body;

import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.VariableName;
import gatehouse.seclang.variable.Variables;

/// Turns the head of a response into variables.
public final class ResponseReader {
  private static final Bytes CONTENT_TYPE = Bytes.of("content-type");

  private final Variables variables;

  public ResponseReader(Variables variables) {
    this.variables = variables;
  }

  /// Reads a head and gives its media type without parameters, empty when there is none.
  public Bytes read(ResponseHead head) {
    Bytes status = Bytes.of(head.status());
    variables.set(VariableName.RESPONSE_STATUS, status);
    variables.set(VariableName.STATUS, status);
    variables.set(VariableName.STATUS_LINE, status);
    variables.set(VariableName.RESPONSE_PROTOCOL, head.protocol());
    Bytes type = Bytes.EMPTY;
    for (Header header : head.headers()) {
      variables.add(VariableName.RESPONSE_HEADERS, header.name(), header.value());
      variables.add(VariableName.RESPONSE_HEADERS_NAMES, header.name(), header.name());
      if (header.name().equalsIgnoreCase(CONTENT_TYPE)) {
        int semicolon = header.value().indexOf(';', 0);
        int end = semicolon < 0 ? header.value().length() : semicolon;
        type = header.value().slice(0, end).trim();
      }
    }
    variables.set(VariableName.RESPONSE_CONTENT_TYPE, type);
    return type;
  }
}
