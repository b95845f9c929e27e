package gatehouse.plugin.inspect;

import java.io.IOException;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXNotRecognizedException;
import org.xml.sax.SAXNotSupportedException;
import org.xml.sax.XMLReader;

/// The shape that an XML text may have. Reads it as a stream of events and builds nothing; nothing
/// outside the text is ever read.
final class XmlBounds {
  private static final String LIMITS = "http://www.oracle.com/xml/jaxp/properties/";
  private static final String SAX = "http://xml.org/sax/";
  private static final String XERCES = "http://apache.org/xml/features/";

  /// References to entities in one document, however small these are.
  private static final int MOST_EXPANSIONS = 10_000;

  /// Bytes that entities may bring forth whatever the configuration says.
  private static final long MOST_EXPANDED = 64 << 20;

  private final XmlThreatProtection.Config config;
  private final SAXParserFactory factory;

  private XmlBounds(XmlThreatProtection.Config config, SAXParserFactory factory) {
    this.config = config;
    this.factory = factory;
  }

  static XmlBounds of(XmlThreatProtection.Config config) {
    SAXParserFactory factory = SAXParserFactory.newDefaultInstance();
    factory.setNamespaceAware(config.namespaceAware());
    try {
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature(SAX + "features/external-general-entities", false);
      factory.setFeature(SAX + "features/external-parameter-entities", false);
      factory.setFeature(XERCES + "nonvalidating/load-external-dtd", false);
      XmlBounds bounds = new XmlBounds(config, factory);
      bounds.reader(1);
      return bounds;
    } catch (ParserConfigurationException | SAXException e) {
      throw new IllegalStateException("the platform's XML parser lacks a standard feature", e);
    }
  }

  /// A parser whose own limits lie just beyond ours, which tell more.
  private XMLReader reader(int documentBytes) throws SAXException, ParserConfigurationException {
    XMLReader reader;
    synchronized (factory) {
      reader = factory.newSAXParser().getXMLReader();
    }
    long expanded =
        Math.max(config.blaThreshold(), (long) (documentBytes * config.blaMaxAmplification()));
    limit(reader, "entityExpansionLimit", MOST_EXPANSIONS);
    limit(reader, "totalEntitySizeLimit", Math.min(expanded, MOST_EXPANDED));
    limit(reader, "maxGeneralEntitySizeLimit", Math.max(config.text(), config.attribute()));
    limit(reader, "maxParameterEntitySizeLimit", config.entity());
    limit(reader, "maxElementDepth", config.maxDepth() + 1L);
    limit(reader, "elementAttributeLimit", 1L + config.maxAttributes() + namespaces());
    limit(reader, "maxXMLNameLimit", longestName());
    return reader;
  }

  private int namespaces() {
    Integer most = config.maxNamespaces();
    return config.namespaceAware() && most != null ? most : 0;
  }

  private long longestName() {
    Integer prefix = config.prefix();
    long name = 2L + config.localname() + (prefix == null ? 0 : prefix);
    return Math.max(name, 2L + Math.max(config.pitarget(), config.entityname()));
  }

  private static void limit(XMLReader reader, String name, long value)
      throws SAXNotRecognizedException, SAXNotSupportedException {
    int most = (int) Math.min(value, Integer.MAX_VALUE);
    reader.setProperty(LIMITS + name, String.valueOf(most));
  }

  /// The field of the configuration that a text breaks first, `encoding` where a reader might take
  /// its bytes for other characters, `xml` for what is not exactly one well-formed document; empty
  /// if it breaks none.
  ///
  /// @param charsets what the message says about the text's encoding
  String broken(byte[] xml, List<String> charsets) {
    if (!XmlEncoding.isPlain(xml, charsets)) {
      return "encoding";
    }
    XmlFeed feed = new XmlFeed(xml, config.buffer());
    XmlEvents events = new XmlEvents(config, feed, xml.length);
    try {
      XMLReader reader = reader(xml.length);
      reader.setContentHandler(events);
      reader.setErrorHandler(events);
      reader.setEntityResolver(events);
      reader.setDTDHandler(events);
      reader.setProperty(SAX + "properties/lexical-handler", events);
      reader.setProperty(SAX + "properties/declaration-handler", events);
      reader.parse(new InputSource(feed));
      return "";
    } catch (XmlEvents.Broken e) {
      return e.field();
    } catch (XmlFeed.Overrun _) {
      return "buffer";
    } catch (SAXException | IOException _) {
      return "xml";
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the platform's XML parser lost a standard feature", e);
    }
  }
}
