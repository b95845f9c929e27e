package gatehouse.seclang.rule;

import gatehouse.regex.RegexFault;
import gatehouse.seclang.parse.Faults;
import gatehouse.seclang.parse.Selector;
import gatehouse.seclang.parse.Target;
import gatehouse.seclang.variable.VariableName;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.namespace.NamespaceContext;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathExpression;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.jspecify.annotations.Nullable;

/// Turns the targets of one rule into uses, exclusions folded in.
final class TargetCompiler {
  private final Faults faults;

  TargetCompiler(Faults faults) {
    this.faults = faults;
  }

  TargetUse[] compile(List<Target> targets, Map<String, String> namespaces) {
    List<TargetUse> uses = new ArrayList<>();
    for (Target target : targets) {
      if (target.use() == Target.Use.EXCLUDE || isExcludedWhole(target, targets)) {
        continue;
      }
      boolean isXml = target.variable() == VariableName.XML;
      KeyMatcher keys = isXml ? new KeyMatcher.Any() : keys(target);
      if (keys != null) {
        String label = isXml ? expression(target.selector()) : target.selector().toString();
        uses.add(
            new TargetUse(
                target.variable(),
                target.use() == Target.Use.COUNT,
                keys,
                exclusions(target.variable(), targets),
                xpath(target, namespaces),
                label));
      }
    }
    return uses.toArray(TargetUse[]::new);
  }

  /// XML alone means all of its text.
  private static String expression(Selector selector) {
    return selector instanceof Selector.XPath(String expression) ? expression : "/*";
  }

  private static boolean isExcludedWhole(Target target, List<Target> targets) {
    boolean isXml = target.variable() == VariableName.XML;
    for (Target other : targets) {
      if (other.use() == Target.Use.EXCLUDE && other.variable() == target.variable()) {
        boolean whole =
            other.selector() instanceof Selector.All
                || isXml && expression(other.selector()).equals(expression(target.selector()));
        if (whole) {
          return true;
        }
      }
    }
    return false;
  }

  private List<KeyMatcher> exclusions(VariableName variable, List<Target> targets) {
    List<KeyMatcher> excluded = new ArrayList<>();
    if (variable == VariableName.XML) {
      return List.of();
    }
    for (Target target : targets) {
      if (target.use() == Target.Use.EXCLUDE && target.variable() == variable) {
        KeyMatcher keys = keys(target);
        if (keys != null && !(keys instanceof KeyMatcher.Any)) {
          excluded.add(keys);
        }
      }
    }
    return List.copyOf(excluded);
  }

  private @Nullable KeyMatcher keys(Target target) {
    try {
      return KeyMatcher.of(target.selector());
    } catch (RegexFault fault) {
      faults.error(target.at(), "bad pattern for keys: " + fault.getMessage());
      return null;
    }
  }

  private @Nullable XPathExpression xpath(Target target, Map<String, String> namespaces) {
    String expression = expression(target.selector());
    if (target.variable() != VariableName.XML
        || expression.equals("/*")
        || expression.equals("//@*")) {
      return null;
    }
    try {
      XPath xpath = XPathFactory.newDefaultInstance().newXPath();
      xpath.setNamespaceContext(new Prefixes(namespaces));
      return xpath.compile(expression);
    } catch (XPathExpressionException e) {
      faults.error(target.at(), "bad XPath expression " + expression);
      return null;
    }
  }

  /// The prefixes that a rule's `xmlns` actions declare.
  private record Prefixes(Map<String, String> uris) implements NamespaceContext {
    @Override
    public String getNamespaceURI(String prefix) {
      return uris.getOrDefault(prefix, XMLConstants.NULL_NS_URI);
    }

    @Override
    public @Nullable String getPrefix(String uri) {
      for (Map.Entry<String, String> entry : uris.entrySet()) {
        if (entry.getValue().equals(uri)) {
          return entry.getKey();
        }
      }
      return null;
    }

    @Override
    public Iterator<String> getPrefixes(String uri) {
      String prefix = getPrefix(uri);
      return prefix == null ? List.<String>of().iterator() : List.of(prefix).iterator();
    }
  }
}
