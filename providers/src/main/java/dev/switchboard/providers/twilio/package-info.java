/// Twilio: SMS and WhatsApp, by Twilio's own SDK over our HTTP client.
///
/// [TwilioProvider] sends what [Composer] has put into Twilio's words; [TwilioApi] lets the SDK ask and tells how certain
/// it is that the request arrived; [TwilioAnswers] and [TwilioCodes] say what an answer means. [TwilioWebhook] proves by
/// [TwilioSignature] that a call is Twilio's and reads it. [ContentCatalogue] knows templates, [TwilioMedia] fetches what
/// customers sent, [TwilioCheck] looks whether an account will work.
@NullMarked
package dev.switchboard.providers.twilio;

import org.jspecify.annotations.NullMarked;
