package dev.switchboard.core.webhook;

import java.util.Map;

/// The files that came along with an item.
///
/// @param files their bytes, by the source of their media file
/// @param largest that is kept, in bytes; of a larger one it is only kept that it was there
record Enclosed(Map<String, byte[]> files, long largest) {

  /// Where nothing comes along.
  static final Enclosed NONE = new Enclosed(Map.of(), Long.MAX_VALUE);

  Enclosed {
    files = Map.copyOf(files);
  }
}
