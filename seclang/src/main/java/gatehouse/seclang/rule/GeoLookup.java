package gatehouse.seclang.rule;

import gatehouse.seclang.geo.GeoDatabase;
import gatehouse.seclang.geo.Place;
import gatehouse.seclang.operator.IpAddress;
import gatehouse.seclang.operator.Operator;
import gatehouse.seclang.operator.Probe;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.VariableName;
import gatehouse.seclang.variable.Variables;
import java.util.Locale;
import java.util.MissingResourceException;
import org.jspecify.annotations.Nullable;

/// `@geoLookup`: the value is an address that the database knows. What it says of it is `GEO` from
/// then on, until another address is found.
final class GeoLookup implements Operator {
  private final GeoDatabase database;
  private final Variables variables;

  /// Of one transaction.
  GeoLookup(GeoDatabase database, Variables variables) {
    this.database = database;
    this.variables = variables;
  }

  @Override
  public boolean matches(Bytes value, Probe probe) {
    byte[] address = IpAddress.bytes(value.trim());
    Place place = address.length == 0 ? null : database.find(address);
    if (place == null) {
      return false;
    }
    variables.clear(VariableName.GEO);
    add("COUNTRY_CODE", place.country());
    add("COUNTRY_CODE3", threeLetters(place.country()));
    add("COUNTRY_NAME", place.countryName());
    add("COUNTRY_CONTINENT", place.continent());
    add("REGION", place.region());
    add("CITY", place.city());
    add("POSTAL_CODE", place.postalCode());
    add("LATITUDE", degrees(place.latitude()));
    add("LONGITUDE", degrees(place.longitude()));
    add("DMA_CODE", place.metro());
    add("AREA_CODE", place.area());
    return true;
  }

  private void add(String key, @Nullable String value) {
    if (value != null) {
      variables.add(VariableName.GEO, Bytes.of(key), Bytes.utf8(value));
    }
  }

  /// As C prints a `double`.
  private static @Nullable String degrees(@Nullable Double value) {
    return value == null ? null : String.format(Locale.ROOT, "%f", value);
  }

  /// The platform has the table of ISO 3166-1.
  private static @Nullable String threeLetters(@Nullable String twoLetters) {
    try {
      String code =
          twoLetters == null || twoLetters.length() != 2
              ? ""
              : Locale.of("", twoLetters).getISO3Country();
      return code.isEmpty() ? null : code;
    } catch (MissingResourceException e) {
      // Such as XK, which ISO has not given to anybody.
      return null;
    }
  }
}
