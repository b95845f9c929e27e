package gatehouse.yaml;

import gatehouse.yaml.Node.Entry;
import gatehouse.yaml.Node.Mapping;
import gatehouse.yaml.Node.Scalar;
import gatehouse.yaml.Node.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads the documents of one YAML or JSON text into nodes. Works on the parser's events instead of
/// its node tree, so that the bounds hold before anything large is built.
public final class YamlReader {
  /// The largest text, in bytes, unless somebody has asked for larger ones.
  public static final int LARGEST = 64 << 20;

  private static final int DEEPEST = 100;
  private static final int MOST_ALIASES = 50;

  /// Nodes that all aliases together may stand for: fifty aliases of aliases could mean billions.
  private static final int MOST_ALIASED_NODES = 100_000;

  private final String file;
  private final YamlFaults faults;
  private final int largest;
  private final Map<String, String> keys = new HashMap<>();
  private final Map<String, Anchored> anchors = new HashMap<>();
  private int aliases;
  private long aliasedNodes;
  private long nodes;

  /// What an anchor stands for; `node` is null while it is being read.
  private record Anchored(@Nullable Node node, long size) {}

  /// Ends the reading of this text.
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int line;
    private final int column;
    private final String told;

    Refused(int line, int column, String told) {
      super(told, null, false, false);
      this.line = line;
      this.column = column;
      this.told = told;
    }

