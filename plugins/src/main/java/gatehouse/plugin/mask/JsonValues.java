package gatehouse.plugin.mask;

import gatehouse.plugin.mask.MaskRule.Action;
import gatehouse.spi.BodyFilter.Output;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Decides what becomes of the values of a JSON text, as [JsonMasker] meets them, and does it.
final class JsonValues {
  /// A string is held so far, to go on as it came where nothing in it is covered; a longer one is
  /// written anew, with the same meaning.
  private static final int LONGEST_HELD = 64 << 10;

  private static final int NOT_MUTED = -1;
  private static final byte[] QUOTE = {'"'};
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

  private final RuleSet rules;
  private final long active;
  private final Passage passage;
  private final JsonLevels levels;
  private final @Nullable AddressMasker addresses;
  private final Unescaper unescaper = new Unescaper();
  private final Escaper escaper;
  private final ValueMasker masker;
  private final TextMasker text;
  private final boolean hasPaths;
  private final boolean wantsNames;
  private final Bytes plain = new Bytes();
  private boolean undecided;
  private boolean escapes;
  private int mutedAt = NOT_MUTED;
  private @Nullable MaskRule rule;
  private boolean isMember;
  private boolean address;
  private int[] places = {};
  private Content content = Content.PASSES;

  /// What becomes of a string's content.
  private enum Content {
    /// It goes on.
    PASSES,
    /// It is held until it is known whole.
    HELD,
    /// A rule covers all of it.
    COVERED,
    /// It is too long to be held, and searched as it comes.
    SEARCHED
  }

  JsonValues(
      RuleSet rules,
      long active,
      Handling handling,
      Passage passage,
      JsonLevels levels,
      @Nullable AddressMasker addresses) {
    this.rules = rules;
    this.active = active;
    this.passage = passage;
    this.levels = levels;
    this.addresses = addresses;
    this.escaper = new Escaper(passage::write);
    this.masker = new ValueMasker(escaper);
    this.text = new TextMasker(rules, active, handling, escaper);
    this.hasPaths = !rules.paths().isEmpty();
    this.wantsNames = hasPaths || addresses != null;
  }

  /// A text begins.
  void beginText() {
    rule = null;
    address = false;
    isMember = true;
    undecided = false;
    if (hasPaths) {
      places = new int[rules.paths().size()];
      Arrays.fill(places, JsonPath.root());
      rule = rules.first(byPath(places));
    }
  }

  /// Whether what is held waits for a name, or for an element.
  boolean isUndecided() {
    return undecided;
  }

  /// A comma: what follows may be taken away, and the comma with it.
  void comma(int at) {
    undecide(at);
  }

  private void undecide(int at) {
    undecided = true;
    passage.hold(at);
  }

  /// There is nothing inside.
  void endEmpty() {
    passage.keep(0);
    undecided = false;
  }

  /// An object or array opens.
  void open(boolean object, int at) {
    MaskRule inherited = rule;
    if (rule != null && rule.action() == Action.REPLACE) {
      replace(rule, at);
      inherited = null;
    }
    levels.push(object, passage.isMuted() ? null : inherited, places, address);
    isMember = false;
    undecide(at + 1);
  }

  /// A name is complete.
  ///
  /// @param nameAt where it begins in what is held
  /// @param at its closing quote
  void name(int nameAt, int at) {
    undecided = false;
    isMember = true;
    passage.gather(at);
    if (passage.isMuted()) {
      rule = null;
      escapes = false;
      passage.drop(at);
      return;
    }
    readPlain(passage.region(), passage.regionFrom() + nameAt, passage.regionTo());
    rule = ruleOfMember();
    if (rule != null && rule.action() == Action.REMOVE) {
      passage.drop(at);
      mute(at);
      return;
    }
    int without = levels.emit() ? 0 : comma();
    if (text.finds(plain.array(), 0, plain.size())) {
      byte[] region = passage.region();
      int from = passage.regionFrom() + without;
      byte[] before = Arrays.copyOfRange(region, from, passage.regionFrom() + nameAt);
      passage.drop(at);
      passage.write(before, 0, before.length);
      cover();
    } else {
      passage.keep(without);
    }
  }

  /// One, where what is held begins with a comma.
  private int comma() {
    return passage.region()[passage.regionFrom()] == ',' ? 1 : 0;
  }

  private void mute(int at) {
    passage.mute(at);
    mutedAt = levels.depth();
  }

