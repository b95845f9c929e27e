package gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.model.BasicAuthCredential;
import gatehouse.model.Consumer;
import gatehouse.model.ConsumerGroup;
import gatehouse.model.Entity;
import gatehouse.model.KeyAuthCredential;
import gatehouse.model.PluginEntity;
import gatehouse.model.Route;
import gatehouse.model.Service;
import gatehouse.model.Snapshot;
import gatehouse.model.Upstream;
import gatehouse.spi.HeaderName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigLoaderTest {
  private static final ConfigLoader LOADER =
      new ConfigLoader(TestPlugins.CATALOGUE, Map.of("MY_SECRET", "hidden"));

  @TempDir private Path folder;

  private static Snapshot snapshot(Loaded loaded) {
    return switch (loaded) {
      case Loaded.Valid valid -> valid.snapshot();
      case Loaded.Invalid invalid -> throw new AssertionError(invalid.faults().toString());
    };
  }

  private static Snapshot snapshot(String text) {
    return snapshot(LOADER.loadText("x", text.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> faults(Loaded loaded) {
    return switch (loaded) {
      case Loaded.Valid _ -> List.of();
      case Loaded.Invalid invalid -> invalid.faults().stream().map(Fault::toString).toList();
    };
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void fills_in_kongs_defaults() {
    Snapshot snapshot =
        snapshot(
            """
            _format_version: "3.0"
            services:
            - name: s
              host: x.test
              routes:
              - paths: [/d]
            """);

    Service service = snapshot.services().getFirst();
    assertThat(service.protocol()).isEqualTo("http");
    assertThat(service.port()).isEqualTo(80);
    assertThat(service.retries()).isEqualTo(5);
    assertThat(service.connectTimeout()).isEqualTo(60_000);
    assertThat(service.enabled()).isTrue();
    assertThat(service.path()).isNull();
    assertThat(service.tags()).isEmpty();
    Route route = snapshot.routes().getFirst();
    assertThat(route.protocols()).containsExactly("http", "https");
    assertThat(route.httpsRedirectStatusCode()).isEqualTo(426);
    assertThat(route.stripPath()).isTrue();
    assertThat(route.preserveHost()).isFalse();
    assertThat(route.methods()).isNull();
    assertThat(route.service()).isEqualTo(service.id());
  }

  @Test
  void reads_nested_and_flat_entities_alike() {
    Snapshot nested =
        snapshot(
            """
            _format_version: "3.0"
            services:
            - name: s
              host: x.test
              routes:
              - name: r
                paths: [/]
                plugins:
                - name: guard
            consumers:
            - username: alice
              keyauth_credentials:
              - key: k
            """);
    Snapshot flat =
        snapshot(
            """
            _format_version: "3.0"
            plugins:
            - name: guard
              route: {name: r}
            keyauth_credentials:
            - key: k
              consumer: alice
            routes:
            - name: r
              paths: [/]
              service: s
            consumers:
            - username: alice
            services:
            - name: s
              host: x.test
            """);

    assertThat(nested.routes()).isEqualTo(flat.routes());
    assertThat(nested.plugins().getFirst().route()).isEqualTo(flat.plugins().getFirst().route());
    assertThat(nested.plugins().getFirst().id()).isEqualTo(flat.plugins().getFirst().id());
    assertThat(nested.credentials().getFirst().consumer())
        .isEqualTo(nested.consumers().getFirst().id())
        .isEqualTo(flat.credentials().getFirst().consumer());
  }

  @Test
  void gives_entities_the_same_id_at_each_load() {
    String text =
        """
        _format_version: "3.0"
        services:
        - name: s
          host: x.test
          routes:
          - paths: [/a]
          - paths: [/b]
          - paths: [/b]
        consumers:
        - custom_id: "17"
        """;

    List<String> first = ids(snapshot(text));
    List<String> second = ids(snapshot("# moved\n\n" + text));

    assertThat(first).hasSize(5).doesNotHaveDuplicates().isEqualTo(second);
    assertThat(first).allMatch(id -> id.charAt(14) == '5');
  }

  private static List<String> ids(Snapshot snapshot) {
    return java.util.stream.Stream.of(snapshot.services(), snapshot.routes(), snapshot.consumers())
        .flatMap(List::stream)
        .map(Entity::id)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "http://x.test, http, x.test, 80,",
    "https://x.test, https, x.test, 443,",
    "http://x.test:8080/v1/a, http, x.test, 8080, /v1/a",
    "x.test:443, https, x.test, 443,",
    "x.test, http, x.test, 80,",
    "http://my_service:9000, http, my_service, 9000,",
    "HTTP://x.test/, http, x.test, 80, /",
    "'http://[::1]:81', http, '[::1]', 81,",
    "http://x.test:0080, http, x.test, 80,",
    "grpc://x.test:50, grpc, x.test, 50,",
  })
  void reads_a_url_as_its_parts(String url, String protocol, String host, int port, String path) {
    Service service =
        snapshot("{_format_version: '3.0', services: [{name: s, url: '" + url + "'}]}")
            .services()
            .getFirst();

    assertThat(service.protocol()).isEqualTo(protocol);
    assertThat(service.host()).isEqualTo(host);
    assertThat(service.port()).isEqualTo(port);
    assertThat(service.path()).isEqualTo(path);
  }

  @Test
  void reads_json_indented_by_tabs() {
    Snapshot snapshot =
        snapshot(
            """
            {
            \t"_format_version":\t"3.0",
            \t"services": [
            \t\t{"name": "s\\u00e9\\ud83d\\ude00", "host": "x.test", "retries": 1e1, "path": "\\/a"}
            \t]
            }
            """);

    assertThat(snapshot.services().getFirst().name()).isEqualTo("sé😀");
    assertThat(snapshot.services().getFirst().retries()).isEqualTo(10);
    assertThat(snapshot.services().getFirst().path()).isEqualTo("/a");
  }

  @ParameterizedTest
  @CsvSource({
    "1.1, /user/\\d+, ~/user/\\d+",
    "2.1, /user/\\d+, ~/user/\\d+",
    "2.1, /plain, /plain",
    "2.1, /a//b/../%7euser, /a/~user",
    "2.1, '/a%2E(b)', '~/a\\.(b)'",
    "2.1, '/a%20(b)', '~/a%20(b)'",
    "3.0, /a+b, /a+b",
  })
  void turns_suspicious_paths_of_old_versions_into_patterns(
      String version, String written, String read) {
    Snapshot snapshot =
        snapshot(
            """
            _format_version: '%s'
            services:
            - name: s
              host: x.test
              routes:
              - paths: ['%s']
            """
                .formatted(version, written));

    assertThat(snapshot.routes().getFirst().paths()).containsExactly(read);
  }

  @Test
  void merges_files_and_folders_with_references_across_them() throws IOException {
    file("20-routes.yml", "_format_version: '3.0'\nroutes: [{name: r, paths: [/], service: s}]");
    file("10-plugins.json", "{\"_format_version\": \"3.0\", \"plugins\": [{\"name\": \"guard\"}]}");
    file("notes.txt", "not: [valid");
    file(".hidden.yaml", "not: [valid");
    Path other =
        Files.writeString(
            Files.createDirectory(folder.resolve("more")).resolve("services"),
            "_format_version: '3.0'\nservices: [{name: s, host: x.test}]");

    Snapshot snapshot = snapshot(LOADER.load(List.of(folder, other)));

    assertThat(snapshot.routes().getFirst().service())
        .isEqualTo(snapshot.services().getFirst().id());
    assertThat(snapshot.plugins().getFirst().origin())
        .isEqualTo(folder.resolve("10-plugins.json") + ":1:40");
    assertThat(snapshot(snapshot.source().text()))
        .usingRecursiveComparison()
        .ignoringFields("source", "hash", "plugins", "loadedAt")
        .isEqualTo(snapshot);
  }

  @Test
  void names_the_file_that_is_missing_or_empty() throws IOException {
    Path empty = file("empty.yaml", "# nothing yet\n");
    Path nowhere = folder.resolve("nowhere.yaml");
    Path bare = Files.createDirectory(folder.resolve("bare"));

    assertThat(faults(LOADER.load(List.of(empty, nowhere, bare))))
        .containsExactly(
            bare + ":1:1: no *.yaml, *.yml or *.json file in this folder",
            empty + ":1:1: expected a declarative configuration",
            nowhere + ":1:1: no such file or folder");
  }

  @Test
  void puts_consumers_into_groups_by_name_in_the_order_of_names() {
    Snapshot snapshot =
        snapshot(
            """
            _format_version: "3.0"
            consumer_groups: [{name: silver}, {name: gold}, {name: bronze}]
            consumers:
            - username: alice
              groups: [{name: silver}, gold]
            - username: bob
            consumer_group_consumers:
            - {consumer: alice, consumer_group: bronze}
            - {consumer: bob, consumer_group: {name: gold}}
            """);

    Map<String, String> names =
        snapshot.consumerGroups().stream()
            .collect(java.util.stream.Collectors.toMap(ConsumerGroup::id, ConsumerGroup::name));
    assertThat(snapshot.consumers())
        .extracting(c -> c.groups().stream().map(names::get).toList())
        .containsExactly(List.of("bronze", "gold", "silver"), List.of("gold"));
  }

  @Test
  void resolves_vault_references_and_remembers_them() {
    Snapshot snapshot =
        snapshot(
            """
            _format_version: "3.0"
            consumers:
            - username: "{vault://env/my-secret}"
              keyauth_credentials:
              - key: "{vault://env/my-secret}"
            """);

    KeyAuthCredential credential = (KeyAuthCredential) snapshot.credentials().getFirst();
    assertThat(credential.key().reveal()).isEqualTo("hidden");
    assertThat(snapshot.references().get(credential.id()))
        .containsExactly(Map.entry("key", "{vault://env/my-secret}"));
    // Where no reference may stand the text is what it is.
    assertThat(snapshot.consumers().getFirst().username()).isEqualTo("{vault://env/my-secret}");
  }

  @Test
  void never_repeats_a_secret_in_a_fault_or_a_record() {
    String text =
        """
        _format_version: "3.0"
        consumers:
        - username: alice
          keyauth_credentials: [{key: s3cr3t}, {key: s3cr3t}, {key: s3cr3t, kye: 1}]
        """;
    Loaded loaded = LOADER.loadText("x", text.getBytes(StandardCharsets.UTF_8));

    assertThat(faults(loaded)).hasSize(3).noneMatch(fault -> fault.contains("s3cr3t"));
    assertThat(snapshot(text.replaceFirst(", .*]", "]")).toString()).doesNotContain("s3cr3t");
  }

  @Test
  void takes_a_written_password_as_it_is_or_as_it_is_stored() {
    String consumers =
        "consumers: [{username: a, basicauth_credentials: [{username: u, password: p}]}]";

    BasicAuthCredential plain =
        (BasicAuthCredential)
            snapshot("_format_version: '3.0'\n" + consumers).credentials().getFirst();
    BasicAuthCredential stored =
        (BasicAuthCredential)
            snapshot("_format_version: '3.0'\n_transform: false\n" + consumers)
                .credentials()
                .getFirst();

    assertThat(plain.hashed()).isFalse();
    assertThat(plain.storedPassword()).hasSize(40);
    assertThat(stored.hashed()).isTrue();
    assertThat(stored.storedPassword()).isEqualTo("p");
  }

  @Test
  void makes_up_credentials_that_are_left_open() {
    Snapshot snapshot =
        snapshot("{_format_version: '3.0', consumers: [{username: a, keyauth_credentials: [{}]}]}");

    assertThat(snapshot.credentials().getFirst().lookupKey()).matches("[A-Za-z0-9]{32}");
  }

  @Test
  void binds_the_configuration_of_a_plugin() {
    PluginEntity plugin =
        snapshot(
                """
                _format_version: "3.0"
                plugins:
                - name: recorder
                  tags: [a, b, a]
                  config:
                    path: /var/log/x
                    methods: [POST, GET, POST]
                    labels: [x, x]
                    headers: {a: b}
                    rules: [{name: n, when: "^a+$"}]
                """)
            .plugins()
            .getFirst();

    TestPlugins.Recorder.Config config = (TestPlugins.Recorder.Config) plugin.config();
    assertThat(config.path()).isEqualTo(Path.of("/var/log/x"));
    assertThat(config.methods()).containsExactly("POST", "GET");
    assertThat(config.labels()).containsExactly("x");
    assertThat(config.headers()).containsExactly(Map.entry("a", "b"));
    assertThat(config.size()).isEqualTo(10);
    assertThat(config.rules()).containsExactly(new TestPlugins.Recorder.Rule("n", 1, "^a+$"));
    assertThat(plugin.tags()).containsExactly("a", "b");
    assertThat(plugin.protocols()).containsExactly("grpc", "grpcs", "http", "https");
    assertThat(plugin.enabled()).isTrue();
    assertThat(plugin.enforce()).isTrue();
  }

  @Test
  void reads_old_names_of_fields_unless_the_new_one_is_set() {
    TestPlugins.Limit.Config config =
        (TestPlugins.Limit.Config)
            snapshot(
                    """
                    _format_version: "3.0"
                    plugins:
                    - name: limit
                      config:
                        {minute: 5, header_name: X-A, redis_host: old, redis_port: 1, redis: {host: new}}
                    """)
                .plugins()
                .getFirst()
                .config();

    assertThat(config.redis().host()).isEqualTo("new");
    assertThat(config.redis().port()).isEqualTo(1);
    assertThat(config.headerName()).isEqualTo(HeaderName.of("x-a"));
  }

  @Test
  void keeps_a_value_of_any_shape() {
    TestPlugins.Free.Config config =
        (TestPlugins.Free.Config)
            snapshot(
                    """
                    _format_version: "3.0"
                    services:
                    - name: s
                      host: x.test
                      plugins:
                      - {name: free, config: {value: {a: [1, 2.5, yes, ~, "5"]}}}
                    """)
                .plugins()
                .getFirst()
                .config();

    assertThat(config.value())
        .isEqualTo(Map.of("a", java.util.Arrays.asList(1L, 2.5, true, null, "5")));
  }

  @Test
  void lets_an_upstream_imply_its_algorithm() {
    List<Upstream> upstreams =
        snapshot(
                """
                _format_version: "3.0"
                upstreams:
                - {name: a, hash_on: ip}
                - {name: b, hash_on: ip, algorithm: latency}
                - name: c
                  targets: [{target: "x.test"}, {target: "::1"}, {target: "[::1]"}, {target: "[::1]:81"}]
                """)
            .upstreams();

    assertThat(upstreams.get(0).algorithm()).isEqualTo("consistent-hashing");
    assertThat(upstreams.get(1).hashOn()).isEqualTo("none");
    assertThat(upstreams.get(2).healthchecks().active().healthy().httpStatuses())
        .containsExactly(200, 302);
  }

  @ParameterizedTest
  @CsvSource({
    "x.test, x.test, 8000",
    "x.test:81, x.test, 81",
    "'::1', ::1, 8000",
    "'[::1]', ::1, 8000",
    "'[::1]:81', ::1, 81",
    "10.0.0.1, 10.0.0.1, 8000",
  })
  void gives_a_target_its_port(String target, String host, int port) {
    var read =
        snapshot(
                "{_format_version: '3.0', upstreams: [{name: u, targets: [{target: '%s'}]}]}"
                    .formatted(target))
            .targets()
            .getFirst();

    assertThat(read.host()).isEqualTo(host);
    assertThat(read.port()).isEqualTo(port);
  }

  @Test
  void does_not_strip_paths_of_grpc_routes_by_default() {
    Snapshot snapshot =
        snapshot("{_format_version: '3.0', routes: [{protocols: [grpc], paths: [/a]}]}");

    assertThat(snapshot.routes().getFirst().stripPath()).isFalse();
  }

  @Test
  void knows_an_unchanged_configuration_by_its_hash() {
    String text = "_format_version: '3.0'\n";

    assertThat(snapshot(text).hash()).hasSize(32).isEqualTo(snapshot(text).hash());
    assertThat(snapshot(text).hash()).isNotEqualTo(snapshot(text + "#").hash());
    assertThat(Snapshot.EMPTY.hash()).isEqualTo("0".repeat(32));
    assertThat(snapshot(text).consumers()).isEqualTo(List.<Consumer>of());
  }
}
