package gatehouse.regex;

/// How a pattern is read, and what its automaton may use. Inline flags such as `(?i)` override the
/// first four inside the pattern.
///
/// @param ignoreCase ASCII letters match both cases (`(?i)`)
/// @param dotAll `.` matches `\n` too (`(?s)`)
/// @param multiLine `^` and `$` match at lines (`(?m)`): `^` at the start and after each `\n` but a
///   last one, `$` at the end and before each `\n`
/// @param extended white space and `#` comments in the pattern are skipped (`(?x)`)
/// @param dollarEndOnly outside line mode `$` is the very end of the text; otherwise it also
///   matches before a `\n` that is the last byte, as PCRE does by default
/// @param maxInstructions size of the program a pattern may have, 1 to 30,000
/// @param maxStates automaton states kept before the table is thrown away and begun anew
/// @param maxTableBytes memory in bytes the automaton's table and states may take, likewise
public record RegexOptions(
    boolean ignoreCase,
    boolean dotAll,
    boolean multiLine,
    boolean extended,
    boolean dollarEndOnly,
    int maxInstructions,
    int maxStates,
    int maxTableBytes) {

  /// Rust's and RE2's reading, which Kong's router has: no flags, `$` is the very end.
  public static final RegexOptions ROUTER =
      new RegexOptions(false, false, false, false, true, 20_000, 10_000, 4 << 20);

  /// PCRE's reading without flags, which Kong's plugins have: `$` also before a last `\n`.
  public static final RegexOptions PCRE = ROUTER.withDollarEndOnly(false);

  /// The firewall's `@rx`: `.` matches every byte, `$` is the very end, no line mode. ModSecurity
  /// v3 adds line mode, which lets `ok\nattack` pass an allow-list.
  public static final RegexOptions SECLANG = ROUTER.withDotAll(true);

  /// Checks the limits.
  public RegexOptions {
    if (maxInstructions < 1 || maxInstructions > 30_000) {
      throw new IllegalArgumentException("maxInstructions must be 1 to 30000: " + maxInstructions);
    }
    if (maxStates < 2 || maxTableBytes < 1) {
      throw new IllegalArgumentException("a table must hold two states at least");
    }
  }

  /// The same options with another `ignoreCase`.
  public RegexOptions withIgnoreCase(boolean value) {
    return new RegexOptions(
        value,
        dotAll,
        multiLine,
        extended,
        dollarEndOnly,
        maxInstructions,
        maxStates,
        maxTableBytes);
  }

  /// The same options with another `dotAll`.
  public RegexOptions withDotAll(boolean value) {
    return new RegexOptions(
        ignoreCase,
        value,
        multiLine,
        extended,
        dollarEndOnly,
        maxInstructions,
        maxStates,
        maxTableBytes);
  }

  /// The same options with another `multiLine`.
  public RegexOptions withMultiLine(boolean value) {
    return new RegexOptions(
        ignoreCase,
        dotAll,
        value,
        extended,
        dollarEndOnly,
        maxInstructions,
        maxStates,
        maxTableBytes);
  }

  /// The same options with another `dollarEndOnly`.
  public RegexOptions withDollarEndOnly(boolean value) {
    return new RegexOptions(
        ignoreCase, dotAll, multiLine, extended, value, maxInstructions, maxStates, maxTableBytes);
  }

  /// The same options with other limits of the automaton's table.
  public RegexOptions withTable(int states, int bytes) {
    return new RegexOptions(
        ignoreCase, dotAll, multiLine, extended, dollarEndOnly, maxInstructions, states, bytes);
  }
}
