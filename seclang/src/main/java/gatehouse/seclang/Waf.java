package gatehouse.seclang;

import gatehouse.seclang.body.Connection;
import gatehouse.seclang.rule.Program;
import gatehouse.seclang.rule.Settings;
import gatehouse.seclang.variable.PersistentStore;

/// A compiled rule set: immutable and shared by all threads. Each request gets a transaction.
public final class Waf {
  private final Engine engine;
  private final Program program;

  Waf(Engine engine, Program program) {
    this.engine = engine;
    this.program = program;
  }

  /// Begins a transaction; `id` names it in logs and as UNIQUE_ID.
  public Transaction begin(Connection connection, String id) {
    return begin(engine.persistent(), connection, id);
  }

  /// A transaction with other persistent collections than those of the process.
  Transaction begin(PersistentStore persistent, Connection connection, String id) {
    return new Transaction(engine, persistent, program, connection, id);
  }

  public Settings settings() {
    return program.settings();
  }

  /// How many rules there are; a chain counts as one.
  public int size() {
    return program.size();
  }

  Program program() {
    return program;
  }
}
