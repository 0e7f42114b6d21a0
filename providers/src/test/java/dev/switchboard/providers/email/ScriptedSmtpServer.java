package dev.switchboard.providers.email;

import dev.switchboard.core.spi.Conduct;
import dev.switchboard.core.spi.FakeService;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// An SMTP server that does as it is told in each phase: `GREETING`, `EHLO`, `AUTH`, `MAIL`, `RCPT`, `DATA`, `BODY` (while
/// the data comes) and `.` (after the final dot). A whole line is a phase as well: `RCPT TO:<ana@example.com>`.
final class ScriptedSmtpServer implements FakeService {

  /// Instead of an answer: closes the connection.
  static final String CLOSE = "close";
  /// Instead of an answer: waits.
  static final String HANG = "hang";
  /// Instead of an answer: one that never ends.
  static final String DRIP = "drip";

  private static final List<String> NONSENSE = List.of("HTTP/1.1 400 Bad Request", "", "ok", "99", "354 go ahead again",
      "\u0000\u0001", "2x0 nearly");

  private final ServerSocket server;
  private final Thread listener;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final Map<String, String> script = new ConcurrentHashMap<>();
  private final List<String> letters = new CopyOnWriteArrayList<>();
  private final AtomicInteger sessions = new AtomicInteger();
  private final AtomicInteger garbled = new AtomicInteger();
  private volatile boolean garbles;
  private volatile @Nullable SSLContext starttls;

  ScriptedSmtpServer() {
    try {
      server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    listener = Thread.ofVirtual().start(this::listen);
  }

  /// What to do in a phase from now on: an answer, or one of the words above; null to behave well.
  ScriptedSmtpServer on(String phase, @Nullable String action) {
    if (action == null) {
      script.remove(phase);
    } else {
      script.put(phase, action);
    }
    return this;
  }

  /// Offers STARTTLS, and takes a letter only after it.
  ScriptedSmtpServer withStarttls(SSLContext context) {
    starttls = context;
    on("EHLO", "250-scripted\r\n250 STARTTLS");
    return on("MAIL", "530 5.7.0 say STARTTLS first");
  }

  /// The letters taken, as they came.
  List<String> letters() {
    return letters;
  }

  @Override
  public void behave(Conduct conduct) {
    script.clear();
    garbles = conduct == Conduct.GARBLES;
    switch (conduct) {
      case ACCEPTS, GARBLES -> {}
      case THROTTLES -> on("MAIL", "421 4.7.0 too many letters, come back later");
      case FAILS -> on("RCPT", "451 4.3.0 local trouble");
      case REFUSES -> on("RCPT", "550 5.1.1 nobody of that name");
      case REFUSES_CREDENTIALS -> on("AUTH", "535 5.7.8 wrong password");
      case LOSES_CONNECTION -> on(".", CLOSE);
      case HANGS -> on(".", HANG);
      case DRIPS -> on(".", DRIP);
      case HANGS_UP -> on("GREETING", CLOSE);
    }
  }

  private void listen() {
    while (!server.isClosed()) {
      try {
        var connection = server.accept();
        connections.add(connection);
        sessions.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      if (answer("GREETING", "220 scripted ESMTP", connection.getOutputStream())) {
        converse(connection);
      }
    } catch (IOException e) {
      // The other side has gone, or we are closed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connections.remove(connection);
    }
  }

  private void converse(Socket connection) throws IOException, InterruptedException {
    var in = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
    var out = connection.getOutputStream();
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      var context = starttls;
      if (line.equals("STARTTLS") && context != null) {
        write("220 2.0.0 go ahead", out);
        var secured = (SSLSocket) context.getSocketFactory().createSocket(connection,
            java.io.InputStream.nullInputStream(), true);
        secured.setUseClientMode(false);
        on("EHLO", null).on("MAIL", null);
        converse(secured);
        return;
      }
      if (!obey(line, in, out)) {
        return;
      }
    }
  }

  private boolean obey(String line, BufferedReader in, OutputStream out) throws IOException, InterruptedException {
    var verb = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
    return switch (verb) {
      case "EHLO" -> answer("EHLO", "250-scripted\r\n250-8BITMIME\r\n250 AUTH PLAIN", out);
      case "AUTH" -> answer("AUTH", "235 2.7.0 welcome", out);
      case "DATA" -> answer("DATA", "354 go ahead", out) && (script.containsKey("DATA") || take(in, out));
      case "QUIT" -> {
        write("221 2.0.0 bye", out);
        yield false;
      }
      default -> answer(script.containsKey(line) ? line : verb, "250 2.0.0 ok", out);
    };
  }

  private boolean take(BufferedReader in, OutputStream out) throws IOException, InterruptedException {
    if (script.containsKey("BODY")) {
      in.readLine();
      return answer("BODY", "", out);
    }
    var letter = new StringBuilder();
    for (var line = in.readLine(); !".".equals(line); line = in.readLine()) {
      if (line == null) {
        return false;
      }
      letter.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
    }
    var answer = script.getOrDefault(".", "250");
    if (!answer.startsWith("4") && !answer.startsWith("5")) {
      letters.add(letter.toString());
    }
    if (garbles) {
      write(NONSENSE.get(garbled.getAndIncrement() % NONSENSE.size()), out);
      return true;
    }
    return answer(".", "250 2.0.0 taken", out);
  }

  private boolean answer(String phase, String good, OutputStream out) throws IOException, InterruptedException {
    var action = script.getOrDefault(phase, good);
    switch (action) {
      case CLOSE -> {
        return false;
      }
      case HANG -> Thread.sleep(Duration.ofMinutes(5));
      case DRIP -> {
        for (var i = 0; i < 10_000; i++) {
          out.write(("250-and so on " + i + "\r\n").getBytes(StandardCharsets.US_ASCII));
          Thread.sleep(20);
        }
      }
      default -> write(action, out);
    }
    // As the standard demands (RFC 5321, 3.8): after 421 the connection is closed.
    return !action.startsWith("421");
  }

  private static void write(String line, OutputStream out) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public String host() {
    return server.getInetAddress().getHostAddress();
  }

  @Override
  public int port() {
    return server.getLocalPort();
  }

  @Override
  public int taken() {
    return letters.size();
  }

  @Override
  public int asked() {
    return sessions.get();
  }

  @Override
  public @Nullable Duration retryAfter() {
    return null;
  }

  /// Closes the connections and goes on listening, as a server does that is restarted.
  void closeConnections() {
    try {
      for (var connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      // Until its accept has returned, the port may still take a connection.
      listener.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closeConnections();
  }
}
