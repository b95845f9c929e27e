package gatehouse.seclang.operator;

import java.util.List;

/// What every value that an operator matches has. Necessary conditions only: they may drop a value
/// by proof, never decide that it matches.
///
/// @param minLength least length of a value that matches
/// @param masks for each of these, a value that matches has a byte of one of its groups
///   ([gatehouse.regex.ByteGroups])
/// @param literals words of at least 2 bytes one of which occurs, in any case, in every value that
///   matches; empty when none are known
public record Screen(int minLength, List<Long> masks, List<byte[]> literals) {}
