package gatehouse.seclang.variable;

/// Receives entries one by one.
@FunctionalInterface
public interface EntryVisitor {
  void visit(Entry entry);
}
