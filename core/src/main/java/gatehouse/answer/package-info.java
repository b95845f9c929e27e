/// Answers that Gatehouse makes itself, in Kong's words. What a client sees of a failure is made
/// here and nowhere else, so that nothing of the inside leaks.
@NullMarked
package gatehouse.answer;

import org.jspecify.annotations.NullMarked;
