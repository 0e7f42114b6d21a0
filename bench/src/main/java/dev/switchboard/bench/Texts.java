package dev.switchboard.bench;

/// The messages of the load, as the API takes them: to ten thousand people in turns.
final class Texts {

  private static final int PEOPLE = 10_000;

  private Texts() {}

  /// @param sentAt nanoseconds of the clock for the sink that compares, or 0 where it is not to
  static String message(long number, String lane, long sentAt) {
    return "{\"account\":\"sandbox\",\"to\":\"+49151" + (10_000_000 + number % PEOPLE) + "\",\"lane\":\"" + lane
        + "\",\"content\":{\"type\":\"text\",\"text\":\"Message " + number
        + ": your parcel will be with you tomorrow between 9 and 12. sentAt=" + sentAt + ".\"}}";
  }
}
