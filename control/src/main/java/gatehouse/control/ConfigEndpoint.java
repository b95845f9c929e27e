package gatehouse.control;

import gatehouse.config.Loaded;
import gatehouse.model.Entity;
import gatehouse.model.Snapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JsonGenerator;

/// `/config`: the declarative document in use, and its replacement.
final class ConfigEndpoint {
  private static final String POST = "POST /config";
  private static final int LONGEST_WAIT_SECONDS = 30;

  private final Reloader reloader;

  /// One at a time holds its document in memory.
  private final Semaphore turn = new Semaphore(1, true);

  ConfigEndpoint(Reloader reloader) {
    this.reloader = reloader;
  }

  Endpoint endpoint() {
    return new Endpoint(
        List.of("GET", "HEAD", "OPTIONS", "POST"),
        request -> request.method().equals("POST") ? replace(request) : read());
  }

  private Reply read() {
    String text = reloader.current().source().text();
    return Reply.json(200, Reply.JSON.createObjectNode().put("config", text));
  }

  private Reply replace(Request request) throws IOException {
    if (!acquire()) {
      reloader.rejected(POST, request.peer(), "another one is being loaded");
      return Reply.message(429, "Currently processing previous configuration")
          .with("Retry-After", "5");
    }
    try {
      return replaceAlone(request);
    } finally {
      turn.release();
    }
  }

  private boolean acquire() {
    try {
      return turn.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Reply replaceAlone(Request request) throws IOException {
    byte[] text = ConfigText.of(request);
    if (text == null || text.length == 0) {
      reloader.rejected(POST, request.peer(), "no document");
      return Reply.message(400, "expected a declarative configuration");
    }
    String origin = POST + "#" + shortHash(text);
    Reloader.Outcome outcome =
        reloader.loadText(origin, request.peer(), text, !request.flag("check_hash"));
    if (outcome.unchanged()) {
      return Reply.empty(304);
    }
    return switch (outcome.loaded()) {
      case Loaded.Invalid(var faults, _) ->
          Reply.json(400, FaultsJson.invalidConfiguration(faults, request.flag("flatten_errors")));
      case Loaded.Valid(Snapshot snapshot, _) ->
          Reply.stream(201, Reply.JSON_TYPE, out -> entities(snapshot, out));
    };
  }

  private static String shortHash(byte[] text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  private void entities(Snapshot snapshot, OutputStream out) {
    try (JsonGenerator json = Reply.JSON.createGenerator(out)) {
      json.writeStartObject();
      for (Collection<?> collection : Collections.ALL) {
        collection(json, collection, snapshot);
      }
      json.writeEndObject();
    }
  }

  private void collection(JsonGenerator json, Collection<?> collection, Snapshot snapshot) {
    List<? extends Entity> all = collection.all(snapshot);
    if (!all.isEmpty()) {
      json.writeObjectPropertyStart(collection.list());
      for (Entity entity : all) {
        json.writeName(entity.id());
        json.writeTree(Masked.entity(entity, snapshot));
      }
      json.writeEndObject();
    }
  }
}
