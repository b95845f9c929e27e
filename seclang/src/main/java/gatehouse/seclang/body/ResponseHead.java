package gatehouse.seclang.body;

import gatehouse.seclang.text.Bytes;
import java.util.List;

/// The first part of a response.
public record ResponseHead(int status, Bytes protocol, List<Header> headers) {}
