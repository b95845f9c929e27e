/// Linear-time regular expressions over bytes: parser, program and lazily built automaton. No
/// pattern ever backtracks. Uses nothing but `java.base`; the router, the plugins and the firewall
/// match with it.
///
/// Start with [gatehouse.regex.Regex] (one pattern), [gatehouse.regex.RegexSet] (many patterns in
/// one pass) and [gatehouse.regex.WordList] and [gatehouse.regex.Literals] (plain words). A pattern
/// goes through `Parser` (text to [syntax tree][gatehouse.regex.Node]), `Reducer` (the smaller tree
/// that has a match exactly when the pattern has one), `ProgramBuilder`, `Graph` and `Automaton`;
/// `Threads` runs the program itself when the bounds of the match and its groups are asked for.
@NullMarked
package gatehouse.regex;

import org.jspecify.annotations.NullMarked;