  private @Nullable MaskRule ruleOfMember() {
    boolean mayBeNamed = rules.hasNames() && rules.mayName(length());
    String name =
        wantsNames || mayBeNamed
            ? new String(plain.array(), 0, plain.size(), StandardCharsets.UTF_8)
            : "";
    long set = mayBeNamed ? rules.named(name) : 0;
    if (hasPaths) {
      int[] outer = levels.places();
      places = new int[outer.length];
      for (int i = 0; i < outer.length; i++) {
        places[i] = path(i).member(outer[i], name);
      }
      set |= byPath(places);
    }
    address = addresses != null && addresses.isIn(name);
    return own(set);
  }

  /// How many characters the name has.
  private int length() {
    byte[] bytes = plain.array();
    int length = 0;
    for (int i = 0; i < plain.size(); i++) {
      length += (bytes[i] & 0xc0) != 0x80 ? 1 : 0;
      length += (bytes[i] & 0xf8) == 0xf0 ? 1 : 0;
    }
    return length;
  }

  private @Nullable MaskRule own(long set) {
    MaskRule own = rules.first(set & active);
    return own != null ? own : levels.inherited();
  }

  private JsonPath path(int i) {
    JsonPath path = rules.paths().get(i).path();
    if (path == null) {
      throw new IllegalStateException("a rule among those with a path has none");
    }
    return path;
  }

  private long byPath(int[] at) {
    long set = 0;
    for (int i = 0; i < at.length; i++) {
      set |= path(i).accepts(at[i]) ? rules.paths().get(i).bit() : 0;
    }
    return set & active;
  }

  /// A value begins; if it is an element, what is before it is decided now.
  void element(int at) {
    if (isMember) {
      if (levels.depth() == 0 && rule != null && rule.action() == Action.REMOVE) {
        // A text without a value is none.
        passage.pass(at);
        passage.write(NULL, 0, NULL.length);
        mute(at);
      }
      return;
    }
    undecided = false;
    passage.gather(at);
    if (passage.isMuted()) {
      rule = null;
      passage.drop(at);
      return;
    }
    long set = 0;
    long index = levels.next();
    if (hasPaths) {
      int[] outer = levels.places();
      places = new int[outer.length];
      for (int i = 0; i < outer.length; i++) {
        places[i] = path(i).element(outer[i], index);
      }
      set = byPath(places);
    }
    rule = own(set);
    address = levels.isAddress();
    if (rule != null && rule.action() == Action.REMOVE) {
      passage.drop(at);
      mute(at);
    } else {
      boolean first = !levels.emit();
      passage.keep(first && passage.regionTo() > passage.regionFrom() ? comma() : 0);
    }
  }

  /// A value is complete.
  void ended(int at) {
    if (mutedAt == levels.depth()) {
      mutedAt = NOT_MUTED;
      passage.unmute(at);
    }
    isMember = levels.depth() > 0 && levels.isObject();
  }

  /// A string's content begins.
  void beginString(int at) {
    escapes = false;
    if (passage.isMuted()) {
      content = Content.PASSES;
    } else if (rule == null) {
      content = text.isIdle() && addresses == null ? Content.PASSES : Content.HELD;
      if (content == Content.HELD) {
        passage.hold(at);
      }
    } else if (rule.action() == Action.REPLACE) {
      replace(rule, at - 1);
      content = Content.PASSES;
    } else {
      passage.pass(at);
      masker.begin(rule);
      content = Content.COVERED;
    }
  }

  private void replace(MaskRule by, int at) {
    passage.pass(at);
    quoted(() -> escaper.write(by.replacement(), 0, by.replacement().length));
    mute(at);
  }

  private void quoted(Runnable inside) {
    passage.write(QUOTE, 0, 1);
    inside.run();
    escaper.end();
    passage.write(QUOTE, 0, 1);
  }

  void hasEscapes() {
    escapes = true;
  }

  /// A piece of a string's content.
  void content(byte[] bytes, int from, int to) {
    switch (content) {
      case PASSES -> {}
      case COVERED -> {
        unescaper.write(bytes, from, to, masker::write);
        passage.skip(to);
      }
      case SEARCHED -> {
        unescaper.write(bytes, from, to, text::write);
        passage.skip(to);
      }
      case HELD -> {
        if (passage.held(to) > LONGEST_HELD) {
          passage.gather(to);
          Output search = text::write;
          byte[] region = passage.region();
          int begins = passage.regionFrom();
          int ends = passage.regionTo();
          passage.drop(to);
          unescaper.write(region, begins, ends, search);
          content = Content.SEARCHED;
        }
      }
    }
  }

