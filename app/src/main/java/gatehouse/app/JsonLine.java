package gatehouse.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// An event as one JSON object: `time`, `level`, `logger`, `thread`, `message`, and `stack` if
/// something was thrown.
final class JsonLine extends LayoutBase<ILoggingEvent> {
  private final JsonMapper mapper = JsonMapper.shared();

  @Override
  public String doLayout(ILoggingEvent event) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("time", Instant.ofEpochMilli(event.getTimeStamp()).toString());
    members.put("level", event.getLevel().toString());
    members.put("logger", event.getLoggerName());
    members.put("thread", event.getThreadName());
    members.put("message", event.getFormattedMessage());
    if (event.getThrowableProxy() != null) {
      members.put("stack", ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    return mapper.writeValueAsString(members) + "\n";
  }
}
