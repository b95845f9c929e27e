package gatehouse.seclang.rule;

/// A place that rules look at, such as `REQUEST_HEADERS:referer`.
///
/// @param tests what is asked of values there
/// @param rules the rules that look there, by their places in the phase
/// @param keeps whether a harmless value may be remembered beyond the transaction: not when it is a
///   secret
record Slot(Tests tests, long[] rules, boolean keeps) {}
