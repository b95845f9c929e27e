package gatehouse.seclang.rule;

/// What a rule that matched does to the transaction. `BLOCK` stands for what the phase's default
/// says.
enum Disruption {
  PASS,
  DENY,
  BLOCK,
  DROP,
  ALLOW,
  ALLOW_PHASE,
  ALLOW_REQUEST,
  REDIRECT
}
