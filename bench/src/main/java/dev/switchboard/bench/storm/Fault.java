package dev.switchboard.bench.storm;

/// What a storm does to the product.
enum Fault {
  KILL_WORKER("kill -9 a worker"),
  KILL_API("kill -9 an api node"),
  FREEZE_WORKER("freeze a worker past its lease"),
  DATABASE_FAST("stop PostgreSQL, fast"),
  DATABASE_IMMEDIATE("stop PostgreSQL, immediate"),
  END_SESSIONS("end the nodes' database sessions"),
  CUT_DATABASE("cut all connections to PostgreSQL"),
  CUT_SERVICE("cut all connections to the service"),
  CUT_CLIENTS("cut all connections of clients"),
  STOP_READING("a live client stops reading");

  private final String words;

  Fault(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
