package gatehouse.plugin.mask;

import gatehouse.spi.BodyFilter;

/// Covers values in forms, argument by argument.
final class FormMasker implements BodyFilter {
  private final Handling handling;
  private final ArgumentMasker arguments;
  private final Bytes argument = new Bytes();
  private boolean first = true;
  private boolean passing;

  FormMasker(RuleSet rules, long active, Handling handling) {
    this.handling = handling;
    this.arguments = new ArgumentMasker(rules, active, handling);
  }

  @Override
  public void chunk(byte[] bytes, int from, int to, Output out) {
    int begins = from;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '&') {
        take(bytes, begins, i, out);
        complete(out);
        begins = i + 1;
      }
    }
    take(bytes, begins, to, out);
  }

  private void take(byte[] bytes, int from, int to, Output out) {
    if (passing) {
      out.write(bytes, from, to);
      return;
    }
    argument.write(bytes, from, to);
    if (argument.size() > handling.mostHeld()) {
      if (handling.blocksOversize()) {
        throw handling.oversize();
      }
      passing = true;
      separate(out);
      argument.writeTo(out);
    }
  }

  private void separate(Output out) {
    if (!first) {
      out.write(new byte[] {'&'}, 0, 1);
    }
    first = false;
  }

  private void complete(Output out) {
    if (!passing) {
      first = arguments.one(argument.array(), 0, argument.size(), first, out) && first;
    }
    argument.clear();
    passing = false;
  }

  @Override
  public void end(Output out) {
    complete(out);
  }
}
