package gatehouse.seclang.body;

import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.Entry;
import gatehouse.seclang.variable.Value;
import gatehouse.seclang.variable.VariableName;
import gatehouse.seclang.variable.Variables;

/// Fills ARGS and its parts. Arguments beyond the limit are dropped; how many there were at least
/// is still what `&ARGS` counts to, so that a rule can refuse them.
public final class Arguments {
  private final Variables variables;
  private final int limit;
  private final int separator;
  private long combinedSize;
  private boolean sawUrlError;

  public Arguments(Variables variables, int limit, int separator) {
    this.variables = variables;
    this.limit = limit;
    this.separator = separator;
    variables.compute(VariableName.ARGS_COMBINED_SIZE, () -> Bytes.of(combinedSize));
    variables.compute(VariableName.URLENCODED_ERROR, () -> Bytes.of(sawUrlError ? 1 : 0));
  }

  /// Whether no further argument will be taken.
  public boolean isFull() {
    return variables.size(VariableName.ARGS) >= limit;
  }

  public void addQuery(Bytes query) {
    addEncoded(query, VariableName.ARGS_GET, VariableName.ARGS_GET_NAMES);
  }

  public void addForm(Bytes body) {
    addEncoded(body, VariableName.ARGS_POST, VariableName.ARGS_POST_NAMES);
  }

  /// An argument of a body that was not URL-encoded.
  public void addPost(Bytes name, Bytes value) {
    add(name, value, VariableName.ARGS_POST, VariableName.ARGS_POST_NAMES);
  }

  /// A name without a value of its own, such as a JSON array's.
  public void addName(Bytes name) {
    if (!isFull()) {
      Entry named = new Entry(name, new Value(name));
      variables.add(VariableName.ARGS_POST_NAMES, named);
      variables.add(VariableName.ARGS_NAMES, named);
    }
  }

  private void addEncoded(Bytes text, VariableName values, VariableName names) {
    PercentDecoder decoder = new PercentDecoder(true);
    int from = 0;
    while (from < text.length() && !isFull()) {
      int end = text.indexOf(separator, from);
      end = end < 0 ? text.length() : end;
      if (end > from) {
        int equals = text.indexOf('=', from);
        boolean bare = equals < 0 || equals >= end;
        Bytes name = decoder.decode(text.slice(from, bare ? end : equals));
        Bytes value = bare ? Bytes.EMPTY : decoder.decode(text.slice(equals + 1, end));
        add(name, value, values, names);
      }
      from = end + 1;
    }
    sawUrlError |= decoder.sawError();
  }

  private void add(Bytes name, Bytes value, VariableName values, VariableName names) {
    if (isFull()) {
      return;
    }
    Entry entry = new Entry(name, new Value(value));
    variables.add(values, entry);
    variables.add(VariableName.ARGS, entry);
    Entry named = new Entry(name, new Value(name));
    variables.add(names, named);
    variables.add(VariableName.ARGS_NAMES, named);
    combinedSize += name.length() + value.length();
  }
}
