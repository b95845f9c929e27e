package gatehouse.model;

import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Distinct;
import gatehouse.spi.schema.Kind;
import gatehouse.spi.schema.Match;
import gatehouse.spi.schema.Match.Form;
import gatehouse.spi.schema.OrEmpty;
import gatehouse.spi.schema.Unique;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A place where secrets are kept, under a name of its own.
///
/// @param prefix what references call it
/// @param name the kind of vault; `env` is the only one
@Kind(list = "vaults", key = "prefix")
public record Vault(
    @Match(Form.UUID) String id,
    @Unique String prefix,
    String name,
    @Nullable String description,
    Config config,
    @OrEmpty @Distinct @Match(Form.TAG) List<String> tags)
    implements Entity, Checked {

  /// Where in the vault is looked.
  ///
  /// @param prefix comes before each secret's name; null for none
  public record Config(@Nullable String prefix) {}

  @Override
  public void check(Check check) {
    if (!isPrefix()) {
      check.fault("prefix", "must start with a letter, then lower-case letters, digits and dashes");
    } else if (prefix.equals("env")) {
      check.fault("prefix", "must not be one of: env");
    }
    if (!name.equals("env")) {
      check.fault("name", "vault '" + name + "' is not installed");
    }
  }

  private boolean isPrefix() {
    return prefix.length() >= 2
        && prefix.charAt(0) >= 'a'
        && prefix.charAt(0) <= 'z'
        && !prefix.endsWith("-")
        && prefix.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-');
  }
}
