package gatehouse.plugin.template;

import gatehouse.model.Consumer;
import gatehouse.plugin.auth.VerifiedClaims;
import gatehouse.spi.Captures;
import gatehouse.spi.Exchange;
import gatehouse.spi.Headers;
import gatehouse.spi.Identity;
import gatehouse.spi.Query;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What expressions can read of one request: the request as it was when this was made, whatever
/// becomes of it afterwards, and who its caller is.
public final class Scopes {
  private static final String[] IDENTITY = {
    "x-consumer-", "x-credential-", "x-anonymous-consumer", "x-authenticated-", "x-user-"
  };

  private final Exchange x;
  private final Headers headers;
  private final Map<Name, Table> tables = new EnumMap<>(Name.class);

  private Scopes(Exchange x) {
    this.x = x;
    this.headers = x.request().headers().copy();
  }

  /// The names of the scopes.
  enum Name {
    HEADERS,
    QUERY_PARAMS,
    URI_CAPTURES,
    SHARED,
    JWT,
    CONSUMER,
    CREDENTIAL;

    /// Whether it tells something verified about the caller.
    boolean isCaller() {
      return this == JWT || this == CONSUMER || this == CREDENTIAL;
    }

    static @Nullable Name of(String word) {
      for (Name name : values()) {
        if (name.word().equals(word)) {
          return name;
        }
      }
      return null;
    }

    static String known() {
      return Arrays.stream(values()).map(Name::word).collect(Collectors.joining(", "));
    }

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// The scopes of a request as it is now.
  public static Scopes of(Exchange x) {
    return new Scopes(x);
  }

  /// Whether a header of that name says who the caller is; `-` may be written as `_`.
  public static boolean isIdentityHeader(String name) {
    String lower = name.toLowerCase(Locale.ROOT).replace('_', '-');
    return Arrays.stream(IDENTITY).anyMatch(lower::startsWith);
  }

  Table table(Name name) {
    return tables.computeIfAbsent(name, this::made);
  }

  private Table made(Name name) {
    return switch (name) {
      case HEADERS -> new Table.Lookup(this::header);
      case QUERY_PARAMS -> new Table.Lookup(this::argument);
      case URI_CAPTURES -> new Table.Lookup(this::capture);
      case SHARED -> new Table.Lookup(_ -> null);
      case JWT -> {
        VerifiedClaims claims = VerifiedClaims.of(x);
        yield new Table.Facts(claims == null ? Map.of() : known(claims.all()));
      }
      case CONSUMER -> new Table.Facts(consumer(x.identity()));
      case CREDENTIAL -> new Table.Facts(credential(x.identity()));
    };
  }

  /// A header's value, one character for each byte already; several values are a list.
  private @Nullable Object header(String name) {
    String lower = name.toLowerCase(Locale.ROOT).replace('_', '-');
    List<String> values = new ArrayList<>(1);
    for (int i = 0; i < headers.size(); i++) {
      if (headers.lowerName(i).replace('_', '-').equals(lower)) {
        values.add(headers.value(i));
      }
    }
    return oneOrMore(values);
  }

  private @Nullable Object argument(String name) {
    List<Object> values = new ArrayList<>(1);
    for (Query.Arg arg : x.request().args().args()) {
      if (Template.bytes(arg.name()).equals(name)) {
        values.add(arg.value() == null ? true : Template.bytes(arg.value()));
      }
    }
    return oneOrMore(values);
  }

  private static @Nullable Object oneOrMore(List<?> values) {
    return switch (values.size()) {
      case 0 -> null;
      case 1 -> values.getFirst();
      default -> new Table.Sequence(values);
    };
  }

  private @Nullable Object capture(String name) {
    Captures captures = x.captures();
    String value = captures.named().get(name);
    if (value == null && isShortNumber(name)) {
      int group = Integer.parseInt(name);
      value = group < captures.unnamed().size() ? captures.unnamed().get(group) : null;
    }
    return value == null ? null : Template.bytes(value);
  }

  private static boolean isShortNumber(String name) {
    return !name.isEmpty() && name.length() < 6 && name.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static Map<String, Object> known(Map<String, @Nullable Object> claims) {
    Map<String, Object> known = new HashMap<>();
    claims.forEach((name, value) -> {
      if (value != null) {
        known.put(Template.bytes(name), value);
      }
    });
    return known;
  }

  private static Map<String, Object> consumer(@Nullable Identity identity) {
    Consumer consumer = identity == null ? null : identity.consumer();
    Map<String, Object> facts = new HashMap<>();
    if (consumer != null) {
      facts.put("id", consumer.id());
      put(facts, "username", consumer.username());
      put(facts, "custom_id", consumer.customId());
      facts.put("tags", consumer.tags());
    }
    return facts;
  }

  private static Map<String, Object> credential(@Nullable Identity identity) {
    Identity.ProvenCredential credential = identity == null ? null : identity.credential();
    Map<String, Object> facts = new HashMap<>();
    if (credential != null) {
      facts.put("id", credential.id());
      facts.put("identifier", credential.identifier());
    }
    return facts;
  }

  private static void put(Map<String, Object> facts, String name, @Nullable String value) {
    if (value != null) {
      facts.put(name, value);
    }
  }
}
