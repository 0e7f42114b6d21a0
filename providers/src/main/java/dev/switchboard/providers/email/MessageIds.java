package dev.switchboard.providers.email;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The ids by which mails know one another (RFC 5322, 3.6.4), as they really are: several in In-Reply-To, folded in the
/// middle, among words, without brackets.
final class MessageIds {

  private static final Pattern ID = Pattern.compile("<([^<>]{1,900})>");
  private static final Pattern BARE = Pattern.compile("[^\\s<>,;\"()]{1,400}@[^\\s<>,;\"()]{1,400}");
  private static final Pattern OURS = Pattern
      .compile("<([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})@[^<>\\s]+>");
  private static final int MOST = 100;

  /// The ids in a header, in its order, in brackets.
  static List<String> in(String header) {
    var ids = new ArrayList<String>();
    var found = ID.matcher(header);
    while (found.find()) {
      var id = found.group(1).replaceAll("\\s+", "");
      if (!id.isEmpty()) {
        ids.add("<" + Charsets.storable(id) + ">");
      }
    }
    if (ids.isEmpty()) {
      var bare = BARE.matcher(header);
      while (bare.find()) {
        ids.add("<" + Charsets.storable(bare.group()) + ">");
      }
    }
    return ids;
  }

  /// What a mail answers: what it says so itself first, then what was before, the latest first.
  static List<String> references(Headers headers) {
    var ids = new LinkedHashSet<String>();
    headers.all("In-Reply-To").forEach(each -> ids.addAll(in(each)));
    headers.all("References").forEach(each -> ids.addAll(in(each).reversed()));
    return ids.stream().limit(MOST).toList();
  }

  /// Our message's id where it is one of ours by its shape.
  static Optional<UUID> ours(@Nullable String id) {
    var ours = id == null ? null : OURS.matcher(id);
    return ours != null && ours.matches() ? Optional.of(UUID.fromString(ours.group(1))) : Optional.empty();
  }

  private MessageIds() {}
}
