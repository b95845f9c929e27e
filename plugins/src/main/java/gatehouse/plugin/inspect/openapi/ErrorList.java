package gatehouse.plugin.inspect.openapi;

import gatehouse.spi.Answer;
import gatehouse.spi.Exchange;
import java.util.List;
import java.util.function.BiConsumer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A refusal whose JSON has a list of what is wrong.
final class ErrorList {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ErrorList() {}

  static Answer answer(
      Exchange x,
      int status,
      String message,
      List<Problem> problems,
      BiConsumer<ObjectNode, Problem> member) {
    ObjectNode body = JSON.createObjectNode();
    body.put("message", message);
    ArrayNode errors = body.putArray("errors");
    problems.forEach(problem -> member.accept(errors.addObject(), problem));
    body.put("request_id", x.id());
    return Answer.of(status, "application/json; charset=utf-8", JSON.writeValueAsBytes(body));
  }
}
