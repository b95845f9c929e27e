package gatehouse.seclang.geo;

import org.jspecify.annotations.Nullable;

/// Where an address is. What is not known is null.
///
/// @param continent code of two letters, `EU`
/// @param country ISO 3166-1 code of two letters
/// @param countryName in English
/// @param region code of the first subdivision within the country, such as `CA` of California
/// @param city in English
/// @param metro number of a metropolitan area, in the US
/// @param area number of a telephone area, in the US
public record Place(
    @Nullable String continent,
    @Nullable String country,
    @Nullable String countryName,
    @Nullable String region,
    @Nullable String city,
    @Nullable String postalCode,
    @Nullable Double latitude,
    @Nullable Double longitude,
    @Nullable String metro,
    @Nullable String area) {}
