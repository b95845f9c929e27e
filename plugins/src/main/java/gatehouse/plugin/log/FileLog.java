package gatehouse.plugin.log;

import gatehouse.plugin.log.lua.LuaFields;
import gatehouse.plugin.log.queue.DeliveryQueue;
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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Appends the record of each request to a file, as one line of JSON.
@Policy(
    name = "file-log",
    priority = 9,
    decides = false,
    summary = "Appends the record of each request to a file, as one line of JSON.")
public final class FileLog implements OnLog {
  private final Consumer<byte[]> sink;

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
      @Nullable
          @Doc("Members of the record by Lua: `name: chunk`; see http-log for what one can read.")
          Map<String, String> customFieldsByLua)
      implements Checked {
    @Override
    public void check(Check check) {
      LuaFields.check(customFieldsByLua, check);
    }
  }

  /// Builds an instance.
  public FileLog(Config config, Workshop workshop) {
    LineSink file = workshop.fileSink(config.path(), config.reopen());
    Map<String, String> chunks = config.customFieldsByLua();
    sink = chunks == null || chunks.isEmpty() ? file::write : edited(config, file, workshop)::add;
  }

  /// Lua takes its time, so it runs between two queues and not on the event loop.
  private static DeliveryQueue edited(Config config, LineSink file, Workshop workshop) {
    return Entries.queue(
        workshop,
        config.path().toString(),
        config.toString(),
        Entries.ONE_BY_ONE,
        config.customFieldsByLua(),
        batch -> batch.forEach(file::write));
  }

  @Override
  public void onLog(Exchange x) {
    sink.accept(x.accessRecord().json());
  }
}
