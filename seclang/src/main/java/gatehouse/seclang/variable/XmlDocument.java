package gatehouse.seclang.variable;

import gatehouse.seclang.text.Bytes;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpression;
import javax.xml.xpath.XPathExpressionException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/// A parsed XML body. One thread at a time.
public final class XmlDocument {
  private final Document document;
  private final IdentityHashMap<XPathExpression, List<Value>> selected = new IdentityHashMap<>();
  private @Nullable List<Value> text;
  private @Nullable List<Value> attributes;

  public XmlDocument(Document document) {
    this.document = document;
  }

  public Document document() {
    return document;
  }

  /// All text of the document, in order: what `XML:/*` selects.
  public List<Value> text() {
    List<Value> known = text;
    if (known == null) {
      known = List.of(new Value(Bytes.utf8(document.getDocumentElement().getTextContent())));
      text = known;
    }
    return known;
  }

  /// The value of each attribute: what `XML://@*` selects.
  public List<Value> attributes() {
    List<Value> known = attributes;
    if (known == null) {
      known = readAttributes();
      attributes = known;
    }
    return known;
  }

  private List<Value> readAttributes() {
    List<Value> values = new ArrayList<>();
    Node node = document.getDocumentElement();
    while (node != null) {
      addAttributes(node, values);
      node = next(node);
    }
    return values;
  }

  private static void addAttributes(Node node, List<Value> values) {
    NamedNodeMap attributes = node.getAttributes();
    for (int i = 0; attributes != null && i < attributes.getLength(); i++) {
      Node attribute = attributes.item(i);
      // XPath's data model has no attribute for a namespace's declaration.
      String name = attribute.getNodeName();
      if (!name.equals("xmlns") && !name.startsWith("xmlns:")) {
        values.add(new Value(Bytes.utf8(attribute.getNodeValue())));
      }
    }
  }

  /// The next node in document order, without recursion.
  private static @Nullable Node next(Node node) {
    if (node.getFirstChild() != null) {
      return node.getFirstChild();
    }
    Node up = node;
    while (up != null && up.getNextSibling() == null) {
      up = up.getParentNode();
    }
    return up == null ? null : up.getNextSibling();
  }

  /// The string values of the nodes that an expression selects; none when it fails.
  public List<Value> select(XPathExpression expression) {
    return selected.computeIfAbsent(expression, this::evaluate);
  }

  private List<Value> evaluate(XPathExpression expression) {
    List<Value> values = new ArrayList<>();
    try {
      NodeList nodes = (NodeList) expression.evaluate(document, XPathConstants.NODESET);
      for (int i = 0; i < nodes.getLength(); i++) {
        String text = nodes.item(i).getTextContent();
        values.add(new Value(Bytes.utf8(text == null ? "" : text)));
      }
    } catch (XPathExpressionException e) {
      // Not a node set, or a function failed on this document: it selects nothing.
      return List.of();
    }
    return values;
  }
}