  /// A string is complete; its closing quote goes on.
  void endString(int at) {
    switch (content) {
      case PASSES -> {}
      case COVERED -> {
        unescaper.end(masker::write);
        masker.end();
        escaper.end();
      }
      case SEARCHED -> {
        unescaper.end(text::write);
        text.end();
        escaper.end();
      }
      case HELD -> held(at);
    }
    content = Content.PASSES;
  }

  private void held(int at) {
    passage.gather(at);
    byte[] region = passage.region();
    int from = passage.regionFrom();
    int to = passage.regionTo();
    if (!escapes && addresses == null && !text.finds(region, from, to)) {
      passage.keep(0);
      return;
    }
    readPlain(region, from, to);
    byte[] covered =
        addresses != null && isAddress() ? addresses.covered(plain.array(), plain.size()) : null;
    if (covered != null) {
      passage.drop(at);
      escaper.write(covered, 0, covered.length);
      escaper.end();
    } else if (!isAddress() && text.finds(plain.array(), 0, plain.size())) {
      passage.drop(at);
      cover();
    } else {
      passage.keep(0);
    }
  }

  private boolean isAddress() {
    return addresses != null && (address || AddressMasker.isOne(plain.array(), plain.size()));
  }

  /// Writes the plain text with what the detectors find covered.
  private void cover() {
    text.write(plain.array(), 0, plain.size());
    text.end();
    escaper.end();
  }

  private void readPlain(byte[] raw, int from, int to) {
    plain.clear();
    if (escapes) {
      unescaper.write(raw, from, to, plain);
      unescaper.end(plain);
    } else {
      plain.write(raw, from, to);
    }
    escapes = false;
  }

  /// A number or a word begins; it is held until it is known whole.
  void beginScalar(int at) {
    passage.hold(at);
  }

  /// A word is complete.
  void endWord(int at) {
    passage.gather(at);
    MaskRule by = rule;
    boolean isNull = passage.region()[passage.regionFrom()] == 'n';
    if (passage.isMuted() || by == null || isNull && by.action() != Action.REPLACE) {
      passage.keep(0);
    } else if (by.action() == Action.HASH) {
      coverScalar(by, at);
    } else {
      // As many stars as the word has letters would tell which it was.
      passage.drop(at);
      quoted(() -> escaper.write(by.replacement(), 0, by.replacement().length));
    }
  }

  /// A number is complete.
  void endNumber(int at) {
    MaskRule by = rule;
    if (passage.isMuted()) {
      passage.keep(0);
    } else if (by != null) {
      coverScalar(by, at);
    } else {
      searchNumber(at);
    }
  }

  /// What is not all digits any more is a text.
  private void coverScalar(MaskRule by, int at) {
    readPlain(passage.region(), passage.regionFrom(), passage.regionTo());
    passage.drop(at);
    quoted(() -> {
      masker.begin(by);
      masker.write(plain.array(), 0, plain.size());
      masker.end();
    });
  }

  private void searchNumber(int at) {
    byte[] region = passage.region();
    int from = passage.regionFrom();
    int to = passage.regionTo();
    if (text.finds(region, from, to)) {
      readPlain(region, from, to);
    } else {
      byte[] digits = text.isIdle() ? null : JsonGrammar.plainDigits(region, from, to);
      if (digits == null || !text.finds(digits, 0, digits.length)) {
        passage.keep(0);
        return;
      }
      plain.clear();
      plain.write(digits, 0, digits.length);
    }
    passage.drop(at);
    quoted(this::cover);
  }

  /// The text is no JSON: what is held goes elsewhere.
  void abandon(int at, Output elsewhere) {
    switch (content) {
      case COVERED -> masker.end();
      case SEARCHED -> text.end();
      case HELD, PASSES -> {}
    }
    if (passage.isMuted()) {
      passage.drop(at);
      passage.unmute(at);
      return;
    }
    if (!passage.isHolding()) {
      passage.pass(at);
      return;
    }
    passage.gather(at);
    byte[] region = passage.region();
    int from = passage.regionFrom();
    int to = passage.regionTo();
    passage.drop(at);
    elsewhere.write(region, from, to);
  }
}
