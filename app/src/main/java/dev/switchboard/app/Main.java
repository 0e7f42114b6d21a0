package dev.switchboard.app;

/// The entry point of the runnable jar.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.out.println("usage: switchboard up [--roles api,worker] [--database-url URL]");
  }
}
