package gatehouse.seclang.body;

import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.VariableName;
import gatehouse.seclang.variable.Variables;
import java.util.EnumSet;
import java.util.Set;

/// What was odd about a multipart body: the MULTIPART_* variables.
final class MultipartFlags {
  /// Those that a strict reader would refuse; the first is any error at all.
  private static final Set<VariableName> STRICT =
      EnumSet.of(
          VariableName.MULTIPART_BOUNDARY_QUOTED,
          VariableName.MULTIPART_BOUNDARY_WHITESPACE,
          VariableName.MULTIPART_DATA_BEFORE,
          VariableName.MULTIPART_DATA_AFTER,
          VariableName.MULTIPART_HEADER_FOLDING,
          VariableName.MULTIPART_LF_LINE,
          VariableName.MULTIPART_MISSING_SEMICOLON,
          VariableName.MULTIPART_INVALID_QUOTING,
          VariableName.MULTIPART_INVALID_PART,
          VariableName.MULTIPART_INVALID_HEADER_FOLDING,
          VariableName.MULTIPART_FILE_LIMIT_EXCEEDED);

  private final Set<VariableName> raised = EnumSet.noneOf(VariableName.class);
  private int unmatchedBoundary;
  private String error = "";

  void raise(VariableName flag) {
    raised.add(flag);
  }

  /// Notes a line that looks like a delimiter and is none.
  void unmatched() {
    unmatchedBoundary = 1;
  }

  /// A good delimiter followed: the odd line was probably data.
  void matched() {
    if (unmatchedBoundary == 1) {
      unmatchedBoundary = 2;
    }
  }

  /// Notes an error; the first one is what is told.
  void error(String message) {
    if (error.isEmpty()) {
      error = message;
    }
  }

  String error() {
    return error;
  }

  void writeTo(Variables variables) {
    boolean strict = !error.isEmpty();
    for (VariableName flag : STRICT) {
      boolean set = raised.contains(flag);
      strict |= set;
      variables.set(flag, Bytes.of(set ? 1 : 0));
    }
    variables.set(
        VariableName.MULTIPART_CRLF_LF_LINES,
        Bytes.of(raised.contains(VariableName.MULTIPART_CRLF_LF_LINES) ? 1 : 0));
    variables.set(VariableName.MULTIPART_UNMATCHED_BOUNDARY, Bytes.of(unmatchedBoundary));
    variables.set(VariableName.MULTIPART_STRICT_ERROR, Bytes.of(strict ? 1 : 0));
  }
}
