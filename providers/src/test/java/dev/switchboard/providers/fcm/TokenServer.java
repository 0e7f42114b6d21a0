package dev.switchboard.providers.fcm;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.switchboard.core.spi.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Google's token endpoint (RFC 7523), faked on the wire: it gives tokens `token-1`, `token-2` … for assertions that the
/// service account has signed.
final class TokenServer implements AutoCloseable {

  private static final KeyPair KEYS = keys();

  private final HttpServer server;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicInteger given = new AtomicInteger();
  private volatile int status = 200;
  private volatile String trouble = "{}";
  private volatile boolean hangs;
  private volatile int lifetime = 3600;

  TokenServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/token", this::answer);
    server.start();
  }

  private static KeyPair keys() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/token";
  }

  /// A key file as Google's console makes it.
  static ObjectNode keyFile() {
    var key = Base64.getMimeEncoder().encodeToString(KEYS.getPrivate().getEncoded());
    return JsonNodeFactory.instance.objectNode().put("type", "service_account").put("project_id", "my-shop-4711")
        .put("private_key_id", "0123456789abcdef")
        .put("private_key", "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n")
        .put("client_email", "switchboard@my-shop-4711.iam.gserviceaccount.com")
        .put("client_id", "100000000000000000001")
        .put("token_uri", "https://oauth2.googleapis.com/token");
  }

  static Secret secret() {
    return new Secret(keyFile().toString());
  }

  /// How many tokens were given.
  int given() {
    return given.get();
  }

  void refuse(int with, String body) {
    status = with;
    trouble = body;
  }

  void hang() {
    hangs = true;
  }

  void giveFor(int seconds) {
    lifetime = seconds;
  }

  private void answer(HttpExchange call) throws IOException {
    var form = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (hangs) {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (status == 200 && !signed(form)) {
      reply(call, 400, "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid JWT Signature.\"}");
    } else if (status == 200) {
      reply(call, 200, "{\"access_token\":\"token-%d\",\"expires_in\":%d,\"token_type\":\"Bearer\"}"
          .formatted(given.incrementAndGet(), lifetime));
    } else {
      reply(call, status, trouble);
    }
  }

  private static boolean signed(String form) {
    var assertion = URLDecoder.decode(form.replaceFirst("(?s).*assertion=([^&]*).*", "$1"), StandardCharsets.UTF_8);
    var dot = assertion.lastIndexOf('.');
    try {
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(KEYS.getPublic());
      signature.update(assertion.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
      var claims = new String(Base64.getUrlDecoder().decode(assertion.split("\\.")[1]), StandardCharsets.UTF_8);
      return signature.verify(Base64.getUrlDecoder().decode(assertion.substring(dot + 1)))
          && claims.contains("https://www.googleapis.com/auth/firebase.messaging");
    } catch (GeneralSecurityException | RuntimeException e) {
      return false;
    }
  }

  static void reply(HttpExchange call, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    call.getResponseHeaders().set("Content-Type", "application/json");
    call.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    call.getResponseBody().write(bytes);
    call.close();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
