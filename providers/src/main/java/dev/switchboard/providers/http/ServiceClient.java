package dev.switchboard.providers.http;

import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/// Makes calls to services over pooled connections, and knows of each whether it can have arrived.
///
/// Thread-safe and meant for many virtual threads at a time; one serves all accounts of a provider. It never repeats a
/// request, follows no redirect, keeps no cookie: whatever a service answers is for the provider to judge.
public final class ServiceClient implements AutoCloseable {

  private static final int CONNECTIONS_PER_SERVICE = 512;
  private static final int LONGEST_ANSWER = 1 << 20;
  private static final TimeValue IDLE = TimeValue.ofSeconds(20);
  private static final Timeout CONNECT = Timeout.ofSeconds(5);

  private final CloseableHttpClient http = client();
  // Socket timeouts only bound the wait for the next byte. This bounds the whole call: leases depend on it.
  private final ScheduledThreadPoolExecutor alarm = alarm();

  /// Makes the call and blocks until it is answered, has failed, or has taken as long as it may. Never throws.
  public Exchange call(Call call) {
    if (call.pastDeadline()) {
      return tooLate();
    }
    var request = request(call);
    var body = call.body() == null ? null : new GuardedBody(call, call.body(), request::cancel);
    request.setEntity(body);
    var timedOut = new AtomicBoolean();
    var timeout = alarm.schedule(() -> {
      timedOut.set(true);
      request.cancel();
    }, call.timeout().toNanos(), TimeUnit.NANOSECONDS);
    try {
      return http.execute(request, ServiceClient::read);
    } catch (GuardedBody.DeadlinePassed e) {
      return tooLate();
    } catch (IOException | RuntimeException e) {
      var failure = failure(e, timedOut.get());
      return body == null || body.written() ? new Exchange.Unanswered(failure) : new Exchange.NotSent(failure);
    } finally {
      timeout.cancel(false);
    }
  }

  private static Exchange tooLate() {
    return new Exchange.NotSent(Failure.of(FailureReason.WORKER_LOST, "too late to send: the lease has run out"));
  }

  private static HttpUriRequestBase request(Call call) {
    var request = new HttpUriRequestBase(call.method(), call.url());
    call.headers().forEach(request::setHeader);
    var timeout = Timeout.of(call.timeout());
    request.setConfig(RequestConfig.custom().setConnectionRequestTimeout(timeout).setResponseTimeout(timeout)
        .setConnectionKeepAlive(IDLE).setProtocolUpgradeEnabled(false).build());
    return request;
  }

  private static Exchange read(ClassicHttpResponse response) throws IOException {
    var headers = new HashMap<String, String>();
    for (var header : response.getHeaders()) {
      headers.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), header.getValue());
    }
    var entity = response.getEntity();
    if (entity == null) {
      return new Exchange.Answered(response.getCode(), headers, new byte[0]);
    }
    try (var content = entity.getContent()) {
      var body = content.readNBytes(LONGEST_ANSWER + 1);
      if (body.length > LONGEST_ANSWER) {
        throw new IOException("the answer is longer than " + LONGEST_ANSWER + " bytes");
      }
      return new Exchange.Answered(response.getCode(), headers, body);
    }
  }

  private static Failure failure(Exception e, boolean timedOut) {
    if (timedOut || e instanceof java.net.SocketTimeoutException) {
      return Failure.of(FailureReason.TIMEOUT, "no answer in time");
    }
    return Failure.of(FailureReason.UNREACHABLE, e.getClass().getSimpleName() + ": " + e.getMessage());
  }

  private static CloseableHttpClient client() {
    var connections = PoolingHttpClientConnectionManagerBuilder.create()
        .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX).setConnPoolPolicy(PoolReusePolicy.LIFO)
        .setMaxConnPerRoute(CONNECTIONS_PER_SERVICE)
        .setDefaultConnectionConfig(
            ConnectionConfig.custom().setConnectTimeout(CONNECT).setValidateAfterInactivity(TimeValue.ofSeconds(1))
                .setTimeToLive(TimeValue.of(Duration.ofMinutes(5))).build())
        .build();
    return HttpClients.custom().setConnectionManager(connections).evictIdleConnections(IDLE).disableAutomaticRetries()
        .disableRedirectHandling().disableCookieManagement().disableAuthCaching().disableContentCompression()
        .disableConnectionState().setUserAgent("Switchboard").build();
  }

  private static ScheduledThreadPoolExecutor alarm() {
    var alarm = new ScheduledThreadPoolExecutor(1,
        Thread.ofPlatform().daemon().name("service-client-alarm").factory());
    alarm.setRemoveOnCancelPolicy(true);
    return alarm;
  }

  @Override
  public void close() {
    alarm.shutdownNow();
    http.close(CloseMode.GRACEFUL);
  }
}
