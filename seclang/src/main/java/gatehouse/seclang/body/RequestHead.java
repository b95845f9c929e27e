package gatehouse.seclang.body;

import gatehouse.seclang.text.Bytes;
import java.util.List;

/// The first part of a request, before anything was normalised.
///
/// @param method as sent
/// @param target the request target as sent, query and fragment included
/// @param protocol such as `HTTP/1.1`
/// @param headers every field line in order
public record RequestHead(Bytes method, Bytes target, Bytes protocol, List<Header> headers) {}
