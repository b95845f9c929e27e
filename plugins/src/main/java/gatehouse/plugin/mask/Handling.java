package gatehouse.plugin.mask;

import gatehouse.spi.Answer;
import gatehouse.spi.BodyRefused;

/// What becomes of text that can't be masked as it should be.
///
/// @param mostHeld bytes of a text that may be held where a rule has to see it whole
/// @param blocksOversize whether a longer text ends the exchange; otherwise it passes, unseen by
///   those rules
/// @param blocksUnparsable whether a body that is not what its media type says ends the exchange;
///   otherwise its rest passes as plain text does
/// @param refusal what the client gets then
record Handling(int mostHeld, boolean blocksOversize, boolean blocksUnparsable, Answer refusal) {
  BodyRefused oversize() {
    return new BodyRefused(
        refusal, "oversize", "a text that has to be seen whole is longer than " + mostHeld);
  }

  BodyRefused unparsable(String why) {
    return new BodyRefused(refusal, "unparsable", why);
  }
}
