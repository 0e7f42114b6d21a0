package dev.switchboard.providers.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.Files;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.entity.mime.HttpMultipartMode;
import org.apache.hc.client5.http.entity.mime.MultipartEntityBuilder;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// Makes calls to services over pooled connections, and knows of each whether it can have arrived.
///
/// Thread-safe and meant for many virtual threads at a time; one serves all accounts of a provider. It never repeats a
/// request, follows no redirect, keeps no cookie: whatever a service answers is for the provider to judge.
public final class ServiceClient implements AutoCloseable {

  private static final int CONNECTIONS_PER_SERVICE = 512;
  private static final int LONGEST_ANSWER = 1 << 20;
  private static final TimeValue IDLE = TimeValue.ofSeconds(20);
  private static final Timeout CONNECT = Timeout.ofSeconds(5);

  private final CloseableHttpClient http;
  // Socket timeouts only bound the wait for the next byte. This bounds the whole call: leases depend on it.
  private final ScheduledThreadPoolExecutor alarm = alarm();

  /// Goes wherever it is told to: for services whose address an operator has set.
  public ServiceClient() {
    this(SystemDefaultDnsResolver.INSTANCE);
  }

  private ServiceClient(DnsResolver names) {
    this.http = client(names);
  }

  /// Goes to the public internet only: for addresses that strangers gave us. Each connection is held against
  /// [PublicInternet] when it is made, so a name that changes its mind after it was looked up gets nowhere. What leads
  /// elsewhere is not sent, for the reason [FailureReason#BAD_ADDRESS].
  public static ServiceClient toPublicInternet() {
    return new ServiceClient(new PublicInternet.Resolver());
  }

  /// Makes the call and blocks until it is answered, has failed, or has taken as long as it may. Never throws.
  public Exchange call(Call call) {
    return call(call, call.body() == null
        ? null
        : new ByteArrayEntity(call.body(), ContentType.parse(call.contentType())));
  }

  /// The same for a message that a file goes along with: a form of several parts (RFC 7578), streamed, in place of the
  /// call's own body.
  ///
  /// @param fields the other fields of the form, before the file
  /// @param name of the field that has the file
  /// @param bytes read once and closed
  public Exchange call(Call call, Map<String, String> fields, String name, Files.Kept file, InputStream bytes) {
    try {
      return call(call, form(fields, name, file, bytes));
    } finally {
      // Whatever closing says, the answer is the answer.
      Closer.closeQuietly(bytes);
    }
  }

  private Exchange call(Call call, @Nullable HttpEntity entity) {
    if (call.pastDeadline()) {
      return tooLate();
    }
    var request = request(call);
    var body = entity == null ? null : new GuardedBody(call, entity, request::cancel);
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

  /// Opens a file that a service keeps. The call's timeout is that of each wait, for the file may be long; the rest is the
  /// caller's to bound.
  ///
  /// @return closed by the caller, whatever its status
  /// @throws IOException where no answer came
  public Download open(Call call) throws IOException {
    var response = http.executeOpen(null, request(call), null);
    return new Download(response);
  }

  /// Hands a file to a service that keeps it: a form of several parts (RFC 7578), streamed.
  ///
  /// @param fields the other fields of the form, before the file
  /// @param name of the field that has the file
  /// @param bytes read once and closed
  public Exchange upload(URI url, Map<String, String> headers, Map<String, String> fields, String name, Files.Kept file,
      InputStream bytes, Duration timeout) {
    var request = request(new Call("POST", url, headers, null, "", timeout, null));
    request.setEntity(form(fields, name, file, bytes));
    var timedOut = new AtomicBoolean();
    var alarmed = alarm.schedule(() -> {
      timedOut.set(true);
      request.cancel();
    }, timeout.toNanos(), TimeUnit.NANOSECONDS);
    try (bytes) {
      return http.execute(request, ServiceClient::read);
    } catch (IOException | RuntimeException e) {
      return new Exchange.Unanswered(failure(e, timedOut.get()));
    } finally {
      alarmed.cancel(false);
    }
  }

  private static HttpEntity form(Map<String, String> fields, String name, Files.Kept file, InputStream bytes) {
    var form = MultipartEntityBuilder.create().setMode(HttpMultipartMode.EXTENDED);
    fields.forEach((field, value) -> form.addTextBody(field, value, ContentType.TEXT_PLAIN.withCharset(UTF_8)));
    form.addPart(name, new SizedBody(bytes, file));
    return form.build();
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
    if (e instanceof PublicInternet.Outside) {
      return Failure.of(FailureReason.BAD_ADDRESS, e.getMessage());
    }
    return Failure.of(FailureReason.UNREACHABLE, e.getClass().getSimpleName() + ": " + e.getMessage());
  }

  private static CloseableHttpClient client(DnsResolver names) {
    var connections = PoolingHttpClientConnectionManagerBuilder.create().setDnsResolver(names)
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
