package gatehouse.seclang;

import gatehouse.seclang.audit.AuditRecord;
import gatehouse.seclang.body.Connection;
import gatehouse.seclang.body.Header;
import gatehouse.seclang.body.RequestHead;
import gatehouse.seclang.body.ResponseHead;
import gatehouse.seclang.operator.NameLookup;
import gatehouse.seclang.rule.Hidden;
import gatehouse.seclang.rule.Intervention;
import gatehouse.seclang.text.Bytes;
import gatehouse.seclang.variable.VariableName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One request with its response, written down in a line, and what rules made of it.
final class Exchange {
  /// 2026-11-22T01:09:17Z.
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1795309757));

  private final Waf waf;
  private String method = "GET";
  private String target = "/";
  private final List<Header> headers = new ArrayList<>(List.of(Header.of("Host", "a.example")));
  private String body = "";
  private int status = 200;
  private String responseBody = "";
  private Hidden hidden = Hidden.NOTHING;
  private @Nullable NameLookup names;
  private @Nullable Transaction transaction;
  private @Nullable AuditRecord record;

  private Exchange(Waf waf) {
    this.waf = waf;
  }

  static Waf waf(String rules) throws SecLangException {
    return waf(new Engine(CLOCK), rules);
  }

  static Waf waf(Engine engine, String rules) throws SecLangException {
    String defaults = "SecRuleEngine On\nSecRequestBodyAccess On\nSecResponseBodyAccess On\n";
    return engine.waf().rules("defaults", defaults).rules("test.conf", rules).build();
  }

  static Exchange with(String rules) throws SecLangException {
    return new Exchange(waf(rules));
  }

  static Exchange with(Waf waf) {
    return new Exchange(waf);
  }

  Exchange get(String newTarget) {
    target = newTarget;
    return this;
  }

  Exchange header(String name, String value) {
    headers.add(Header.of(name, value));
    return this;
  }

  Exchange post(String type, String newBody) {
    method = "POST";
    body = newBody;
    return header("Content-Type", type);
  }

  Exchange hiding(Hidden names) {
    hidden = names;
    return this;
  }

  Exchange asking(NameLookup lookup) {
    names = lookup;
    return this;
  }

  Exchange answer(int newStatus, String newBody) {
    status = newStatus;
    responseBody = newBody;
    return this;
  }

  /// Runs everything that the rules let run.
  Exchange run() {
    Transaction tx = waf.begin(new Connection("203.0.113.7", 40000, "10.0.0.1", 80), "tx-1");
    transaction = tx;
    tx.hide(hidden);
    if (names != null) {
      tx.ask(names);
    }
    RequestHead head =
        new RequestHead(Bytes.of(method), Bytes.of(target), Bytes.of("HTTP/1.1"), headers);
    tx.requestHead(head);
    byte[] bytes = Bytes.of(body).toArray();
    tx.requestBody(bytes, 0, bytes.length);
    if (tx.endRequest() == null) {
      List<Header> fields = List.of(Header.of("Content-Type", "text/html; charset=utf-8"));
      tx.responseHead(new ResponseHead(status, Bytes.of("HTTP/1.1"), fields));
      byte[] answer = Bytes.of(responseBody).toArray();
      tx.responseBody(answer, 0, answer.length);
      tx.endResponse();
    }
    record = tx.end();
    return this;
  }

  Transaction transaction() {
    Transaction ran = transaction;
    return ran == null ? run().transaction() : ran;
  }

  @Nullable Intervention intervention() {
    return transaction().intervention();
  }

  List<Integer> ids() {
    return transaction().matches().stream().map(m -> m.rule().id()).toList();
  }

  String tx(String name) {
    return transaction().variable(VariableName.TX, name);
  }

  String variable(VariableName name) {
    return transaction().variable(name, null);
  }

  /// The audit record as a line of JSON.
  String json() {
    byte[] line = Objects.requireNonNull(record()).toJson().toArray();
    return new String(line, StandardCharsets.UTF_8);
  }

  @Nullable AuditRecord record() {
    transaction();
    return record;
  }
}
