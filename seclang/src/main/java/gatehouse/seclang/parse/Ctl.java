package gatehouse.seclang.parse;

import org.jspecify.annotations.Nullable;

/// A `ctl` action taken apart. `rules` is there for the options that remove something, `target` for
/// those that remove a target.
public record Ctl(
    CtlOption option, String value, @Nullable RuleSelection rules, @Nullable Target target) {}
