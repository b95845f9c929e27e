package gatehouse.plugin.waf;

import gatehouse.seclang.parse.RuleFiles;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a core rule set lies: its setup file and its rules, which a Linux distribution keeps
/// apart.
///
/// @param setup the setup file
/// @param rules the folder of the rules
/// @param plugins the folder of the rule set's plugins; null if there is none
/// @param before a file of the user's to read before the rules, when it is not one of them
/// @param after likewise after them
record CrsFolder(
    String setup,
    String rules,
    @Nullable String plugins,
    @Nullable String before,
    @Nullable String after) {

  private static final String BEFORE = "/REQUEST-900-EXCLUSION-RULES-BEFORE-CRS.conf";
  private static final String AFTER = "/RESPONSE-999-EXCLUSION-RULES-AFTER-CRS.conf";

  /// The rule set of one folder.
  ///
  /// @throws IllegalArgumentException saying what is missing
  static CrsFolder in(String folder, RuleFiles files) {
    return find(List.of(folder), files);
  }

  /// The installed rule set: setup file and rules each from the first usual place that has it.
  ///
  /// @throws IllegalArgumentException saying what is missing
  static CrsFolder installed(RuleFiles files) {
    return find(usualPlaces(home()), files);
  }

  /// The folder of the gateway's own: what the environment says, or where the launcher is.
  static @Nullable String home() {
    String given = System.getenv("GATEHOUSE_HOME");
    return given == null || given.isEmpty() ? System.getProperty("gatehouse.home") : given;
  }

  static List<String> usualPlaces(@Nullable String home) {
    List<String> places = new ArrayList<>();
    if (home != null && !home.isEmpty()) {
      places.add(home + "/crs");
    }
    places.add("/etc/modsecurity/crs");
    places.add("/usr/share/modsecurity-crs");
    return places;
  }

  static CrsFolder find(List<String> places, RuleFiles files) {
    String rules = null;
    for (String place : places) {
      if (rules == null && !files.glob(place + "/rules/*.conf").isEmpty()) {
        rules = place;
      }
    }
    if (rules == null) {
      throw new IllegalArgumentException(
          "no rule set (rules/*.conf) in "
              + String.join(", ", places)
              + "; 'gatehouse crs install ARCHIVE' puts one there");
    }
    String setup = setup(places, "/crs-setup.conf", files);
    // A release brings the setup file as an example, whose values are the defaults.
    setup = setup == null ? setup(List.of(rules), "/crs-setup.conf.example", files) : setup;
    if (setup == null) {
      throw new IllegalArgumentException("no crs-setup.conf in " + String.join(", ", places));
    }
    String folder = setup.substring(0, setup.lastIndexOf('/'));
    String plugins = files.glob(rules + "/plugins/*.conf").isEmpty() ? null : rules + "/plugins";
    boolean apart = !folder.equals(rules);
    return new CrsFolder(
        setup,
        rules + "/rules",
        plugins,
        apart && files.read(folder + BEFORE) != null ? folder + BEFORE : null,
        apart && files.read(folder + AFTER) != null ? folder + AFTER : null);
  }

  private static @Nullable String setup(List<String> places, String name, RuleFiles files) {
    for (String place : places) {
      if (files.read(place + name) != null) {
        return place + name;
      }
    }
    return null;
  }
}
