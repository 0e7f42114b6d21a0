package dev.switchboard.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// wrk, posting messages to `POST /api/v1/messages` over connections that are kept, to ten thousand people in turns.
record HttpLoad(Product product, Path directory) {

  private static final String SCRIPT = """
      local n = 0
      wrk.method = "POST"
      wrk.headers["Content-Type"] = "application/json"
      wrk.headers["Authorization"] = "Bearer %s"
      request = function()
        n = n + 1
        return wrk.format(nil, nil, nil, string.format(
          '{"account":"sandbox","to":"+49151%%d","content":{"type":"text","text":"Message %%d: your parcel will be with you tomorrow between 9 and 12."}}',
          10000000 + n %% 10000, n))
      end
      response = function(status)
        if status ~= 202 then
          wrk.thread:stop()
        end
      end
      """;

  /// What wrk printed after so many seconds over so many connections.
  String run(int connections, int seconds) throws IOException, InterruptedException {
    var script = Files.writeString(directory.resolve("post.lua"), SCRIPT.formatted(product.apiKey()));
    var output = new Program(List.of("wrk", "-t1", "-c" + connections, "-d" + seconds + "s", "--timeout", "10s", "-s",
        script.toString(), product.url() + "/api/v1/messages"), Map.of(), product.log()).run();
    if (output.contains("Non-2xx") || output.contains("Socket errors")) {
      throw new IllegalStateException("not all requests were accepted: " + output);
    }
    return output;
  }

  static double perSecond(String output) {
    return Program.number(output, "Requests/sec:");
  }
}
