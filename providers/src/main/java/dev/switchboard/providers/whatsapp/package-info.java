/// WhatsApp by Meta's Cloud API.
///
/// Out: [WhatsAppProvider] hands a message to [Outgoing], which writes it as the Graph API wants it; what Graph answers is
/// judged by [GraphAnswers], its codes by [ErrorCodes]. In: [WhatsAppWebhook] proves a call, takes it apart and hands each
/// item to its reader. `docs/channels/whatsapp.md` is for operators.
@NullMarked
package dev.switchboard.providers.whatsapp;

import org.jspecify.annotations.NullMarked;
