package dev.switchboard.core.message;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.chat.OpenChats;
import dev.switchboard.core.contact.Address;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A request that has been checked and is ready to be stored.
///
/// @param content JSON
/// @param metadata JSON
/// @param expiresAt null where it is counted from [#lifetimeSeconds] by the database's clock
/// @param hash SHA-256 of what the request asks for, to tell a repetition from another request under the same key
record Draft(UUID id, MessageRequest request, Account account, Address recipient, String content, String preview,
    String metadata, @Nullable Instant expiresAt, long lifetimeSeconds, byte[] hash) {

  OpenChats.Wanted chat() {
    return new OpenChats.Wanted(request.tenantId(), account.id(), recipient, null);
  }
}
