package gatehouse.seclang;

import gatehouse.seclang.body.Connection;
import gatehouse.seclang.parse.ExclusionText;
import gatehouse.seclang.rule.Program;
import gatehouse.seclang.rule.Reach;
import gatehouse.seclang.rule.Settings;
import gatehouse.seclang.variable.PersistentStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A compiled rule set: immutable and shared by all threads. Each request gets a transaction.
public final class Waf {
  /// Of a rehearsal: rules open a handful.
  private static final int MOST_RECORDS = 16;

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

  /// Begins a transaction that refuses nothing and leaves nothing behind: to find out everything
  /// that rules have to say of a message, when one of them has ended the real transaction early.
  public Transaction rehearse(Connection connection, String id) {
    Transaction transaction = begin(new PersistentStore(MOST_RECORDS), connection, id);
    transaction.controls().refuseNothing();
    return transaction;
  }

  /// A transaction with other persistent collections than those of the process.
  Transaction begin(PersistentStore persistent, Connection connection, String id) {
    return new Transaction(engine, persistent, program, connection, id);
  }

  /// Something that transactions may leave out: these rules, or one target of them.
  ///
  /// @param ids such as `942100` or `949000-949999`
  /// @param target such as `ARGS:id` or `REQUEST_HEADERS:/^x-/`; null for the rules as a whole
  /// @throws IllegalArgumentException if one of them cannot be read
  public Exclusion exclusion(List<String> ids, @Nullable String target) {
    return new Exclusion(
        program.removal(
            ExclusionText.ids(ids), target == null ? null : ExclusionText.target(target)));
  }

  public Settings settings() {
    return program.settings();
  }

  /// The most that transactions may come to ask of bodies.
  public Reach reach() {
    return program.reach();
  }

  /// Whether rules of one of these phases may have to wait for name servers, so that they must not
  /// run where nothing may block; always the same answer, which is better kept than asked again.
  public boolean waits(int... phases) {
    return program.waits(phases);
  }

  /// How many rules there are; a chain counts as one.
  public int size() {
    return program.size();
  }

  Program program() {
    return program;
  }
}
