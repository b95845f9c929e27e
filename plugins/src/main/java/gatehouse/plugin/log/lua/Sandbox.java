package gatehouse.plugin.log.lua;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LoadState;
import org.luaj.vm2.LuaClosure;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.compiler.LuaC;
import org.luaj.vm2.lib.BaseLib;
import org.luaj.vm2.lib.MathLib;
import org.luaj.vm2.lib.StringLib;
import org.luaj.vm2.lib.TableLib;
import org.luaj.vm2.lib.VarArgFunction;
import tools.jackson.databind.JsonNode;

/// Runs chunks with nothing in reach but texts, tables, arithmetic and the record of one request.
/// Each run has globals of its own, so nothing goes from one request to the next.
final class Sandbox {
  private static final String[] BASE = {
    "assert", "error", "ipairs", "next", "pairs", "select", "tonumber", "tostring", "type"
  };
  private static final String[] STRING = {
    "byte", "char", "len", "lower", "reverse", "sub", "upper"
  };
  private static final String[] TABLE = {"insert", "remove", "sort", "unpack"};

  private Sandbox() {}

  /// Compiles a chunk.
  ///
  /// @throws LuaError if it is not Lua
  static Prototype compile(String chunk, String name) {
    try {
      Globals globals = new Globals();
      LuaC.install(globals);
      return globals.compilePrototype(
          new ByteArrayInputStream(chunk.getBytes(StandardCharsets.UTF_8)), name);
    } catch (IOException e) {
      throw new LuaError(e);
    }
  }

  /// Runs a compiled chunk over a record.
  ///
  /// @throws LuaError what the chunk failed with
  /// @throws Limits.Exhausted if it used too much
  static LuaValue run(Prototype chunk, JsonNode entry) {
    Globals globals = globals();
    globals.set("kong", Pdk.over(entry));
    globals.debuglib = new Limits();
    try {
      return new LuaClosure(chunk, globals).call();
    } catch (StackOverflowError e) {
      throw new Limits.Exhausted("calls nested too deep");
    }
  }

  private static Globals globals() {
    Globals all = libraries();
    Globals globals = new Globals();
    LoadState.install(globals);
    for (String name : BASE) {
      globals.set(name, all.get(name));
    }
    globals.set("string", texts(all.get("string")));
    LuaTable table = only(all.get("table"), TABLE);
    table.set("concat", new BoundedConcat(all.get("table").get("concat")));
    globals.set("table", table);
    globals.set("math", all.get("math"));
    return globals;
  }

  /// Everything the libraries have; no chunk ever sees it whole.
  private static Globals libraries() {
    Globals all = new Globals();
    LuaTable packages = new LuaTable();
    packages.set("loaded", new LuaTable());
    // The libraries enter themselves there.
    all.set("package", packages);
    all.load(new BaseLib());
    all.load(new TableLib());
    all.load(new StringLib());
    all.load(new MathLib());
    return all;
  }

  private static LuaTable texts(LuaValue library) {
    LuaTable texts = only(library, STRING);
    texts.set("rep", new BoundedRep());
    texts.set("format", new BoundedFormat(library.get("format")));
    return texts;
  }

  private static LuaTable only(LuaValue library, String[] names) {
    LuaTable kept = new LuaTable();
    for (String name : names) {
      kept.set(name, library.get(name));
    }
    return kept;
  }

  /// The methods of texts, `s:upper()`. The interpreter has one table of them for the whole
  /// process, which a chunk can reach but not change.
  static void shareTextMethods() {
    Globals all = libraries();
    LuaString.s_metatable =
        LuaValue.tableOf(new LuaValue[] {LuaValue.INDEX, texts(all.get("string"))});
  }

  /// `string.rep`.
  private static final class BoundedRep extends VarArgFunction {
    @Override
    public Varargs invoke(Varargs args) {
      LuaString text = args.checkstring(1);
      int times = Math.max(0, args.checkint(2));
      Limits.bound((long) text.length() * times);
      byte[] bytes = new byte[text.length() * times];
      for (int i = 0; i < times; i++) {
        text.copyInto(0, bytes, i * text.length(), text.length());
      }
      return LuaString.valueUsing(bytes);
    }
  }

  /// `string.format`.
  private static final class BoundedFormat extends VarArgFunction {
    private final LuaValue format;

    BoundedFormat(LuaValue format) {
      this.format = format;
    }

    @Override
    public Varargs invoke(Varargs args) {
      long bytes = 0;
      for (int i = 1; i <= args.narg(); i++) {
        bytes += Limits.length(args.arg(i));
      }
      Limits.bound(bytes);
      return format.invoke(args);
    }
  }

  /// `table.concat`.
  private static final class BoundedConcat extends VarArgFunction {
    private final LuaValue concat;

    BoundedConcat(LuaValue concat) {
      this.concat = concat;
    }

    @Override
    public Varargs invoke(Varargs args) {
      LuaTable list = args.checktable(1);
      int count = list.length();
      long bytes = (long) count * Limits.length(args.arg(2));
      for (int i = 1; i <= count; i++) {
        bytes += Limits.length(list.get(i));
      }
      Limits.bound(bytes);
      return concat.invoke(args);
    }
  }
}
