package gatehouse.plugin.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XmlBoundsTest {
  private static final XmlBounds BOUNDS = bounds(false, 4096);

  private static XmlBounds bounds(boolean dtd, int buffer) {
    return XmlBounds.of(
        new XmlThreatProtection.Config(
            List.of(), List.of(), dtd, true, 50, 100, 100, 20, 1 << 20, buffer, 1024, 64, 64, 64,
            100_000, 100_000, 64, 64, 64, 64, 64, 10, 10_000));
  }

  private static String broken(String xml) {
    return BOUNDS.broken(xml.getBytes(StandardCharsets.UTF_8), List.of());
  }

  @Test
  void names_the_field_that_was_broken() {
    assertThat(broken("<a/>")).isEmpty();
    assertThat(broken("<a>")).isEqualTo("xml");
    assertThat(broken("<!DOCTYPE a><a/>")).isEqualTo("allow_dtd");
    assertThat(broken("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")).isEqualTo("allow_dtd");
    assertThat(broken("<a>".repeat(51) + "</a>".repeat(51))).isEqualTo("max_depth");
    assertThat(broken("<a>" + "<b/>".repeat(101) + "</a>")).isEqualTo("max_children");
    assertThat(broken("<a><!--" + "b".repeat(1025) + "--></a>")).isEqualTo("comment");
    assertThat(broken("<" + "a".repeat(65) + "/>")).isEqualTo("localname");
    assertThat(broken("<a " + attributes(101) + "/>")).isEqualTo("max_attributes");
    assertThat(broken("<a>" + "b".repeat(100_001) + "</a>")).isEqualTo("text");
  }

  private static String attributes(int count) {
    StringBuilder attributes = new StringBuilder();
    for (int i = 0; i < count; i++) {
      attributes.append("a").append(i).append("='' ");
    }
    return attributes.toString();
  }

  @Test
  void stops_within_a_construct_that_is_too_long() {
    String tag = "<a b='" + "c".repeat(3000) + "' d='";

    assertThat(broken(tag + "e'/>")).isEmpty();
    assertThat(broken(tag + "e".repeat(9000) + "'/>")).isEqualTo("buffer");
    assertThat(broken("<a>" + ("<b c='" + "d".repeat(3000) + "'/>").repeat(20) + "</a>")).isEmpty();
  }

  @Test
  void entities_grow_to_their_bound_and_no_further() {
    XmlBounds bounds = bounds(true, 1 << 20);
    String laughs =
        "<!DOCTYPE a [<!ENTITY a0 'lol'>"
            + "<!ENTITY a1 '&a0;&a0;&a0;&a0;&a0;&a0;&a0;&a0;&a0;&a0;'>"
            + "<!ENTITY a2 '&a1;&a1;&a1;&a1;&a1;&a1;&a1;&a1;&a1;&a1;'>"
            + "<!ENTITY a3 '&a2;&a2;&a2;&a2;&a2;&a2;&a2;&a2;&a2;&a2;'>"
            + "<!ENTITY a4 '&a3;&a3;&a3;&a3;&a3;&a3;&a3;&a3;&a3;&a3;'>"
            + "<!ENTITY a5 '&a4;&a4;&a4;&a4;&a4;&a4;&a4;&a4;&a4;&a4;'>"
            + "<!ENTITY a6 '&a5;&a5;&a5;&a5;&a5;&a5;&a5;&a5;&a5;&a5;'>]>";

    assertThat(brokenBy(bounds, laughs + "<a>&a2;</a>")).isEmpty();
    assertThat(brokenBy(bounds, laughs + "<a>&a6;</a>")).isNotEmpty();
    assertThat(brokenBy(bounds, laughs + "<a b='&a6;'/>")).isNotEmpty();
    assertThat(brokenBy(bounds, "<!DOCTYPE a [<!ENTITY a '&b;'><!ENTITY b '&a;'>]><a>&a;</a>"))
        .isEqualTo("xml");
    assertThat(brokenBy(bounds, "<!DOCTYPE a [<!ENTITY % b '%b;'>%b;]><a/>")).isEqualTo("xml");
  }

  private static String brokenBy(XmlBounds bounds, String xml) {
    return bounds.broken(xml.getBytes(StandardCharsets.UTF_8), List.of());
  }

  /// `mark` puts a byte order mark before the text.
  @ParameterizedTest(name = "{0} {1} declared {2}, sent as {3}")
  @CsvSource(
      nullValues = "-",
      value = {
        "UTF-8,      ,     -,          utf-8,      ''",
        "UTF-8,      mark, utf-8,      utf-8,      ''",
        "UTF-8,      mark, iso-8859-1, -,          encoding",
        "UTF-8,      ,     iso-8859-1, utf-8,      encoding",
        "UTF-8,      ,     UTF8,       -,          encoding",
        "UTF-16BE,   mark, utf-16,     utf-16,     ''",
        "UTF-16LE,   mark, -,          UTF-16LE,   ''",
        "UTF-16LE,   mark, -,          utf-16be,   encoding",
        "UTF-16LE,   mark, utf-8,      -,          encoding",
        "UTF-16BE,   ,     utf-16,     utf-16,     encoding",
        "UTF-32BE,   ,     -,          -,          encoding",
        "ISO-8859-1, ,     iso-8859-1, iso-8859-1, ''",
        "ISO-8859-1, ,     iso-8859-1, -,          ''",
        "ISO-8859-1, ,     -,          iso-8859-1, encoding",
        "ISO-8859-1, ,     -,          -,          xml",
        "IBM037,     ,     IBM037,     -,          encoding",
        "UTF-8,      ,     utf-7,      -,          encoding"
      })
  void takes_bytes_only_for_the_characters_that_everybody_takes_them_for(
      String written, String mark, String declared, String sentAs, String broken) {
    String prolog = declared == null ? "" : "<?xml version='1.0' encoding='" + declared + "'?>";
    String text = (mark == null ? "" : "\ufeff") + prolog + "<a>\u00e9</a>";
    byte[] xml = text.getBytes(Charset.forName(written));

    assertThat(BOUNDS.broken(xml, sentAs == null ? List.of() : List.of(sentAs))).isEqualTo(broken);
  }

  private static final String[] SEEDS = {
    "<?xml version='1.0' encoding='utf-8'?><a b='c' xmlns:d='e'><d:f/>g<![CDATA[h]]><!--i--></a>",
    "<!DOCTYPE a [<!ENTITY b 'c'><!ELEMENT a ANY><!ATTLIST a d CDATA 'e'>]><a>&b;&#65;<?f g?></a>",
    "<!DOCTYPE a [<!ENTITY % b '<!ENTITY c \"d\">'>%b;<!NOTATION e SYSTEM 'f'>]><a g='&c;'/>",
  };

  private static final String[] SNIPPETS = {
    "<",
    ">",
    "&",
    ";",
    "\"",
    "'",
    "]]>",
    "<![CDATA[",
    "<!--",
    "-->",
    "<?",
    "?>",
    "&#x10FFFF;",
    "<!ENTITY a '&a;&a;'>",
    "&a;",
    "%b;",
    "SYSTEM 'file:///etc/passwd'",
    "\0",
    "\ud83d",
    "xmlns='",
    "<a>",
    "</a>",
    "\ufeff",
    "encoding='utf-16'",
  };

  @Test
  void damaged_documents_are_judged_and_nothing_else_happens() {
    Random random = new Random(7);
    XmlBounds withDtd = bounds(true, 4096);
    Set<String> fields =
        Set.of(
            "",
            "xml",
            "encoding",
            "buffer",
            "allow_dtd",
            "max_depth",
            "max_children",
            "entity",
            "localname",
            "prefix",
            "namespaceuri",
            "max_namespaces",
            "comment",
            "pitarget",
            "pidata",
            "entityname",
            "entityproperty",
            "attribute",
            "text",
            "max_attributes",
            "bla_max_amplification");
    for (int round = 0; round < 2000; round++) {
      StringBuilder xml = new StringBuilder(SEEDS[round % SEEDS.length]);
      for (int i = 0; i <= random.nextInt(5) && !xml.isEmpty(); i++) {
        int at = random.nextInt(xml.length());
        switch (random.nextInt(4)) {
          case 0 -> xml.setCharAt(at, (char) random.nextInt(256));
          case 1 -> xml.insert(at, SNIPPETS[random.nextInt(SNIPPETS.length)]);
          case 2 -> xml.delete(at, Math.min(xml.length(), at + 1 + random.nextInt(6)));
          default -> xml.insert(at, xml.substring(at).repeat(1 + random.nextInt(3)));
        }
      }
      Charset charset = round % 5 == 0 ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
      byte[] bytes = xml.toString().getBytes(charset);
      assertThat(BOUNDS.broken(bytes, List.of())).as("%s", xml).isIn(fields);
      assertThat(withDtd.broken(bytes, List.of())).as("%s", xml).isIn(fields);
    }
  }
}
