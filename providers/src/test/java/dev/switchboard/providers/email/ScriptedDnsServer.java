package dev.switchboard.providers.email;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A name server (RFC 1035) that knows what it is told.
final class ScriptedDnsServer implements AutoCloseable {

  private static final int TXT = 16;
  private static final int MX = 15;

  private final DatagramSocket socket;
  private final Map<String, List<byte[]>> records = new ConcurrentHashMap<>();

  ScriptedDnsServer() {
    try {
      socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().start(this::serve);
  }

  String url() {
    return "dns://127.0.0.1:" + socket.getLocalPort();
  }

  ScriptedDnsServer txt(String name, String text) {
    var data = new ByteArrayOutputStream();
    for (var start = 0; start < text.length(); start += 255) {
      var piece = text.substring(start, Math.min(text.length(), start + 255));
      data.write(piece.length());
      data.writeBytes(piece.getBytes(StandardCharsets.US_ASCII));
    }
    return add(name, TXT, data.toByteArray());
  }

  ScriptedDnsServer mx(String name, String host) {
    var data = new ByteArrayOutputStream();
    data.writeBytes(new byte[]{0, 10});
    data.writeBytes(name(host));
    return add(name, MX, data.toByteArray());
  }

  private ScriptedDnsServer add(String name, int type, byte[] data) {
    records.computeIfAbsent(name + " " + type, _ -> new ArrayList<>()).add(data);
    return this;
  }

  private static byte[] name(String host) {
    var out = new ByteArrayOutputStream();
    for (var label : host.split("\\.")) {
      out.write(label.length());
      out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    out.write(0);
    return out.toByteArray();
  }

  private void serve() {
    var packet = new DatagramPacket(new byte[2_048], 2_048);
    while (!socket.isClosed()) {
      try {
        packet.setLength(2_048);
        socket.receive(packet);
        var answer = answer(packet.getData(), packet.getLength());
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      } catch (IOException e) {
        return;
      }
    }
  }

  private byte[] answer(byte[] question, int length) {
    var name = new StringBuilder();
    var at = 12;
    for (var size = question[at]; size != 0; size = question[at]) {
      name.append(name.isEmpty() ? "" : ".").append(new String(question, at + 1, size, StandardCharsets.US_ASCII));
      at += size + 1;
    }
    var type = question[at + 2] & 0xff;
    var end = at + 5;
    var found = records.getOrDefault(name + " " + type, List.of());
    var known = records.keySet().stream().anyMatch(each -> each.startsWith(name + " "));
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[]{question[0], question[1], (byte) 0x85, (byte) (known ? 0x80 : 0x83), 0, 1, 0,
        (byte) found.size(), 0, 0, 0, 0});
    out.write(question, 12, end - 12);
    for (var data : found) {
      out.writeBytes(new byte[]{(byte) 0xc0, 12, 0, (byte) type, 0, 1, 0, 0, 0, 60, (byte) (data.length >> 8),
          (byte) data.length});
      out.writeBytes(data);
    }
    return length < end ? new byte[0] : out.toByteArray();
  }

  @Override
  public void close() {
    socket.close();
  }
}
