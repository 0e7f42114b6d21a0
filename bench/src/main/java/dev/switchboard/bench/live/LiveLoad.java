package dev.switchboard.bench.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/// Measures the live traffic of a running server, from a process of its own.
///
/// `LiveLoad server=switchboard|socketio url=http://127.0.0.1:8080 pid=<of the server> chats=5000 rates=1000,4000
/// warmup=5 seconds=20 connections=64`; the API key of a tenant with an account `sandbox` is in `BENCH_KEY`. Prints a line
/// of JSON for each rate:
///
/// - `p50Millis`, `p99Millis`, `p999Millis`, `maxMillis`: from when a message was to be written, whatever held the writer
///   up, until both clients of its chat have it;
/// - `delivered`: messages that came to both, warm-up included; `missed`: those that did not; `wrong`: what came twice or
///   to somebody else; `refused`: writes that were not accepted;
/// - `rssIdleMb`, `rssConnectedMb`, `rssLoadedMb`: the server's memory before the first client, with all connected and
///   quiet, and after the load; `cpuMicros`: of the server's processor time for each message.
public final class LiveLoad {

  private static final long QUIET = TimeUnit.SECONDS.toNanos(5);

  private final Map<String, String> settings;
  private final ServerProcess server;
  private final int chats;
  private long sequence;

  private LiveLoad(Map<String, String> settings) {
    this.settings = settings;
    this.server = new ServerProcess(Long.parseLong(setting("pid", "0")));
    this.chats = number("chats", "5000");
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    new LiveLoad(settings(args)).run();
    // The threads that read are daemons, and nobody is told good-bye.
    System.exit(0);
  }

  private void run() throws IOException, InterruptedException {
    var url = URI.create(setting("url", "http://127.0.0.1:8080"));
    var address = new InetSocketAddress(url.getHost(), url.getPort());
    var peer = setting("server", "switchboard").equals("socketio");
    var key = peer ? "" : Objects.requireNonNull(System.getenv("BENCH_KEY"), "BENCH_KEY is missing");
    var dialect = peer
        ? new SocketIoDialect()
        : new SwitchboardDialect(key, Chats.make(url, key, chats).ids());
    var clients = new LiveClients(dialect, 2);
    LockSupport.parkNanos(QUIET);
    var idle = server.residentMb();
    clients.connect(address, chats);
    LockSupport.parkNanos(QUIET);
    var connected = server.residentMb();
    System.err.printf("%d clients are connected, %.0f MB became %.0f MB%n", 2 * chats, idle, connected);
    var writer = peer
        ? new EmitWriter(clients)
        : new PostWriter(new HttpWriter(url, key, number("connections", "64")));
    for (var rate : setting("rates", "1000,4000").split(",")) {
      var result = measure(clients, writer, Integer.parseInt(rate));
      result.put("rssIdleMb", rounded(idle));
      result.put("rssConnectedMb", rounded(connected));
      result.put("rssLoadedMb", rounded(server.residentMb()));
      System.out.println(new ObjectMapper().writeValueAsString(result));
    }
  }

  private Map<String, Object> measure(LiveClients clients, LiveWriter writer, int rate)
      throws IOException, InterruptedException {
    var warmUp = rate * number("warmup", "5");
    var count = warmUp + rate * number("seconds", "20");
    var tally = new Tally(sequence, warmUp, count, chats, 2);
    var refused = writer.refused();
    clients.count(tally);
    var cpu = server.cpuSeconds();
    new Metronome(rate).beat(count, due -> {
      clients.check();
      tally.sent(sequence, due);
      writer.write((int) (sequence % chats), "Bom dia! seq=" + sequence);
      sequence++;
    });
    tally.await(count - (writer.refused() - refused));
    clients.check();
    var result = new LinkedHashMap<String, Object>();
    result.put("rate", rate);
    result.put("p50Millis", rounded(tally.millis(50)));
    result.put("p99Millis", rounded(tally.millis(99)));
    result.put("p999Millis", rounded(tally.millis(99.9)));
    result.put("maxMillis", rounded(tally.millis(100)));
    result.put("delivered", tally.complete());
    result.put("missed", tally.missed());
    result.put("wrong", tally.wrong());
    result.put("refused", writer.refused() - refused);
    result.put("cpuMicros", rounded((server.cpuSeconds() - cpu) * 1e6 / count));
    return result;
  }

  private int number(String name, String usual) {
    return Integer.parseInt(setting(name, usual));
  }

  private String setting(String name, String usual) {
    return settings.getOrDefault(name, usual);
  }

  /// The settings `name=value` of a command line.
  static Map<String, String> settings(String[] args) {
    return Arrays.stream(args).map(arg -> arg.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
