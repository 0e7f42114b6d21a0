package dev.switchboard.api.inbox;

import io.micronaut.core.io.ResourceLoader;
import io.micronaut.http.MediaType;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The files of the page, read once. Each asset's name has the hash of its bytes in it, so whoever has one under a name
/// never needs to ask for it again; the page itself names them.
@Singleton
final class InboxFiles {

  private static final MediaType SCRIPT = MediaType.of("text/javascript;charset=utf-8");
  private static final MediaType STYLE = MediaType.of("text/css;charset=utf-8");
  private static final MediaType PICTURE = MediaType.of("image/svg+xml");

  /// A file as it is served.
  record Asset(MediaType type, byte[] bytes) {}

  private final Map<String, Asset> assets = new LinkedHashMap<>();
  private final String page;
  private final Asset worker;

  InboxFiles(ResourceLoader resources) {
    var html = new String(read(resources, "index.html"), StandardCharsets.UTF_8);
    for (var file : Map.of("inbox.js", SCRIPT, "inbox.css", STYLE, "icon.svg", PICTURE).entrySet()) {
      var bytes = read(resources, file.getKey());
      var name = file.getKey().replace(".", "-" + hash(bytes) + ".");
      assets.put(name, new Asset(file.getValue(), bytes));
      html = html.replace("{{" + file.getKey() + "}}", name);
    }
    this.page = html;
    this.worker = new Asset(SCRIPT, read(resources, "worker.js"));
  }

  /// The page, in HTML.
  String page() {
    return page;
  }

  /// What shows notifications while the page is closed. Its address has to stay the same.
  Asset worker() {
    return worker;
  }

  Optional<Asset> asset(String name) {
    return Optional.ofNullable(assets.get(name));
  }

  private static byte[] read(ResourceLoader resources, String name) {
    try (var file = resources.getResourceAsStream("classpath:inbox/" + name).orElseThrow()) {
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
