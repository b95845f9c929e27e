package gatehouse.seclang.operator;

import gatehouse.seclang.text.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.Validator;
import org.w3c.dom.Document;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/// `@validateSchema` and `@validateDTD`: they match when the body is no document, or one that does
/// not conform. Their rules are files of the operator's; nothing else is ever read, whatever the
/// document refers to.
final class DocumentValidation implements Operator {
  private static final String NAME = "gatehouse:dtd";
  private static final byte[] PROBE = Bytes.of("<!DOCTYPE a SYSTEM '" + NAME + "'><a/>").toArray();

  /// Whether a document conforms.
  private interface Check {
    boolean conforms(Document document) throws Exception;
  }

  private final Check check;

  private DocumentValidation(Check check) {
    this.check = check;
  }

  /// By a schema of the W3C's language, which stands alone.
  static Operator schema(Bytes file) throws OperatorFault {
    try {
      SchemaFactory factory = SchemaFactory.newDefaultInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
      factory.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
      factory.setErrorHandler(new Strict());
      Schema schema = factory.newSchema(new StreamSource(input(file)));
      return new DocumentValidation(document -> conforms(schema, document));
    } catch (SAXException e) {
      throw new OperatorFault(0, "no schema: " + e.getMessage());
    }
  }

  private static boolean conforms(Schema schema, Document document) throws Exception {
    Validator validator = schema.newValidator();
    validator.setErrorHandler(new Strict());
    validator.validate(new DOMSource(document));
    return true;
  }

  /// By a document type definition, in place of any that the document names.
  static Operator dtd(Bytes file) throws OperatorFault {
    DocumentValidation made = new DocumentValidation(document -> conforms(file, document));
    try {
      builder(file, new Quiet()).parse(new ByteArrayInputStream(PROBE));
      return made;
    } catch (SAXException | IOException e) {
      throw new OperatorFault(0, "no document type definition: " + e.getMessage());
    }
  }

  /// Validation by a definition is a matter of parsing.
  private static boolean conforms(Bytes dtd, Document document) throws Exception {
    builder(dtd, new Strict()).parse(new ByteArrayInputStream(written(document)));
    return true;
  }

  private static byte[] written(Document document) throws TransformerException {
    TransformerFactory factory = TransformerFactory.newDefaultInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    Transformer transformer = factory.newTransformer();
    transformer.setOutputProperty(OutputKeys.DOCTYPE_SYSTEM, NAME);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    transformer.transform(new DOMSource(document), new StreamResult(out));
    return out.toByteArray();
  }

  private static DocumentBuilder builder(Bytes dtd, ErrorHandler handler) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
      factory.setValidating(true);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(handler);
      builder.setEntityResolver((publicId, systemId) ->
          new InputSource(input(NAME.equals(systemId) ? dtd : Bytes.EMPTY)));
      return builder;
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the platform's XML parser lacks a standard feature", e);
    }
  }

  private static ByteArrayInputStream input(Bytes bytes) {
    return new ByteArrayInputStream(bytes.array(), bytes.from(), bytes.length());
  }

  @Override
  public boolean matches(Bytes value, Probe probe) {
    Document document = probe.document();
    if (document == null) {
      return true;
    }
    try {
      return !check.conforms(document);
    } catch (Exception e) {
      // Not valid, or beyond the parser's limits: not known to be valid either.
      return true;
    }
  }

  /// Any fault ends the validation.
  private static final class Strict implements ErrorHandler {
    @Override
    public void warning(SAXParseException e) {}

    @Override
    public void error(SAXParseException e) throws SAXException {
      throw e;
    }

    @Override
    public void fatalError(SAXParseException e) throws SAXException {
      throw e;
    }
  }

  /// Only what cannot be read at all ends the parsing.
  private static final class Quiet implements ErrorHandler {
    @Override
    public void warning(SAXParseException e) {}

    @Override
    public void error(SAXParseException e) {}

    @Override
    public void fatalError(SAXParseException e) throws SAXException {
      throw e;
    }
  }
}
