package dev.switchboard.providers.twilio;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.FakeService;
import java.nio.file.Path;
import java.time.Duration;

class TwilioWhatsAppContractTest extends TwilioContract {

  @Override
  protected ObjectNode settings(FakeService fake, Duration timeout) {
    return super.settings(fake, timeout).put("channel", "whatsapp").put("from", "+551150000001");
  }

  @Override
  protected Path fixtures() {
    return Path.of("src", "test", "resources", "fixtures", "twilio-whatsapp");
  }
}
