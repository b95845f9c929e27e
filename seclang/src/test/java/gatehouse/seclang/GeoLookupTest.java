package gatehouse.seclang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import gatehouse.seclang.geo.GeoDatabase;
import gatehouse.seclang.geo.Place;
import gatehouse.seclang.parse.Fault;
import gatehouse.seclang.parse.RuleFiles;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `@geoLookup` and `GEO`.
class GeoLookupTest {
  private static final Place PASADENA =
      new Place(
          "NA", "US", "United States", "CA", "Pasadena", "91101", 34.1478, -118.1445, "803", "626");

  private static final Place KOSOVO =
      new Place("EU", "XK", "Kosovo", null, null, null, null, null, null, null);

  /// Knows 203.0.113.7 and 2001:db8::7, and 198.51.100.7.
  private static @Nullable Place find(byte[] address) {
    byte last = address[address.length - 1];
    int first = address[0] & 0xff;
    return last != 7 ? null : first == 198 ? KOSOVO : PASADENA;
  }

  /// The one database there is.
  private static final class Files implements RuleFiles {
    @Override
    public byte @Nullable [] read(String path) {
      return null;
    }

    @Override
    public List<String> glob(String pattern) {
      return List.of();
    }

    @Override
    public @Nullable GeoDatabase places(String path) throws IOException {
      if (path.equals("bad.mmdb")) {
        throw new IOException("damaged");
      }
      return path.equals("geo.mmdb") ? GeoLookupTest::find : null;
    }
  }

  private static WafBuilder builder(String rules) {
    return new Engine(InstantSource.system()).waf().files(new Files()).rules("test.conf", rules);
  }

  private static Exchange with(String rules) throws SecLangException {
    return Exchange.with(builder("SecRuleEngine On\nSecGeoLookupDb geo.mmdb\n" + rules).build());
  }

