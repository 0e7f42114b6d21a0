package dev.switchboard.bench.contender;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;

/// The handler of the Java peers: reads the message, posts it to the sink, records the provider's id.
///
/// Thread-safe. No connection to the database is held while the sink is called.
final class Delivery implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final DataSource pool;
  private final URI sink;
  private final CloseableHttpClient http;
  private final AtomicLong sent = new AtomicLong();

  /// @param concurrency how many messages are sent at once, each over a connection that is kept
  Delivery(DataSource pool, URI sink, int concurrency) {
    this.pool = pool;
    this.sink = sink;
    var connections = PoolingHttpClientConnectionManagerBuilder.create().setMaxConnTotal(concurrency)
        .setMaxConnPerRoute(concurrency).build();
    this.http = HttpClients.custom().setConnectionManager(connections).disableAutomaticRetries()
        .disableCookieManagement().disableContentCompression().build();
  }

  void deliver(UUID id, long sentAt) throws SQLException, IOException {
    var request = new HttpPost(sink);
    request.setEntity(new StringEntity(read(id, sentAt), ContentType.APPLICATION_JSON));
    record(id, http.execute(request, Delivery::providerId));
    sent.incrementAndGet();
  }

  private String read(UUID id, long sentAt) throws SQLException, IOException {
    try (var connection = pool.getConnection();
        var statement = connection.prepareStatement("select recipient, body from messages where id = ?")) {
      statement.setObject(1, id);
      var row = statement.executeQuery();
      row.next();
      var body = JSON.createObjectNode().put("to", row.getString(1)).put("text", row.getString(2));
      if (sentAt != 0) {
        body.put("sentAt", sentAt);
      }
      return JSON.writeValueAsString(body);
    }
  }

  private static String providerId(ClassicHttpResponse response) throws IOException {
    var answer = EntityUtils.toByteArray(response.getEntity());
    if (response.getCode() != 201) {
      throw new IOException("The sink answered " + response.getCode() + ".");
    }
    return JSON.readTree(answer).required("id").textValue();
  }

  private void record(UUID id, String providerId) throws SQLException {
    try (var connection = pool.getConnection(); var statement = connection.prepareStatement("""
        update messages
        set status = 'SENT', provider_id = ?, sent_at = now()
        where id = ?""")) {
      statement.setString(1, providerId);
      statement.setObject(2, id);
      statement.executeUpdate();
    }
  }

  long sent() {
    return sent.get();
  }

  @Override
  public void close() throws IOException {
    http.close();
  }
}
