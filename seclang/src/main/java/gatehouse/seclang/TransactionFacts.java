package gatehouse.seclang;

import gatehouse.seclang.rule.Settings;
import gatehouse.seclang.text.ByteBuilder;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.Entry;
import gatehouse.seclang.variable.VariableName;
import gatehouse.seclang.variable.Variables;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/// The variables that do not come from a message: time, identity, the engine itself. Computed when
/// read, since hardly a rule reads them.
final class TransactionFacts {
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

  private TransactionFacts() {}

  static void define(Variables variables, Settings settings, String id, long startNanos) {
    variables.set(VariableName.UNIQUE_ID, id);
    variables.set(VariableName.WEBAPPID, settings.webAppId());
    variables.set(VariableName.MODSEC_BUILD, "030001300");
    Bytes zero = Bytes.of(0);
    variables.set(VariableName.REQBODY_ERROR, zero);
    variables.set(VariableName.REQBODY_PROCESSOR_ERROR, zero);
    variables.set(VariableName.INBOUND_DATA_ERROR, zero);
    variables.set(VariableName.OUTBOUND_DATA_ERROR, zero);
    variables.set(VariableName.FILES_COMBINED_SIZE, zero);
    variables.compute(
        VariableName.DURATION, () -> Bytes.of((System.nanoTime() - startNanos) / 1_000));
    defineTime(variables);
    variables.compute(VariableName.FULL_REQUEST, () -> fullRequest(variables));
    variables.compute(
        VariableName.FULL_REQUEST_LENGTH, () -> Bytes.of(fullRequest(variables).length()));
  }

  private static void defineTime(Variables variables) {
    long millis = variables.nowMillis();
    variables.compute(VariableName.TIME_EPOCH, () -> Bytes.of(millis / 1_000));
    variables.compute(VariableName.TIME, () -> Bytes.of(CLOCK.format(local(millis))));
    variables.compute(VariableName.TIME_YEAR, () -> Bytes.of(local(millis).getYear()));
    variables.compute(VariableName.TIME_MON, () -> Bytes.of(local(millis).getMonthValue() - 1));
    variables.compute(VariableName.TIME_DAY, () -> Bytes.of(local(millis).getDayOfMonth()));
    variables.compute(VariableName.TIME_HOUR, () -> Bytes.of(local(millis).getHour()));
    variables.compute(VariableName.TIME_MIN, () -> Bytes.of(local(millis).getMinute()));
    variables.compute(VariableName.TIME_SEC, () -> Bytes.of(local(millis).getSecond()));
    variables.compute(
        VariableName.TIME_WDAY, () -> Bytes.of(local(millis).getDayOfWeek().getValue() % 7));
  }

  private static ZonedDateTime local(long millis) {
    return Instant.ofEpochMilli(millis).atZone(ZoneId.systemDefault());
  }

  private static Bytes fullRequest(Variables variables) {
    ByteBuilder out = new ByteBuilder(1_024);
    variables
        .of(VariableName.REQUEST_HEADERS)
        .forEach((Entry e) -> out.add(e.key()).add(": ").add(e.value().bytes()).add('\n'));
    out.add("\n\n").add(variables.get(VariableName.REQUEST_BODY));
    return out.toBytes();
  }
}
