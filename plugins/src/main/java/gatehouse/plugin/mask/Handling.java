package gatehouse.plugin.mask;

import gatehouse.spi.Answer;

/// What becomes of text that can't be masked as it should be.
///
/// @param mostHeld bytes of a text that may be held where a rule has to see it whole
/// @param blocksOversize whether a longer text ends the exchange; otherwise it passes, unseen by
///   those rules
/// @param blocksUnparsable whether a body that is not what its media type says ends the exchange;
///   otherwise its rest passes as plain text does
/// @param unreadable what the client gets where the body can't be read
/// @param tooLong what it gets where a text is too long
record Handling(
    int mostHeld,
    boolean blocksOversize,
    boolean blocksUnparsable,
    Answer unreadable,
    Answer tooLong) {

  BodyRefused oversize() {
    return new BodyRefused(
        tooLong, "oversize", "a text that has to be seen whole is longer than " + mostHeld);
  }

  BodyRefused unparsable(String why) {
    return new BodyRefused(unreadable, "unparsable", why);
  }

  /// The same for a part of a body that is known whole, where nothing may pass.
  Handling strict() {
    return new Handling(mostHeld, true, true, unreadable, tooLong);
  }
}
