package dev.switchboard.core.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What reading a kept webhook again has brought. Its JSON leaves out what is null.
///
/// @param webhook as it was before
/// @param dryRun whether nothing was changed
/// @param before what was understood when it was last applied; null where that was not kept yet
/// @param after what is understood now; empty where it could not be read
/// @param gone what was understood so before and is not any more; empty where nobody knows what was
/// @param come what is understood so now and was not before
/// @param applied what is new by it, or would be: items that were not there already, by whatever way
/// @param problem why it could not be read, so that nothing was done; null where it could
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Replayed(WebhookView webhook, boolean dryRun, @Nullable List<WebhookItem> before, List<WebhookItem> after,
    List<WebhookItem> gone, List<WebhookItem> come, List<WebhookItem> applied, @Nullable String problem) {

  static Replayed of(KeptWebhook kept, boolean dryRun, List<WebhookItem> after, List<WebhookItem> applied) {
    var before = kept.items();
    return new Replayed(kept.view(), dryRun, before, after,
        before == null ? List.of() : WebhookItem.without(before, after),
        before == null ? after : WebhookItem.without(after, before), applied, null);
  }

  static Replayed failed(WebhookView webhook, boolean dryRun, String problem) {
    return new Replayed(webhook, dryRun, null, List.of(), List.of(), List.of(), List.of(), problem);
  }

  /// Whether anything is another thing than before, or could not be found out.
  public boolean tells() {
    return !gone.isEmpty() || !come.isEmpty() || !applied.isEmpty() || problem != null;
  }
}
