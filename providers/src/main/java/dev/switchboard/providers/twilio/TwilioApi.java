package dev.switchboard.providers.twilio;

import com.twilio.http.HttpMethod;
import com.twilio.http.Request;
import com.twilio.http.TwilioRestClient;
import dev.switchboard.providers.http.Exchange;
import dev.switchboard.providers.http.ServiceClient;
import java.util.Map;
import java.util.function.Consumer;

/// Lets the SDK ask Twilio, and tells how certain it is that the request arrived. Thread-safe.
///
/// The SDK writes requests; what an answer means is for us to say, because the SDK throws one exception for a request that
/// was refused, one that was lost and one whose answer it cannot read.
final class TwilioApi {

  // The password is the carrier's to add: nobody else keeps it.
  private static final String NOT_HERE = "-";

  private final TwilioRestClient sdk;

  TwilioApi(TwilioSettings settings, ServiceClient client) {
    this.sdk = new TwilioRestClient.Builder(settings.login().accountSid(), NOT_HERE)
        .accountSid(settings.login().accountSid()).httpClient(new Carrier(settings, client)).build();
  }

  /// Makes one request. Never throws; blocks as long as the errand may take.
  ///
  /// @param request given the SDK's client, makes the SDK ask once
  Exchange ask(Errand errand, Consumer<TwilioRestClient> request) {
    try {
      ScopedValue.where(Carrier.ERRAND, errand).run(() -> request.accept(sdk));
    } catch (RuntimeException _) {
      // What the SDK makes of an answer changes nothing about what came of the request.
    }
    return errand.exchange();
  }

  /// Asks for something that the SDK has no tolerant reader for.
  ///
  /// @param product such as `api` or `content`
  Exchange get(Errand errand, String product, String path, Map<String, String> query) {
    var request = new Request(HttpMethod.GET, product, path);
    query.forEach(request::addQueryParam);
    return ask(errand, client -> client.request(request));
  }

  Exchange postJson(Errand errand, String product, String path, String json) {
    var request = new Request(HttpMethod.POST, product, path);
    request.setBody(json);
    return ask(errand, client -> client.request(request));
  }
}
