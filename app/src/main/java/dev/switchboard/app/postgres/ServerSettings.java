package dev.switchboard.app.postgres;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;

/// Our settings of the server, in a file that `postgresql.conf` includes. Written at each start, so that they are those
/// of this version; `alter system` overrules them.
public final class ServerSettings {

  /// How much of its log the server keeps at most between two checkpoints, where much is written. After each checkpoint
  /// every page that is changed is logged whole once; with PostgreSQL's own 1 GB a busy node has one every half minute.
  public static final String MAX_WAL_SIZE = "4GB";

  private static final Pattern PORT = Pattern.compile("^port = (\\d+)$", Pattern.MULTILINE);
  private static final int FIRST_PORT = 5433;
  private static final int MEGABYTE = 1024 * 1024;
  // In megabytes. What is used of them is what is needed, but page tables grow with them.
  private static final int LEAST_BUFFERS = 128;
  private static final int MOST_BUFFERS = 8192;

  static void includeIn(Path data) throws IOException {
    Files.writeString(data.resolve("postgresql.conf"), "\ninclude_if_exists = 'switchboard.conf'\n",
        StandardOpenOption.APPEND);
    Files.writeString(data.resolve("pg_hba.conf"), """
        # Connections from this machine only, and only with a password.
        host all all 127.0.0.1/32 scram-sha-256
        host all all ::1/128 scram-sha-256
        """);
  }

  /// The port of the last start, or where to begin looking for one.
  static int lastPort(ServerFiles files) throws IOException {
    if (!Files.exists(files.settings())) {
      return FIRST_PORT;
    }
    var found = PORT.matcher(Files.readString(files.settings()));
    return found.find() ? Integer.parseInt(found.group(1)) : FIRST_PORT;
  }

  static void write(ServerFiles files, int port) throws IOException {
    Files.writeString(files.settings(), """
        # Written by switchboard at each start. Overrule it with "alter system".
        port = %d
        listen_addresses = '127.0.0.1'
        unix_socket_directories = ''
        max_connections = 200
        fsync = on
        synchronous_commit = on
        full_page_writes = on
        shared_buffers = '%dMB'
        max_wal_size = '%s'
        # An abandoned transaction would hold back everybody's live events.
        idle_in_transaction_session_timeout = '30s'
        # A node that has vanished without closing its connections must not keep its locks.
        tcp_keepalives_idle = 30
        tcp_keepalives_interval = 10
        tcp_keepalives_count = 3
        timezone = 'UTC'
        log_timezone = 'UTC'
        log_line_prefix = '%%m [%%p] %%a '
        log_checkpoints = off
        log_min_duration_statement = '5s'
        """.formatted(port, sharedBuffers(), MAX_WAL_SIZE));
  }

  /// How many megabytes the server keeps of its tables: an eighth of the machine's memory, or of the container's.
  /// PostgreSQL's manual has a quarter for machines that do nothing else; here the nodes run, too.
  public static long sharedBuffers() {
    return sharedBuffers(ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize());
  }

  static long sharedBuffers(long memory) {
    return Math.clamp(memory / 8 / MEGABYTE, LEAST_BUFFERS, MOST_BUFFERS);
  }

  private ServerSettings() {}
}