  @ParameterizedTest
  @CsvSource({
    "COUNTRY_CODE, US",
    "COUNTRY_CODE3, USA",
    "COUNTRY_NAME, United States",
    "COUNTRY_CONTINENT, NA",
    "REGION, CA",
    "CITY, Pasadena",
    "POSTAL_CODE, 91101",
    "LATITUDE, 34.147800",
    "LONGITUDE, -118.144500",
    "DMA_CODE, 803",
    "AREA_CODE, 626",
    "country_code, US",
  })
  void fills_the_collection(String key, String expected) throws SecLangException {
    Exchange exchange =
        with(
            """
            SecRule REMOTE_ADDR "@geoLookup" "id:1,phase:1,pass,nolog,chain"
              SecRule GEO:%s "@streq %s" "setvar:tx.seen=%%{GEO.%s}"
            SecRule &GEO "@eq 11" "id:2,phase:1,pass"
            """
                .formatted(key, expected, key));

    assertThat(exchange.tx("seen")).isEqualTo(expected);
    assertThat(exchange.ids()).containsExactly(2);
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7, US",
    "' 203.0.113.7 ', US",
    "2001:db8::7, US",
    "198.51.100.7, XK",
    "203.0.113.8, none",
    "203.0.113.7:80, none",
    "203.0.113, none",
    "www.example.com, none",
    "::7%eth0, none",
    "'', none",
  })
  void looks_up_what_a_variable_holds(String address, String country) throws SecLangException {
    Exchange exchange =
        with("""
        SecRule REQUEST_HEADERS:X-From "@geoLookup" "id:1,phase:1,pass,setvar:tx.m=%{GEO.COUNTRY_CODE}"
        SecRule REQUEST_HEADERS:X-From "!@geoLookup" "id:2,phase:1,pass,setvar:tx.m=none"
        """)
            .header("X-From", address);

    assertThat(exchange.tx("m")).isEqualTo(country);
    assertThat(exchange.ids()).containsExactly(country.equals("none") ? 2 : 1);
  }

  /// What is not known leaves nothing of the address before, and no empty fields.
  @Test
  void another_address_replaces_what_was_known() throws SecLangException {
    Exchange exchange =
        with("""
        SecRule REMOTE_ADDR "@geoLookup" "id:1,phase:1,pass,nolog"
        SecRule ARGS:a "@geoLookup" "id:2,phase:2,pass,nolog"
        SecRule &GEO "@eq 3" "id:3,phase:2,pass"
        SecRule &GEO:CITY "@eq 0" "id:4,phase:2,pass"
        SecRule ARGS:b "@geoLookup" "id:5,phase:2,pass"
        SecRule GEO:COUNTRY_CODE "@streq XK" "id:6,phase:2,pass"
        """)
            .get("/?a=198.51.100.7&b=192.0.2.1");

    assertThat(exchange.ids()).containsExactly(3, 4, 6);
  }

  /// The negation matches what is not known, and fills the collection with what is.
  @Test
  void a_negated_look_up_is_one_too() throws SecLangException {
    Exchange exchange =
        with(
            """
            SecRule REMOTE_ADDR "!@geoLookup" "id:1,phase:1,deny"
            SecRule GEO:COUNTRY_CODE "@within DE US" "id:2,phase:1,pass"
            """);

    assertThat(exchange.ids()).containsExactly(2);
    assertThat(exchange.intervention()).isNull();
  }

  /// Rules with equal texts in rule sets with other databases.
  @Test
  void each_rule_set_asks_its_own_database() throws SecLangException {
    String rules = "SecRuleEngine On\nSecRule REMOTE_ADDR \"@geoLookup\" \"id:1,phase:1,pass\"\n";
    Engine engine = new Engine(InstantSource.system());
    Waf without = engine.waf().rules("test.conf", rules).build();
    Waf with =
        engine
            .waf()
            .files(new Files())
            .rules("test.conf", rules + "SecGeoLookupDb geo.mmdb\n")
            .build();

    assertThat(Exchange.with(without).ids()).isEmpty();
    assertThat(Exchange.with(with).ids()).containsExactly(1);
    assertThat(Exchange.with(without).ids()).isEmpty();
  }

  @Test
  void without_a_database_nothing_matches_and_a_warning_says_so() throws SecLangException {
    WafBuilder builder =
        builder("SecRuleEngine On\nSecRule REMOTE_ADDR \"@geoLookup\" \"id:1,phase:1,pass\"\n");
    Waf waf = builder.build();

    assertThat(Exchange.with(waf).ids()).isEmpty();
    assertThat(builder.faults())
        .singleElement()
        .satisfies(fault -> assertThat(fault.level()).isEqualTo(Fault.Level.WARNING))
        .asString()
        .isEqualTo("test.conf:2:22: @geoLookup matches nothing without SecGeoLookupDb FILE.mmdb");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SecGeoLookupDb none.mmdb ¦ 2:16: no file none.mmdb",
        "SecGeoLookupDb bad.mmdb ¦ 2:16: bad.mmdb: damaged",
        "SecGeoLookupDb ¦ 2:1: SecGeoLookupDb takes",
      })
  void a_database_that_cannot_be_used_is_a_fault(String text) {
    String[] parts = text.split(" ¦ ");
    String rules = "\n" + parts[0] + "\nSecRule REMOTE_ADDR \"@geoLookup\" \"id:1,phase:1\"\n";

    assertThatExceptionOfType(SecLangException.class)
        .isThrownBy(() -> builder(rules).build())
        .satisfies(e ->
            assertThat(e.faults().stream().filter(Fault::isError).toList())
                .singleElement()
                .asString()
                .startsWith("test.conf:" + parts[1]));
  }

  @Test
  void whoever_brings_no_reader_is_told() {
    assertThatExceptionOfType(SecLangException.class)
        .isThrownBy(() ->
            new Engine(InstantSource.system())
                .waf()
                .rules("test.conf", "SecGeoLookupDb geo.mmdb\n")
                .build())
        .withMessageContaining("geo.mmdb: databases of places cannot be read here");
  }
}
