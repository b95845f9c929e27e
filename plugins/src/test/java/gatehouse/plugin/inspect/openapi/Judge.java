package gatehouse.plugin.inspect.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.plugin.inspect.FormFields;
import gatehouse.plugin.inspect.openapi.Specification.Outcome;
import gatehouse.plugin.inspect.openapi.Specification.Reading;
import gatehouse.plugin.inspect.parameter.Place;
import gatehouse.plugin.inspect.parameter.Sent;
import gatehouse.plugin.inspect.schema.JsonSchema.Way;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Headers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A document, and what it says of single requests, without a gateway around it.
final class Judge {
  private final Specification specification;

  private Judge(Specification specification) {
    this.specification = specification;
  }

  static Outcome read(String text, @Nullable Path folder) {
    return Specification.read(text.getBytes(UTF_8), new Reading(null, folder));
  }

  static Judge of(String text) {
    return of(text, null);
  }

  static Judge of(String text, @Nullable Path folder) {
    Outcome outcome = read(text, folder);
    assertThat(outcome.faults()).isEmpty();
    return new Judge(Objects.requireNonNull(outcome.specification()));
  }

  Specification specification() {
    return specification;
  }

  /// What is wrong with a request; the method or the path where these are not described.
  ///
  /// @param target with a query
  /// @param fields `Name: value` each
  List<String> problems(String method, String target, List<String> fields, String body) {
    int question = target.indexOf('?');
    String path = question < 0 ? target : target.substring(0, question);
    PathTree.Hit hit = specification.find(path, method);
    Operation operation = hit == null ? null : hit.item().operation(method);
    if (hit == null || operation == null) {
      return List.of(hit == null ? "path" : "method");
    }
    Headers headers = new Headers();
    for (String field : fields) {
      int colon = field.indexOf(':');
      headers.add(HeaderName.of(field.substring(0, colon)), field.substring(colon + 1).strip());
    }
    String query = question < 0 ? "" : target.substring(question + 1);
    Sent sent = new Sent(FormFields.of(query).pairs(), headers, hit.values());
    List<Problem> problems = new ArrayList<>();
    Arguments.judge(operation, sent, EnumSet.allOf(Place.class), 20, problems);
    Arguments.others(operation, sent, Set.of(), 20, problems);
    problems.addAll(
        ofBody(
            BodyFound.ofRequest(headers, body.getBytes(UTF_8), operation.body(), true),
            Way.REQUEST));
    return problems.stream().map(Problem::told).toList();
  }

  /// What is wrong with an answer.
  List<String> answerProblems(String method, String path, int status, String type, String body) {
    PathTree.Hit hit = Objects.requireNonNull(specification.find(path, method));
    Operation operation = Objects.requireNonNull(hit.item().operation(method));
    Content content = operation.responses().of(status);
    if (content == null) {
      return List.of("status");
    }
    Headers headers = new Headers();
    headers.add(HeaderName.of("Content-Type"), type);
    return ofBody(BodyFound.of(headers, body.getBytes(UTF_8), content), Way.ANSWER).stream()
        .map(Problem::told)
        .toList();
  }

  private static List<Problem> ofBody(BodyFound found, Way way) {
    return switch (found) {
      case BodyFound.Nothing _ -> List.of();
      case BodyFound.Wrong(Problem problem) -> List.of(problem);
      case BodyFound.WrongType(String reason) -> List.of(Problem.of("type", "", reason));
      case BodyFound.Judged judged -> judged.problems(way, 20, 1 << 20);
    };
  }
}
