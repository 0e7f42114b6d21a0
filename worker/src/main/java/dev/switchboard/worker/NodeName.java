package dev.switchboard.worker;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// What this node is called in the database, for people.
public final class NodeName {

  private NodeName() {}

  /// The machine and the process, as an operator knows them.
  public static String ours() {
    try {
      return InetAddress.getLocalHost().getHostName() + "/" + ProcessHandle.current().pid();
    } catch (UnknownHostException e) {
      return "pid " + ProcessHandle.current().pid();
    }
  }
}
