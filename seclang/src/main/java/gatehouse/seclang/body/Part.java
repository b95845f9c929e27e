package gatehouse.seclang.body;

import gatehouse.seclang.text.Ascii;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.VariableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One part of a multipart body while it is read: its header lines, then where its data begins.
final class Part {
  private static final int MAX_LINE = 4_096;
  private static final int MAX_HEADERS = 100;
  private static final Bytes DISPOSITION = Bytes.of("content-disposition");

  private final MultipartFlags flags;
  private final List<Bytes> lines = new ArrayList<>();
  private final Set<Bytes> names = new HashSet<>();
  private @Nullable Bytes disposition;
  private int headerBytes;

  Part(MultipartFlags flags) {
    this.flags = flags;
  }

  /// Header lines without their line ends, folded ones joined.
  List<Bytes> lines() {
    return lines;
  }

  int headerBytes() {
    return headerBytes;
  }

  /// Takes one header line, without its line end.
  void addLine(Bytes line) {
    headerBytes += line.length() + 2;
    if (line.length() >= MAX_LINE || lines.size() >= MAX_HEADERS) {
      flags.error("Multipart: Part header line over " + MAX_LINE + " bytes long, or too many.");
    } else if (line.indexOf(0, 0) >= 0) {
      flags.error("Multipart: Nul byte in part headers.");
    } else if (Ascii.isSpace(line.at(0))) {
      fold(line);
    } else {
      addHeader(line);
    }
  }

  private void addHeader(Bytes line) {
    int colon = line.indexOf(':', 0);
    lines.add(line);
    if (colon < 0) {
      flags.error("Multipart: Invalid part header (colon missing).");
      return;
    }
    Bytes name = line.slice(0, colon).lower();
    if (name.isEmpty() || !isToken(name)) {
      flags.error("Multipart: Invalid part header (header name).");
    }
    if (!names.add(name)) {
      flags.error("Multipart: Duplicate part header.");
    } else if (name.equals(DISPOSITION)) {
      disposition = line.slice(colon + 1, line.length()).trim();
    }
  }

  private static boolean isToken(Bytes name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.at(i) < 33 || name.at(i) > 126) {
        return false;
      }
    }
    return true;
  }

  private void fold(Bytes line) {
    if (lines.isEmpty()) {
      flags.error("Multipart: Invalid part header (folding error).");
      return;
    }
    flags.raise(VariableName.MULTIPART_HEADER_FOLDING);
    if (line.at(0) != ' ' && line.at(0) != '\t') {
      flags.raise(VariableName.MULTIPART_INVALID_HEADER_FOLDING);
    }
    Bytes joined = lines.removeLast().plus(Bytes.of(" ")).plus(line.trim());
    lines.add(joined);
    int colon = joined.indexOf(':', 0);
    if (colon > 0 && joined.slice(0, colon).lower().equals(DISPOSITION)) {
      disposition = joined.slice(colon + 1, joined.length()).trim();
    }
  }

  /// What the part is for, or null after noting why that is not known.
  @Nullable Disposition disposition() {
    Bytes text = disposition;
    if (text == null) {
      flags.error("Multipart: Part missing Content-Disposition header.");
      return null;
    }
    try {
      return Disposition.read(text, flags);
    } catch (BodyFault fault) {
      flags.error(fault.message());
      return null;
    }
  }
}
