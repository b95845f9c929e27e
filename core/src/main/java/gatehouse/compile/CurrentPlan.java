package gatehouse.compile;

/// The plan that exchanges begin on; replaced by one write.
public final class CurrentPlan {
  private volatile Plan plan;

  /// Begins with a plan.
  public CurrentPlan(Plan first) {
    plan = first;
  }

  /// The plan for an exchange that begins now; the exchange must leave it when it ends.
  public Plan enter() {
    Plan current = plan;
    while (!current.enter()) {
      current = plan;
    }
    return current;
  }

  /// From now on exchanges begin on this plan; the one before is closed when its last has ended.
  public void replace(Plan next) {
    Plan before = plan;
    plan = next;
    before.retire();
  }
}
