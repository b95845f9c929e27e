package gatehouse.plugin.log;

import gatehouse.spi.Exchange;
import gatehouse.spi.LineSink;
import gatehouse.spi.OnLog;
import gatehouse.spi.Policy;
import gatehouse.spi.Workshop;
import gatehouse.spi.schema.Check;
import gatehouse.spi.schema.Checked;
import gatehouse.spi.schema.Default;
import gatehouse.spi.schema.Doc;
import gatehouse.spi.schema.Match;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Appends the record of each request to a file, as one line of JSON.
@Policy(
    name = "file-log",
    priority = 9,
    decides = false,
    summary = "Appends the record of each request to a file, as one line of JSON.")
public final class FileLog implements OnLog {
  private final LineSink sink;

  /// What an instance is told.
  public record Config(
      @Match(Match.Form.FILE_PATH)
          @Doc("The file; made if it does not exist, readable by all, writable by its owner.")
          Path path,
      @Default("false")
          @Doc(
              "Whether the file is opened anew for each batch of lines, so that it may be moved"
                  + " away at any time.")
          boolean reopen,
      @Nullable @Doc("Further members of the record, each a Lua chunk; not available yet.")
          Map<String, String> customFieldsByLua)
      implements Checked {
    @Override
    public void check(Check check) {
      if (customFieldsByLua != null && !customFieldsByLua.isEmpty()) {
        check.fault("custom_fields_by_lua", "is not available yet");
      }
    }
  }

  /// Builds an instance.
  public FileLog(Config config, Workshop workshop) {
    sink = workshop.fileSink(config.path(), config.reopen());
  }

  @Override
  public void onLog(Exchange x) {
    sink.write(x.accessRecord().json());
  }
}
