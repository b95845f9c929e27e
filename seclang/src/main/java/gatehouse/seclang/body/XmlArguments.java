package gatehouse.seclang.body;

import gatehouse.seclang.text.ByteBuilder;
import gatehouse.seclang.text.Bytes;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.Text;

/// Makes an argument of each element that has none inside, named by its path without prefixes:
/// `xml.order.item`. ModSecurity drops the text of other elements; here it is an argument too where
/// it is more than blanks, since otherwise an empty element would hide the text beside it.
/// Arguments read before a fault stay.
final class XmlArguments {
  private final Arguments arguments;
  private final ByteBuilder path = new ByteBuilder(64);

  /// As in JSON, each name repeats its whole path.
  private final long maxNameBytes;

  private long nameBytes;

  XmlArguments(Arguments arguments, int bodySize) {
    this.arguments = arguments;
    this.maxNameBytes = (256L << 10) + 4L * bodySize;
    path.add("xml");
  }

  void read(Document document) throws BodyFault {
    read(document.getDocumentElement());
  }

  /// Recurses as deep as the parser let the document be.
  private void read(Element element) throws BodyFault {
    int length = path.length();
    String name = element.getLocalName();
    path.add('.').add(Bytes.utf8(name == null ? element.getNodeName() : name));
    StringBuilder text = new StringBuilder();
    boolean leaf = true;
    for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element inner) {
        leaf = false;
        read(inner);
      } else if (child instanceof Text part) {
        text.append(part.getData());
      }
    }
    if (leaf || !text.toString().isBlank()) {
      add(Bytes.utf8(text.toString()));
    }
    path.cut(length);
  }

  private void add(Bytes value) throws BodyFault {
    if (arguments.isFull()) {
      throw fault("too many arguments");
    }
    nameBytes += path.length();
    if (nameBytes > maxNameBytes) {
      throw fault("names too long");
    }
    arguments.addPost(path.copy(), value);
  }

  private static BodyFault fault(String what) {
    return new BodyFault("XML parsing error: XML: " + what);
  }
}
