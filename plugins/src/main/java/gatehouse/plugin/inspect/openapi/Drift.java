package gatehouse.plugin.inspect.openapi;

import gatehouse.spi.Measures;
import gatehouse.spi.Workshop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Where traffic and specification differ, as far as was seen. Outlives reloads; bounded. Safe for
/// use by all threads.
final class Drift {
  private static final Logger LOG = LoggerFactory.getLogger(Drift.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// How traffic differs.
  enum Kind {
    UNDOCUMENTED_PATH,
    UNDOCUMENTED_METHOD,
    UNDOCUMENTED_STATUS,
    SCHEMA,
    UNUSED;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private record Key(Kind kind, String method, String path, int status) {}

  private static final class Seen {
    private long count;
    private long first;
    private long last;
  }

  private final String api;
  private final int most;
  private final Map<Kind, Measures.Gauge> gauges = new EnumMap<>(Kind.class);
  private final Map<Key, Seen> entries = new HashMap<>();
  private final Set<String> used = ConcurrentHashMap.newKeySet();
  private long unkept;

  private Drift(String api, int most, Measures measures) {
    this.api = api;
    this.most = most;
    Measures.Family<Measures.Gauge> family =
        measures.gauges(
            "gatehouse_openapi_drift",
            "Differences seen between traffic and specification",
            "api",
            "kind");
    for (Kind kind : Kind.values()) {
      if (kind != Kind.UNUSED) {
        gauges.put(kind, family.of(api, kind.word()));
      }
    }
  }

  /// What an instance has seen, also before a reload.
  static Drift of(Workshop workshop, String api, int most) {
    String key = "openapi drift " + workshop.self().id() + " " + most + " " + api;
    return workshop.carried(key, Drift.class, () -> new Drift(api, most, workshop.measures()));
  }

  /// An operation was asked for.
  void used(Operation operation) {
    used.add(operation.method() + " " + operation.path());
  }

  /// Traffic differs.
  ///
  /// @param path of the specification, or an [#outline] of the client's
  void add(Kind kind, String method, String path, int status, long now) {
    Key key = new Key(kind, method, path, status);
    long ofKind;
    synchronized (this) {
      Seen seen = entries.get(key);
      if (seen == null && entries.size() >= most) {
        unkept++;
        return;
      }
      boolean isNew = seen == null;
      if (seen == null) {
        seen = new Seen();
        seen.first = now;
        entries.put(key, seen);
      }
      seen.count++;
      seen.last = now;
      if (!isNew) {
        return;
      }
      ofKind = entries.keySet().stream().filter(k -> k.kind == kind).count();
    }
    tell(kind, ofKind);
    LOG.info("openapi drift of {}: {} {} {} answered {}", api, kind.word(), method, path, status);
  }

  private void tell(Kind kind, long count) {
    Measures.Gauge gauge = gauges.get(kind);
    if (gauge != null) {
      gauge.set(count);
    }
  }

  /// Forgets everything.
  void reset() {
    synchronized (this) {
      entries.clear();
      unkept = 0;
    }
    used.clear();
    gauges.keySet().forEach(kind -> tell(kind, 0));
  }

  /// Everything as JSON; the operations nobody has asked for last.
  byte[] json(Specification specification) {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode data = root.putArray("data");
    synchronized (this) {
      List<Map.Entry<Key, Seen>> sorted = new ArrayList<>(entries.entrySet());
      sorted.sort(
          Comparator.<Map.Entry<Key, Seen>, Kind>comparing(e -> e.getKey().kind)
              .thenComparing(e -> e.getKey().path)
              .thenComparing(e -> e.getKey().method)
              .thenComparingInt(e -> e.getKey().status));
      sorted.forEach(e -> entry(data.addObject(), e.getKey(), e.getValue()));
      if (unkept > 0) {
        root.put("not_kept", unkept);
      }
    }
    for (Operation operation : specification.operations()) {
      if (!used.contains(operation.method() + " " + operation.path())) {
        Key key = new Key(Kind.UNUSED, operation.method(), operation.path(), 0);
        entry(data.addObject(), key, null);
      }
    }
    root.putNull("next");
    return JSON.writeValueAsBytes(root);
  }

  private static void entry(ObjectNode node, Key key, @Nullable Seen seen) {
    node.put("kind", key.kind.word());
    node.put("method", key.method);
    node.put("path", key.path);
    if (key.status == 0) {
      node.putNull("status");
    } else {
      node.put("status", key.status);
    }
    node.put("count", seen == null ? 0 : seen.count);
    if (seen == null) {
      node.putNull("first_seen").putNull("last_seen");
    } else {
      node.put("first_seen", Instant.ofEpochMilli(seen.first).toString());
      node.put("last_seen", Instant.ofEpochMilli(seen.last).toString());
    }
  }

  /// A client's path with `{}` for segments that look like ids, so that one endpoint is one entry
  /// and no secret of a path is kept.
  static String outline(String path) {
    StringBuilder text = new StringBuilder();
    int segments = 0;
    for (String segment : path.substring(Math.min(1, path.length())).split("/", -1)) {
      if (++segments > MOST_SEGMENTS) {
        return text.append("/…").toString();
      }
      text.append('/').append(isId(segment) ? "{}" : segment);
    }
    return text.toString();
  }

  private static final int MOST_SEGMENTS = 12;
  private static final int LONGEST_WORD = 40;

  private static boolean isId(String segment) {
    int digits = 0;
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      if (c < ' ' || c > '~') {
        return true;
      }
      digits += c >= '0' && c <= '9' ? 1 : 0;
    }
    boolean isVersion = segment.startsWith("v") && segment.length() <= 4;
    return segment.length() > LONGEST_WORD
        || digits > 0 && !isVersion && digits * 4 >= segment.length();
  }
}
