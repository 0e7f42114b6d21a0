package dev.switchboard.providers.webpush;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A push service on this machine that keeps what it is told and answers as it is wished.
final class RecordingPushService implements AutoCloseable {

  @SuppressWarnings("ArrayRecordComponent")
  record Received(Map<String, List<String>> headers, byte[] body) {

    String header(String name) {
      return headers.getOrDefault(name, List.of("")).getFirst();
    }
  }

  final ConcurrentLinkedQueue<Received> received = new ConcurrentLinkedQueue<>();
  private final HttpServer server;
  private final Map<String, String> headers = new ConcurrentHashMap<>();
  private volatile int status = 201;

  RecordingPushService() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", call -> {
      received.add(new Received(call.getRequestHeaders(), call.getRequestBody().readAllBytes()));
      headers.forEach(call.getResponseHeaders()::set);
      call.sendResponseHeaders(status, -1);
      call.close();
    });
    server.start();
  }

  /// Answers so from now on.
  void answer(int itsStatus) {
    status = itsStatus;
  }

  /// The same with a header.
  void answer(int itsStatus, String header, String value) {
    status = itsStatus;
    headers.put(header, value);
  }

  /// With its port.
  String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
