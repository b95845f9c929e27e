package gatehouse.decode;

/// The first line of an answer, by RFC 9112, section 4.
///
/// @param status 100 to 599
/// @param http11 whether the version is 1.1; else it is 1.0
record StatusLine(int status, boolean http11) {
  /// Reads the line at the start of a head.
  ///
  /// @param length of the whole head
  static StatusLine read(byte[] head, int length) throws BadMessage {
    boolean wellFormed =
        length > 14
            && head[0] == 'H'
            && head[1] == 'T'
            && head[2] == 'T'
            && head[3] == 'P'
            && head[4] == '/'
            && head[5] == '1'
            && head[6] == '.'
            && (head[7] == '0' || head[7] == '1')
            && head[8] == ' '
            && (head[12] == ' ' || head[12] == '\r');
    if (!wellFormed) {
      throw BadMessage.malformed("status line");
    }
    int status = 0;
    for (int i = 9; i < 12; i++) {
      if (head[i] < '0' || head[i] > '9') {
        throw BadMessage.malformed("status");
      }
      status = status * 10 + head[i] - '0';
    }
    if (status < 100 || status > 599) {
      throw BadMessage.malformed("status out of range");
    }
    return new StatusLine(status, head[7] == '1');
  }
}
