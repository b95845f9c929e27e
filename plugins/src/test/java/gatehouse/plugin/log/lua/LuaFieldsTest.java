package gatehouse.plugin.log.lua;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.spi.schema.Check;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LuaFieldsTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String RECORD =
      """
      {"request": {"id": "0f", "method": "GET", "uri": "/a/b?x=1&y", "url": "http://h.test:8000/a/b?x=1&y",
        "querystring": {"x": ["1", "2"], "y": true}, "headers": {"x-user-id": "u-7", "accept": ["a", "b"]}},
       "response": {"status": 201, "headers": {"x-r": "v"}}, "client_ip": "10.0.0.1", "source": "upstream",
       "consumer": {"username": "alice"}, "route": null, "deep": {"kept": 1, "gone": 2}, "top": 1}
      """;

  private static JsonNode edited(Map<String, String> chunks) {
    LuaFields fields = new LuaFields(chunks, Runnable::run);
    return JSON.readTree(fields.apply(RECORD.getBytes(StandardCharsets.UTF_8)));
  }

  private static JsonNode value(String chunk) {
    return edited(Map.of("f", chunk)).path("f");
  }

  private static List<String> faults(String name, String chunk) {
    List<String> faults = new ArrayList<>();
    LuaFields.check(Map.of(name, chunk), new Faults(faults));
    return faults;
  }

  /// Collects faults.
  private record Faults(List<String> faults) implements Check {
    @Override
    public void atLeastOneOf(String... fields) {
      throw new AssertionError();
    }

    @Override
    public void onlyOneOf(String... fields) {
      throw new AssertionError();
    }

    @Override
    public void allOrNone(String... fields) {
      throw new AssertionError();
    }

    @Override
    public void required(String field, String because) {
      throw new AssertionError();
    }

    @Override
    public void fault(String field, String message) {
      faults.add(message);
    }

    @Override
    public void faultInText(String field, int line, int column, String message) {
      throw new AssertionError();
    }

    @Override
    public void warnInText(String field, int line, int column, String message) {
      throw new AssertionError();
    }

    @Override
    public void warn(String field, String message) {
      throw new AssertionError();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          return kong.request.get_header('X-User-ID')          | u-7
          return kong.request.get_header('accept')             | a
          return kong.request.get_query_arg('x')               | 1
          return kong.request.get_method()                     | GET
          return kong.request.get_path()                       | /a/b
          return kong.request.get_raw_query()                  | x=1&y
          return kong.request.get_host()                       | h.test
          return kong.request.get_port()                       | 8000
          return kong.request.get_scheme()                     | http
          return kong.response.get_status() + 1                | 202
          return kong.response.get_header('X-R')               | v
          return kong.response.get_source()                    | service
          return kong.client.get_ip()                          | 10.0.0.1
          return kong.client.get_consumer().username           | alice
          return kong.log.serialize().request.id               | 0f
          local r = kong.request return r.get_id()             | 0f
          return ('a'):upper() .. string.rep('b', 3)           | Abbb
          return string.format('%s-%d', 'x', 7)                | x-7
          return table.concat({'a', 'b'}, '+')                 | a+b
          return 7 / 2                                         | 3.5
          local n = 0 for i = 1, 10 do n = n + i end return n  | 55
          return type(kong.router.get_route())                 | nil
          """)
  void a_chunk_reads_the_record(String chunk, String expected) {
    assertThat(faults("f", chunk)).isEmpty();
    assertThat(value(chunk).asString()).isEqualTo(expected);
  }

  @Test
  void tables_booleans_and_nested_names() {
    Map<String, String> chunks = new LinkedHashMap<>();
    chunks.put("list", "return {1, 'b', true}");
    chunks.put("object", "return {a = {b = 1}}");
    chunks.put("deep.gone", "return nil");
    chunks.put("deep.new.er", "return false");
    chunks.put("with\\.dot", "return 1");
    chunks.put("top", "return nil");
    chunks.put("never", "return nil");
    JsonNode edited = edited(chunks);

    assertThat(edited.path("list").toString()).isEqualTo("[1,\"b\",true]");
    assertThat(edited.at("/object/a/b").asInt()).isEqualTo(1);
    assertThat(edited.path("deep").toString()).isEqualTo("{\"kept\":1,\"new\":{\"er\":false}}");
    assertThat(edited.path("with.dot").asInt()).isEqualTo(1);
    assertThat(edited.has("top")).isFalse();
    assertThat(edited.has("never")).isFalse();
  }

  @Test
  void nothing_goes_from_one_run_to_the_next() {
    LuaFields fields =
        new LuaFields(
            Map.of("f", "seen = (seen or 0) + 1 string.mine = 1 kong.mine = 1 return seen"),
            Runnable::run);
    byte[] record = RECORD.getBytes(StandardCharsets.UTF_8);
    fields.apply(record);
    assertThat(JSON.readTree(fields.apply(record)).path("f").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "while true do end",
        "local function f() return f() + 1 end return f()",
        "local function f() return f() end return f()",
        "local s = 'x' while true do s = s .. s end",
        "local s = string.rep('x', 1000000) return s .. s .. s .. s",
        "return string.rep('x', 1000000000)",
        "return ('x'):rep(1000000000)",
        "local s = string.rep('x', 1000000) return string.format('%s%s%s', s, s, s)",
        "local s, t = string.rep('x', 1000000), {} for i = 1, 100 do t[i] = s end return"
            + " table.concat(t)",
        "local t = {} while true do t[#t + 1] = {} end",
        "for i = 1, 1e12 do end",
        "return error('x')",
        "return kong.nothing.here()",
        "return nil .. 'x'",
        "return function() end",
        "return 0 / 0",
        "local t = {} t.t = t return t"
      })
  void what_fails_or_takes_too_much_leaves_the_member_out(String chunk) {
    JsonNode edited = edited(Map.of("f", chunk));

    assertThat(edited.has("f")).isFalse();
    assertThat(edited.at("/request/id").asString()).isEqualTo("0f");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return os.getenv('PATH')",
        "return io.open('/etc/passwd')",
        "return require('x')",
        "return load('return 1')()",
        "return loadstring('return 1')()",
        "return dofile('/tmp/x')",
        "return debug.traceback()",
        "return coroutine.create(f)",
        "return package.path",
        "return pcall(error)",
        "return getmetatable('').__index",
        "return setmetatable({}, {})",
        "return collectgarbage()",
        "return ngx.var.uri",
        "return string.match('a', '.')",
        "return ('a'):gsub('.', 'b')",
        "return kong.request.get_raw_body()",
        "return kong.service.request.set_header('a', 'b')",
        "return luajava.bindClass('java.lang.Runtime')",
        "return string.dump(f)"
      })
  void what_is_not_there_is_a_fault_or_at_least_not_there(String chunk) {
    boolean refused = !faults("f", chunk).isEmpty();

    assertThat(refused || chunk.contains("luajava")).isTrue();
    assertThat(edited(Map.of("f", chunk)).has("f")).isFalse();
  }

  @Test
  void words_in_texts_and_comments_do_not_matter() {
    assertThat(faults("f", "-- os.exit\nreturn 'io.open' .. \"ngx\" .. [[pcall]]")).isEmpty();
  }

  @Test
  void what_is_not_lua_is_a_fault() {
    assertThat(faults("f", "return return")).singleElement().asString().startsWith("not valid Lua");
    assertThat(faults("a..b", "return 1")).containsExactly("a part of the name is empty");
  }
}
