package gatehouse.seclang.parse;

import gatehouse.seclang.operator.OperatorName;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads rule text, and what it includes, into directives. Goes on after a fault, so that one run
/// finds all of them. Use one parser for all texts of one rule set; not thread-safe.
public final class Parser {
  /// Rule sets include a few dozen files; more than this is a cycle or a mistake.
  private static final int MAX_INCLUDES = 1_000;

  private static final int MAX_DEPTH = 50;

  private final RuleFiles files;
  private final Faults faults;
  private final ScriptCache cache;
  private final List<Directive> directives = new ArrayList<>();
  private final List<String> open = new ArrayList<>();
  private int includes;
  private int includeLines;

  public Parser(RuleFiles files, Faults faults) {
    this(files, faults, new ScriptCache());
  }

  /// A parser that reads texts again only when they are not in the cache.
  public Parser(RuleFiles files, Faults faults, ScriptCache cache) {
    this.files = files;
    this.faults = faults;
    this.cache = cache;
  }

  /// Reads a text and appends its directives to those read before.
  public Parser read(Source source) {
    List<Directive> known = cache.get(source);
    if (known != null) {
      directives.addAll(known);
      return this;
    }
    int before = directives.size();
    int faultsBefore = faults.count();
    int includesBefore = includeLines;
    for (Text line : source.logicalLines()) {
      List<Text> words = new Words(line, faults).split();
      if (words != null) {
        directive(words);
      }
    }
    // What a file includes may change without it, and a fault has to be told each time.
    if (faults.count() == faultsBefore && includeLines == includesBefore) {
      cache.put(source, directives.subList(before, directives.size()));
    }
    return this;
  }

  /// Reads a file, or all files that a pattern matches.
  public Parser readFile(String path) {
    Source empty = Source.of(path, new byte[0]);
    include(
        new Text(empty, path, Places.of(new int[path.length() + 1], path.length() + 1), 0), false);
    return this;
  }

  public Script script() {
    return new Script(List.copyOf(directives));
  }

  private void directive(List<Text> words) {
    Text name = words.getFirst();
    List<Text> arguments = words.subList(1, words.size());
    switch (name.toString().toLowerCase(Locale.ROOT)) {
      case "secrule" -> rule(name, arguments);
      case "secaction" -> action(name, arguments);
      case "secmarker" -> marker(name, arguments);
      case "secdefaultaction" -> defaultAction(name, arguments);
      case "include" -> include(name, arguments, false);
      case "includeoptional" -> include(name, arguments, true);
      default -> {
        Directive directive = ExceptionSyntax.read(name, arguments, faults);
        if (directive == null) {
          directive = SettingSyntax.read(name, arguments, faults);
        }
        add(directive);
      }
    }
  }

  private void add(@Nullable Directive directive) {
    if (directive != null) {
      directives.add(directive);
    }
  }

  private void rule(Text name, List<Text> arguments) {
    if (arguments.size() < 2 || arguments.size() > 3) {
      faults.error(name.position(), "SecRule takes variables, an operator and actions");
      return;
    }
    List<Target> targets = TargetSyntax.read(arguments.get(0), faults);
    OperatorCall operator = OperatorSyntax.read(arguments.get(1), faults);
    List<ActionCall> actions =
        arguments.size() == 3 ? ActionSyntax.read(arguments.get(2), faults) : List.of();
    // A rule with a fault is kept, so that the rules of its chain are not mistaken for others.
    if (operator == null) {
      operator = new OperatorCall(name.position(), false, OperatorName.NO_MATCH, name.slice(0, 0));
    }
    directives.add(new Directive.Rule(name.position(), targets, operator, actions));
  }

  private void action(Text name, List<Text> arguments) {
    if (one(name, arguments)) {
      List<ActionCall> actions = ActionSyntax.read(arguments.getFirst(), faults);
      directives.add(new Directive.Rule(name.position(), List.of(), null, actions));
    }
  }

  private void marker(Text name, List<Text> arguments) {
    if (one(name, arguments)) {
      directives.add(new Directive.Marker(name.position(), arguments.getFirst().toString()));
    }
  }

  private void defaultAction(Text name, List<Text> arguments) {
    if (one(name, arguments)) {
      List<ActionCall> actions = ActionSyntax.read(arguments.getFirst(), faults);
      directives.add(new Directive.DefaultAction(name.position(), actions));
    }
  }

  private boolean one(Text name, List<Text> arguments) {
    if (arguments.size() != 1) {
      faults.error(name.position(), name + " takes one argument");
      return false;
    }
    return true;
  }

  private void include(Text name, List<Text> arguments, boolean optional) {
    if (one(name, arguments)) {
      include(arguments.getFirst(), optional);
    }
  }

  private void include(Text path, boolean optional) {
    includeLines++;
    List<String> names;
    try {
      names = find(path);
    } catch (UncheckedIOException e) {
      faults.error(path.position(), "cannot read " + path + ": " + reason(e));
      return;
    }
    if (names.isEmpty() && !optional) {
      faults.error(path.position(), "no file " + path);
    }
    for (String found : names) {
      includeOne(path, found);
    }
  }

  private static String reason(UncheckedIOException e) {
    String message = e.getMessage();
    return message == null ? "input error" : message;
  }

  /// Relative to the including file's folder first, then as given.
  private List<String> find(Text path) {
    String given = path.toString();
    String folder = path.source().folder();
    boolean relative = !given.startsWith("/") && !folder.isEmpty();
    boolean pattern = given.chars().anyMatch(c -> "*?[".indexOf(c) >= 0);
    if (relative) {
      String beside = folder + "/" + given;
      if (pattern) {
        List<String> names = files.glob(beside);
        if (!names.isEmpty()) {
          return names;
        }
      } else if (files.read(beside) != null) {
        return List.of(beside);
      }
    }
    if (pattern) {
      return files.glob(given);
    }
    return files.read(given) != null ? List.of(given) : List.of();
  }

  private void includeOne(Text path, String name) {
    if (open.contains(name) || open.size() >= MAX_DEPTH || ++includes > MAX_INCLUDES) {
      faults.error(path.position(), name + " is included by itself, or too many files are");
      return;
    }
    try {
      byte[] content = files.read(name);
      if (content == null) {
        faults.error(path.position(), "no file " + name);
        return;
      }
      open.add(name);
      read(Source.of(name, content));
      open.removeLast();
    } catch (UncheckedIOException e) {
      faults.error(path.position(), "cannot read " + name + ": " + reason(e));
    }
  }
}
