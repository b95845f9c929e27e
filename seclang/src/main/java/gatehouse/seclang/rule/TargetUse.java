package gatehouse.seclang.rule;

import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.Entries;
import gatehouse.seclang.variable.Entry;
import gatehouse.seclang.variable.EntryVisitor;
import gatehouse.seclang.variable.Value;
import gatehouse.seclang.variable.VariableName;
import gatehouse.seclang.variable.Variables;
import gatehouse.seclang.variable.XmlDocument;
import java.util.List;
import javax.xml.xpath.XPathExpression;
import org.jspecify.annotations.Nullable;

/// One variable that a rule looks at, with what it leaves out of it.
///
/// @param counts whether the number of values is meant instead of the values
/// @param keys which entries of a collection
/// @param excluded entries that are left out
/// @param xpath what to select in an XML document, null for other variables
/// @param label the expression as written, for logs
record TargetUse(
    VariableName variable,
    boolean counts,
    KeyMatcher keys,
    List<KeyMatcher> excluded,
    @Nullable XPathExpression xpath,
    String label) {

  /// Hands the values that are meant to the visitor, in order.
  void visit(Variables variables, EntryVisitor visitor) {
    if (variable == VariableName.XML) {
      visitXml(variables, visitor);
      return;
    }
    Entries entries = variables.of(variable);
    if (keys instanceof KeyMatcher.Exact(Bytes lower)) {
      if (excluded.isEmpty() || !isExcluded(lower)) {
        entries.forKey(lower, visitor);
      }
    } else if (keys instanceof KeyMatcher.Any && excluded.isEmpty()) {
      entries.forEach(visitor);
    } else {
      entries.forEach(entry -> {
        if (keys.matches(entry.key()) && !isExcluded(entry.key())) {
          visitor.visit(entry);
        }
      });
    }
  }

  /// Whether it may mean an entry that others mean too.
  boolean mayMeet(KeyMatcher other) {
    return variable == VariableName.XML ? other.matches(Bytes.of(label)) : keys.mayMeet(other);
  }

  private boolean isExcluded(Bytes key) {
    for (int i = 0; i < excluded.size(); i++) {
      if (excluded.get(i).matches(key)) {
        return true;
      }
    }
    return false;
  }

  private void visitXml(Variables variables, EntryVisitor visitor) {
    XmlDocument document = variables.xml();
    if (document == null) {
      return;
    }
    Bytes key = Bytes.of(label);
    for (Value value : select(document)) {
      visitor.visit(new Entry(key, value));
    }
  }

  private List<Value> select(XmlDocument document) {
    if (label.equals("/*")) {
      return document.text();
    }
    XPathExpression expression = xpath;
    if (label.equals("//@*") || expression == null) {
      return document.attributes();
    }
    // The platform's expressions keep state while they run.
    synchronized (expression) {
      return document.select(expression);
    }
  }
}
