package gatehouse.seclang.body;

import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.VariableName;
import gatehouse.seclang.variable.Variables;
import gatehouse.seclang.variable.XmlDocument;

/// A whole request body, turned into variables by its processor: URLENCODED, MULTIPART, JSON, XML,
/// RAW, GUESS (an addition of ours: by its first bytes), or none. A failed parse sets
/// REQBODY_ERROR; what to do then is a matter of rules.
public final class RequestBody {
  private static final Bytes MULTIPART = Bytes.of("multipart/form-data");
  private static final Bytes FORM = Bytes.of("application/x-www-form-urlencoded");
  private static final Bytes ANY_MULTIPART = Bytes.of("multipart/");
  private static final Bytes WHOLE = Bytes.of("body");

  /// Besides what the Content-Type says, what the body looks like.
  public static final String GUESS = "GUESS";

  private static final String TOO_BIG =
      "Request body excluding files is bigger than the maximum expected.";

  private static final Bytes DOCUMENT_TYPE = Bytes.of("<!DOCTYPE");

  private final Variables variables;
  private final Arguments arguments;
  private final BodyLimits limits;
  private final boolean isCut;

  /// `isCut` says that the body goes on beyond what is looked at: that it does not end is no fault
  /// then.
  public RequestBody(Variables variables, Arguments arguments, BodyLimits limits, boolean isCut) {
    this.variables = variables;
    this.arguments = arguments;
    this.limits = limits;
    this.isCut = isCut;
  }

  /// The processor that a content type calls for, or the empty string. JSON and XML are only ever
  /// chosen by a rule.
  public static String processorFor(Bytes contentType) {
    Bytes lower = contentType.trim().lower();
    if (lower.startsWith(MULTIPART, 0)) {
      return "MULTIPART";
    }
    return lower.startsWith(FORM, 0) ? "URLENCODED" : "";
  }

  /// Reads a body. `forced` fills REQUEST_BODY whatever the processor.
  public void read(Bytes body, String processor, Bytes contentType, boolean forced) {
    variables.set(VariableName.REQUEST_BODY_LENGTH, Bytes.of(body.length()));
    if (forced
        || processor.isEmpty()
        || processor.equals("URLENCODED")
        || processor.equals("RAW")
        || processor.equals(GUESS)) {
      variables.set(VariableName.REQUEST_BODY, body);
    }
    if (body.isEmpty()) {
      return;
    }
    if (isDocument(body, processor) && body.length() > limits.withoutFiles()) {
      tooBig();
      return;
    }
    try {
      parse(body, processor, contentType);
    } catch (BodyFault fault) {
      fail(fault.message());
    }
  }

  /// What nobody would parse is a file, sent by itself.
  private static boolean isDocument(Bytes body, String processor) {
    return switch (processor) {
      case "MULTIPART" -> false;
      case GUESS -> BodyGuess.of(BodyGuess.withoutMark(body)) != BodyGuess.OTHER;
      default -> true;
    };
  }

  private void parse(Bytes body, String processor, Bytes contentType) throws BodyFault {
    switch (processor) {
      case "URLENCODED" -> arguments.addForm(body);
      case "MULTIPART" -> multipart(body, contentType);
      case "JSON" -> json(body);
      case "XML" -> xml(body);
      case GUESS -> guess(BodyGuess.withoutMark(body), contentType);
      case "RAW", "" -> {}
      default -> throw new BodyFault("Unknown request body processor: " + processor);
    }
  }

  private void json(Bytes body) throws BodyFault {
    JsonBody json = new JsonBody(body, arguments, limits.jsonDepth());
    try {
      json.read();
    } catch (BodyFault fault) {
      if (!isCut || !json.isAtEnd()) {
        throw fault;
      }
      arguments.addPost(WHOLE, body);
    }
  }

  /// The beginning of a document is no document, so it is looked at as a text. What a document type
  /// would make of that text nobody knows.
  private void xml(Bytes body) throws BodyFault {
    try {
      read(XmlBody.read(body), body.length());
    } catch (BodyFault fault) {
      Bytes text = BodyGuess.withoutMark(body).trim();
      boolean plain =
          !text.isEmpty()
              && text.at(0) == '<'
              && text.indexOf(0, 0) < 0
              && text.indexOf(DOCUMENT_TYPE, 0) < 0;
      if (!isCut || !plain) {
        throw fault;
      }
      arguments.addPost(WHOLE, body);
    }
  }

  private void read(XmlDocument document, int size) throws BodyFault {
    variables.setXml(document, limits.xml() != XmlUse.ARGUMENTS);
    if (limits.xml() != XmlUse.TREE) {
      new XmlArguments(arguments, size).read(document.document());
    }
  }

  /// Reads what the Content-Type says, and what a service might read that does not ask for it. A
  /// text that only begins like a document is one argument as a whole, unless there is no
  /// Content-Type that says that it may be just a text.
  private void guess(Bytes body, Bytes contentType) throws BodyFault {
    Bytes type = contentType.trim().lower();
    BodyGuess guess = BodyGuess.of(body);
    if (type.startsWith(FORM, 0)) {
      arguments.addForm(body);
    } else if (type.startsWith(ANY_MULTIPART, 0)) {
      new MultipartBody(body, variables, arguments, limits, isCut)
          .readLeniently(contentType.trim());
    }
    try {
      switch (guess) {
        case JSON -> parse(body, "JSON", contentType);
        case XML -> parse(body, "XML", contentType);
        case FORM -> {
          if (!type.startsWith(FORM, 0)) {
            arguments.addForm(body);
          }
        }
        case OTHER -> {}
      }
    } catch (BodyFault fault) {
      if (type.isEmpty()) {
        throw fault;
      }
      arguments.addPost(WHOLE, body);
    }
  }

  private void multipart(Bytes body, Bytes contentType) throws BodyFault {
    MultipartBody multipart = new MultipartBody(body, variables, arguments, limits, isCut);
    try {
      multipart.read(contentType.trim());
    } finally {
      if (multipart.bytesWithoutFiles() > limits.withoutFiles()) {
        tooBig();
      }
    }
  }

  private void tooBig() {
    variables.set(VariableName.INBOUND_DATA_ERROR, Bytes.of(1));
    fail(TOO_BIG);
  }

  private void fail(String message) {
    variables.set(VariableName.REQBODY_ERROR, Bytes.of(1));
    variables.set(VariableName.REQBODY_PROCESSOR_ERROR, Bytes.of(1));
    variables.set(VariableName.REQBODY_ERROR_MSG, message);
    variables.set(VariableName.REQBODY_PROCESSOR_ERROR_MSG, message);
  }
}