    void tell(YamlFaults faults) {
      faults.fault(line, column, null, told);
    }
  }

  /// A reader of one text.
  ///
  /// @param file what nodes name as their origin
  /// @param faults is told what cannot be read
  public YamlReader(String file, YamlFaults faults) {
    this(file, faults, LARGEST);
  }

  /// @param largest the most bytes that the text may have
  public YamlReader(String file, YamlFaults faults, int largest) {
    this.file = file;
    this.faults = faults;
    this.largest = largest;
  }

  /// What is wrong with a text of more bytes than that.
  public static String tooLarge(int largest) {
    return "larger than " + (largest >> 20) + " MiB";
  }

  /// The documents of the text; what could not be read is reported and left out.
  public List<Node> read(byte[] bytes) {
    String text = null;
    try {
      if (bytes.length > largest) {
        throw refused(1, 1, tooLarge(largest));
      }
      text = Utf8.decode(bytes);
      return documents(text);
    } catch (Utf8.Malformed e) {
      faults.fault(e.line(), e.column(), null, "not UTF-8");
    } catch (Refused e) {
      e.tell(faults);
    } catch (MarkedYamlEngineException e) {
      malformed(e).tell(faults);
    } catch (ReaderException e) {
      unprintable(text == null ? "" : text, e).tell(faults);
    } catch (YamlEngineException e) {
      faults.fault(1, 1, null, "YAML: " + e.getMessage());
    }
    return List.of();
  }

  private static Refused malformed(MarkedYamlEngineException e) {
    Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
    int line = mark == null ? 1 : mark.getLine() + 1;
    int column = mark == null ? 1 : mark.getColumn() + 1;
    int begin = e.getContextMark().map(Mark::getLine).orElse(line - 1) + 1;
    String context =
        begin == line || e.getContext() == null
            ? ""
            : " (" + e.getContext() + " that begins on line " + begin + ")";
    return new Refused(line, column, "YAML: " + e.getProblem() + context);
  }

  private List<Node> documents(String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setCodePointLimit(Integer.MAX_VALUE)
            .setLabel(file)
            .setBufferSize(1 << 14)
            .build();
    // JSON may be indented by tabs, which YAML forbids at the start of a line even inside braces.
    String source = isJson(text) ? text.replace('\t', ' ') : text;
    List<Node> documents = new ArrayList<>();
    Iterator<Event> events = new Parse(settings).parseString(source).iterator();
    while (events.hasNext()) {
      Event event = events.next();
      switch (event.getEventId()) {
        case DocumentStart -> {
          anchors.clear();
          documents.add(node(events.next(), events, 1));
        }
        case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
        case Alias, MappingStart, MappingEnd, Scalar, SequenceStart, SequenceEnd ->
            throw new IllegalStateException("event outside of a document: " + event.getEventId());
      }
    }
    return documents;
  }

  private static boolean isJson(String text) {
    String start = text.stripLeading();
    return start.startsWith("{") || start.startsWith("[");
  }

  private Node node(Event event, Iterator<Event> events, int depth) {
    int line = line(event);
    int column = column(event);
    if (depth > DEEPEST) {
      throw refused(line, column, "nested deeper than " + DEEPEST + " levels");
    }
    nodes++;
    if (event instanceof AliasEvent alias) {
      return aliased(alias, line, column);
    }
    String anchor = ((NodeEvent) event).getAnchor().map(a -> a.getValue()).orElse(null);
    if (anchor != null) {
      anchors.put(anchor, new Anchored(null, 0));
    }
    long before = nodes + aliasedNodes;
    Node node =
        switch (event.getEventId()) {
          case Scalar -> scalar((ScalarEvent) event, line, column);
          case SequenceStart -> sequence(events, line, column, depth);
          case MappingStart -> mapping(events, line, column, depth);
          case Alias, Comment, DocumentStart, DocumentEnd, MappingEnd, SequenceEnd -> {
            throw refused(line, column, "YAML: unexpected " + event.getEventId());
          }
          case StreamStart, StreamEnd -> throw refused(line, column, "YAML: unexpected end");
        };
    if (anchor != null) {
      anchors.put(anchor, new Anchored(node, nodes + aliasedNodes - before + 1));
    }
    return node;
  }

  private Node aliased(AliasEvent alias, int line, int column) {
    if (++aliases > MOST_ALIASES) {
      throw refused(line, column, "more than " + MOST_ALIASES + " aliases");
    }
    String name = alias.getAlias().getValue();
    Anchored anchored = anchors.get(name);
    if (anchored == null) {
      throw refused(line, column, "YAML: no anchor '" + name + "'");
    }
    if (anchored.node == null) {
      throw refused(line, column, "YAML: alias '" + name + "' stands inside its own anchor");
    }
    aliasedNodes += anchored.size;
    if (aliasedNodes > MOST_ALIASED_NODES) {
      throw refused(line, column, "aliases stand for more than " + MOST_ALIASED_NODES + " nodes");
    }
    return anchored.node;
  }

  private Scalar scalar(ScalarEvent event, int line, int column) {
    String tag = event.getTag().orElse(null);
    boolean quoted = !event.isPlain();
    if (tag != null) {
      quoted =
          switch (tag) {
            case "!", "tag:yaml.org,2002:str" -> true;
            case "tag:yaml.org,2002:int",
                "tag:yaml.org,2002:float",
                "tag:yaml.org,2002:bool",
                "tag:yaml.org,2002:null" ->
                false;
            default -> throw refused(line, column, "YAML: tag '" + tag + "' is not supported");
          };
    }
    return new Scalar(file, line, column, event.getValue(), quoted, indent(event));
  }

  /// How far the lines of a literal block are indented; -1 for any other scalar.
  private static int indent(ScalarEvent event) {
    Mark mark = event.getStartMark().orElse(null);
    if (event.getScalarStyle() != ScalarStyle.LITERAL || mark == null) {
      return -1;
    }
    int[] text = mark.getBuffer();
    int at = mark.getPointer();
    while (at < text.length && text[at] != '\n') {
      at++;
    }
    int indent = 0;
    for (at++; at < text.length && (text[at] == ' ' || text[at] == '\n'); at++) {
      indent = text[at] == ' ' ? indent + 1 : 0;
    }
    return indent;
  }

  private Sequence sequence(Iterator<Event> events, int line, int column, int depth) {
    List<Node> items = new ArrayList<>(4);
    for (Event event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      items.add(node(event, events, depth + 1));
    }
    return new Sequence(file, line, column, List.copyOf(items));
  }

  private Mapping mapping(Iterator<Event> events, int line, int column, int depth) {
    List<Entry> entries = new ArrayList<>(4);
    List<Node> merged = new ArrayList<>(0);
    KeysSeen seen = new KeysSeen();
    for (Event event = events.next();
        event.getEventId() != Event.ID.MappingEnd;
        event = events.next()) {
      Node key = node(event, events, depth + 1);
      Node value = node(events.next(), events, depth + 1);
      if (!(key instanceof Scalar name)) {
        throw refused(key.line(), key.column(), "YAML: a key must be a text");
      }
      if (name.text().equals("<<") && !name.quoted()) {
        merged.add(value);
      } else {
        Scalar kept = intern(name);
        Scalar first = seen.add(kept);
        if (first == null) {
          entries.add(Entry.at(kept, kept.text(), value));
        } else {
          String message = "duplicate key '" + name.text() + "', first on line " + first.line();
          faults.fault(name.line(), name.column(), null, message);
        }
      }
    }
    for (Node from : merged) {
      merge(from, entries, seen);
    }
    return new Mapping(file, line, column, List.copyOf(entries));
  }

  /// Adds the entries of a merge key's value that are not there yet; the first of several wins.
  private void merge(Node from, List<Entry> entries, KeysSeen seen) {
    switch (from) {
      case Mapping mapping -> {
        for (Entry entry : mapping.entries()) {
          if (seen.add(entry.key()) == null) {
            entries.add(entry);
          }
        }
      }
      case Sequence sequence -> {
        for (Node item : sequence.items()) {
          if (item instanceof Mapping) {
            merge(item, entries, seen);
          } else {
            faults.fault(item.line(), item.column(), "<<", "expected a map");
          }
        }
      }
      case Scalar scalar -> faults.fault(scalar.line(), scalar.column(), "<<", "expected a map");
    }
  }

  /// A million entities share the texts of their keys.
  private Scalar intern(Scalar key) {
    String text = keys.computeIfAbsent(key.text(), t -> t);
    return new Scalar(file, key.line(), key.column(), text, key.quoted());
  }

  private static Refused unprintable(String text, ReaderException e) {
    int line = 1;
    int start = 0;
    int position = Math.min(e.getPosition(), text.length());
    for (int i = 0; i < position; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        start = i + 1;
      }
    }
    String message = "YAML: character U+%04X is not allowed".formatted(e.getCodePoint());
    return new Refused(line, position - start + 1, message);
  }

  private static Refused refused(int line, int column, String message) {
    return new Refused(line, column, message);
  }

  private static int line(Event event) {
    return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  private static int column(Event event) {
    return event.getStartMark().map(Mark::getColumn).orElse(0) + 1;
  }
}
