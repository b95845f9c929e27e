package gatehouse.seclang.body;

import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.XmlDocument;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.DocumentType;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/// Parses XML into the document that `XML:` selectors look at. Nothing outside the body is ever
/// read: a document that declares an external entity is faulty, an external DTD is an empty one.
/// Entities within expand, up to a bound.
final class XmlBody {
  private static final int MAX_ENTITY_EXPANSIONS = 1_000;
  private static final int MAX_ENTITY_CHARS = 1_000_000;
  private static final int MAX_DEPTH = 500;
  private static final String LIMITS = "http://www.oracle.com/xml/jaxp/properties/";

  private XmlBody() {}

  static XmlDocument read(Bytes body) throws BodyFault {
    try {
      DocumentBuilder builder = builder();
      builder.setEntityResolver((publicId, systemId) -> new InputSource(new StringReader("")));
      builder.setErrorHandler(new Quiet());
      ByteArrayInputStream input =
          new ByteArrayInputStream(body.array(), body.from(), body.length());
      Document document = builder.parse(input);
      if (declaresExternalEntities(document.getDoctype())) {
        throw new BodyFault("XML parsing error: XML: External entities are not read.");
      }
      return new XmlDocument(document);
    } catch (SAXException | IOException e) {
      throw new BodyFault("XML parsing error: XML: Failed parsing document.");
    }
  }

  /// What such an entity stands for cannot be looked at, so the document cannot either. The text of
  /// the internal subset has no charset any more that could hide it.
  private static boolean declaresExternalEntities(@Nullable DocumentType type) {
    String subset = type == null ? null : type.getInternalSubset();
    return subset != null
        && subset.contains("<!ENTITY")
        && (subset.contains("SYSTEM") || subset.contains("PUBLIC"));
  }

  private static DocumentBuilder builder() {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
      factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
      factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
      factory.setAttribute(LIMITS + "entityExpansionLimit", MAX_ENTITY_EXPANSIONS);
      factory.setAttribute(LIMITS + "totalEntitySizeLimit", MAX_ENTITY_CHARS);
      factory.setAttribute(LIMITS + "maxElementDepth", MAX_DEPTH);
      factory.setCoalescing(true);
      return factory.newDocumentBuilder();
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the platform's XML parser lacks a standard feature", e);
    }
  }

  /// Faults become exceptions; nothing is printed.
  private static final class Quiet extends DefaultHandler {
    @Override
    public void error(SAXParseException e) {}

    @Override
    public void fatalError(SAXParseException e) throws SAXException {
      throw e;
    }
  }
}
