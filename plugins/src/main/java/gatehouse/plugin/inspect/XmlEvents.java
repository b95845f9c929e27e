package gatehouse.plugin.inspect;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.ext.DefaultHandler2;

/// Counts and measures what a parser tells of, and stops it at the first thing that is too much.
final class XmlEvents extends DefaultHandler2 {
  private final XmlThreatProtection.Config config;
  private final XmlFeed feed;
  private final ArrayDeque<Content> open = new ArrayDeque<>();
  private final double mostExpanded;
  private int namespaces;
  private long seen;

  /// What an element under way has had so far, or the document itself.
  private static final class Content {
    private int children;
    private long text;
  }

  /// Stops the parser.
  static final class Broken extends SAXException {
    private static final long serialVersionUID = 1L;

    private final String field;

    Broken(String field) {
      super("the document breaks " + field);
      this.field = field;
    }

    /// The field of the configuration.
    String field() {
      return field;
    }
  }

  XmlEvents(XmlThreatProtection.Config config, XmlFeed feed, int documentBytes) {
    this.config = config;
    this.feed = feed;
    mostExpanded = Math.max(config.blaThreshold(), documentBytes * config.blaMaxAmplification());
    open.push(new Content());
  }

  private static void hold(String field, long size, @Nullable Integer most) throws Broken {
    if (most != null && size > most) {
      throw new Broken(field);
    }
  }

  /// Bytes that the text has in UTF-8.
  private static long bytes(@Nullable String text) {
    long bytes = 0;
    for (int i = 0; text != null && i < text.length(); i++) {
      bytes += bytes(text.charAt(i));
    }
    return bytes;
  }

  /// Half of the four bytes for either half of a pair.
  private static int bytes(char c) {
    return c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
  }

  private void saw(long bytes) throws Broken {
    seen += bytes;
    if (seen > mostExpanded) {
      throw new Broken("bla_max_amplification");
    }
  }

  private void child() throws Broken {
    Content parent = open.element();
    parent.text = 0;
    hold("max_children", ++parent.children, config.maxChildren());
  }

  @Override
  public void startPrefixMapping(String prefix, String uri) throws Broken {
    hold("max_namespaces", ++namespaces, config.maxNamespaces());
    hold("prefix", bytes(prefix), config.prefix());
    hold("namespaceuri", bytes(uri), config.namespaceuri());
  }

  @Override
  public void startElement(String uri, String localName, String qName, Attributes attributes)
      throws Broken {
    feed.told();
    namespaces = 0;
    child();
    open.push(new Content());
    hold("max_depth", open.size() - 1L, config.maxDepth());
    name(localName, qName);
    hold("max_attributes", attributes.getLength(), config.maxAttributes());
    for (int i = 0; i < attributes.getLength(); i++) {
      name(attributes.getLocalName(i), attributes.getQName(i));
      long size = bytes(attributes.getValue(i));
      hold("attribute", size, config.attribute());
      saw(size);
    }
  }

  private void name(String localName, String qName) throws Broken {
    boolean aware = config.namespaceAware();
    hold("localname", bytes(aware ? localName : qName), config.localname());
    if (aware) {
      int colon = qName.indexOf(':');
      hold("prefix", colon < 0 ? 0 : bytes(qName.substring(0, colon)), config.prefix());
    }
  }

  @Override
  public void endElement(String uri, String localName, String qName) {
    feed.told();
    open.pop();
  }

  /// Texts and CDATA sections beside each other come in any number of pieces and are one child.
  @Override
  public void characters(char[] chars, int start, int length) throws Broken {
    feed.told();
    long size = 0;
    for (int i = start; i < start + length; i++) {
      size += bytes(chars[i]);
    }
    Content parent = open.element();
    if (parent.text == 0 && size > 0) {
      child();
    }
    parent.text += size;
    hold("text", parent.text, config.text());
    saw(size);
  }

  @Override
  public void ignorableWhitespace(char[] chars, int start, int length) throws Broken {
    characters(chars, start, length);
  }

  @Override
  public void processingInstruction(String target, @Nullable String data) throws Broken {
    feed.told();
    child();
    hold("pitarget", bytes(target), config.pitarget());
    hold("pidata", bytes(data), config.pidata());
  }

  @Override
  public void comment(char[] chars, int start, int length) throws Broken {
    feed.told();
    child();
    hold("comment", bytes(new String(chars, start, length)), config.comment());
  }

  @Override
  public void startDTD(String name, @Nullable String publicId, @Nullable String systemId)
      throws Broken {
    if (!config.allowDtd()) {
      throw new Broken("allow_dtd");
    }
    feed.told();
    hold("localname", bytes(name), config.localname());
    hold("entityproperty", bytes(publicId), config.entityproperty());
    hold("entityproperty", bytes(systemId), config.entityproperty());
  }

  @Override
  public void internalEntityDecl(String name, String value) throws Broken {
    feed.told();
    hold("entityname", bytes(name), config.entityname());
    hold("entity", bytes(value), config.entity());
  }

  @Override
  public void externalEntityDecl(String name, @Nullable String publicId, @Nullable String systemId)
      throws Broken {
    feed.told();
    hold("entityname", bytes(name), config.entityname());
    hold("entityproperty", bytes(publicId), config.entityproperty());
    hold("entityproperty", bytes(systemId), config.entityproperty());
  }

  @Override
  public void unparsedEntityDecl(
      String name, @Nullable String publicId, @Nullable String systemId, String notation)
      throws Broken {
    externalEntityDecl(name, publicId, systemId);
    hold("entityproperty", bytes(notation), config.entityproperty());
  }

  @Override
  public void notationDecl(String name, @Nullable String publicId, @Nullable String systemId)
      throws Broken {
    feed.told();
    hold("entityproperty", bytes(name), config.entityproperty());
    hold("entityproperty", bytes(publicId), config.entityproperty());
    hold("entityproperty", bytes(systemId), config.entityproperty());
  }

  @Override
  public void elementDecl(String name, String model) {
    feed.told();
  }

  @Override
  public void attributeDecl(
      String element, String name, String type, @Nullable String mode, @Nullable String value)
      throws Broken {
    feed.told();
    hold("attribute", bytes(value), config.attribute());
  }

  /// The features keep the parser from asking; should it ask nevertheless, there is nothing.
  @Override
  public InputSource resolveEntity(
      @Nullable String name,
      @Nullable String publicId,
      @Nullable String baseUri,
      @Nullable String systemId)
      throws SAXException {
    throw new Broken("allow_dtd");
  }

  /// What is not valid by a document type declaration may still be well-formed.
  @Override
  public void error(SAXParseException e) {}

  @Override
  public void fatalError(SAXParseException e) throws SAXException {
    throw e;
  }
}
