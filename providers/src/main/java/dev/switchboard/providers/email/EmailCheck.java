package dev.switchboard.providers.email;

import dev.switchboard.core.spi.AccountCheck.Finding;
import dev.switchboard.core.spi.AccountCheck.Verdict;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Looks whether an account can send and read, and whether the DNS says what receivers of its letters look for.
record EmailCheck(EmailSettings settings) {

  List<Finding> findings() {
    var domain = settings.sender().domain();
    var dns = new DnsRecords(settings.dns());
    return Stream.of(Stream.of(smtp()), Stream.of(imap()), answers().stream(),
        Stream.of(spf(dns, domain), dkim(dns), dmarc(dns, domain), mx(dns, domain))).flatMap(each -> each).toList();
  }

  private Finding smtp() {
    var server = settings.server();
    var connection = SmtpConnection.to(server, settings.sender().domain());
    try {
      connection.open();
      return server.security() == Security.NONE && server.login() != null
          ? doubtful("SMTP login", "security",
              "works, but the password goes over the wire in the open: use starttls or tls")
          : good("SMTP login", server.host() + " takes our letters");
    } catch (MessagingException | RuntimeException e) {
      return bad("SMTP login", e instanceof AuthenticationFailedException ? "password" : "host",
          server.host() + " port " + server.port() + ": " + words(connection, e));
    } finally {
      SmtpConnections.quit(connection);
    }
  }

  private static String words(SmtpConnection connection, Exception e) {
    var reply = connection.reply();
    return reply != null && !reply.positive() && reply.code() > 0 ? reply.text() : String.valueOf(e.getMessage());
  }

  private Finding imap() {
    var server = settings.inbox();
    if (server == null) {
      return doubtful("IMAP login", "imapHost", "is not set: answers and reports of failure are not read");
    }
    try (var connection = ImapConnection.open(server)) {
      return good("IMAP login", server.folder() + " has " + connection.folder().getMessageCount() + " mails"
          + (connection.idles() ? "" : "; the server does not tell of new ones, so it is asked every "
              + server.poll().toSeconds() + " s"));
    } catch (MessagingException | RuntimeException e) {
      return bad("IMAP login", e instanceof AuthenticationFailedException ? "imapPassword" : "imapHost",
          server.host() + " port " + server.port() + ": " + e.getMessage());
    }
  }

  private List<Finding> answers() {
    return settings.sender().replies() == null
        ? List.of(doubtful("reply address", "replyAddress",
            "is not set: answers find their chat by their Message-IDs alone, which some programs lose"))
        : List.of();
  }

  private static Finding spf(DnsRecords dns, String domain) {
    return switch (dns.ask(domain, "TXT")) {
      case DnsRecords.Answer.NotAsked(var why) -> notAsked("SPF", why);
      case DnsRecords.Answer.None _ -> noSpf(domain);
      case DnsRecords.Answer.Found(var records) -> {
        var spf = records.stream().filter(each -> each.toLowerCase(Locale.ROOT).matches("v=spf1(?: .*)?")).toList();
        if (spf.isEmpty()) {
          yield noSpf(domain);
        }
        if (spf.size() > 1) {
          yield bad("SPF", null, domain + " has " + spf.size() + " records that begin with v=spf1; then none counts");
        }
        yield spf.getFirst().matches("(?i).*[ +]\\+?all")
            ? doubtful("SPF", null, domain + " lets everybody send in its name: " + spf.getFirst())
            : good("SPF", domain + " says " + spf.getFirst() + "; the mail server must be one of these");
      }
    };
  }

  private static Finding noSpf(String domain) {
    return bad("SPF", null, domain + " has no TXT record that begins with v=spf1: many receivers refuse its letters");
  }

  private Finding dkim(DnsRecords dns) {
    var dkim = settings.dkim();
    if (dkim == null) {
      return new Finding(Verdict.UNKNOWN, "DKIM", "dkimSelector",
          "letters are not signed here; the mail server may do it, ask whoever runs it");
    }
    return switch (dns.ask(dkim.toString(), "TXT")) {
      case DnsRecords.Answer.NotAsked(var why) -> notAsked("DKIM", why);
      case DnsRecords.Answer.None _ ->
          bad("DKIM", "dkimSelector", dkim + " has no TXT record: publish the key there");
      case DnsRecords.Answer.Found(var records) -> dkim(dkim, records);
    };
  }

  private static Finding dkim(Dkim dkim, List<String> records) {
    var published = records.stream().map(each -> each.replaceAll("\\s", "")).filter(each -> each.contains("p="))
        .findFirst();
    if (published.isEmpty() || published.get().matches(".*\\bp=(?:;.*)?")) {
      return bad("DKIM", "dkimSelector", dkim + " has no key in it, or one that was withdrawn");
    }
    var ours = DkimKey.published(dkim.key());
    return ours.isPresent() && !published.get().contains("p=" + ours.get())
        ? bad("DKIM", "dkimKey", dkim + " has another key than ours: letters fail the check. Publish p=" + ours.get())
        : good("DKIM", dkim + (ours.isPresent() ? " has our key" : " has a key; whether it is ours was not compared"));
  }

  /// RFC 7489, 6.6.3: where a domain says nothing, the one above it speaks for it.
  private static Finding dmarc(DnsRecords dns, String domain) {
    for (var name = domain; name.contains("."); name = name.substring(name.indexOf('.') + 1)) {
      switch (dns.ask("_dmarc." + name, "TXT")) {
        case DnsRecords.Answer.NotAsked(var why) -> {
          return notAsked("DMARC", why);
        }
        case DnsRecords.Answer.Found(var records) -> {
          var dmarc = records.stream().filter(each -> each.startsWith("v=DMARC1")).findFirst();
          if (dmarc.isPresent()) {
            return good("DMARC", "_dmarc." + name + " says " + dmarc.get());
          }
        }
        case DnsRecords.Answer.None _ -> {
          // The one above is asked next.
        }
      }
    }
    return doubtful("DMARC", null, "_dmarc." + domain + " has no record: large receivers want one of who sends much");
  }

  private static Finding mx(DnsRecords dns, String domain) {
    return switch (dns.ask(domain, "MX")) {
      case DnsRecords.Answer.NotAsked(var why) -> notAsked("MX", why);
      case DnsRecords.Answer.None _ ->
          bad("MX", "from", domain + " receives no mail: neither answers nor reports of failure come back");
      case DnsRecords.Answer.Found(var records) ->
          good("MX", domain + " receives mail at " + String.join(", ", records));
    };
  }

  private static Finding notAsked(String what, String why) {
    return new Finding(Verdict.UNKNOWN, what, null, "the DNS could not be asked: " + why);
  }

  private static Finding good(String what, String words) {
    return new Finding(Verdict.GOOD, what, null, words);
  }

  private static Finding doubtful(String what, @org.jspecify.annotations.Nullable String setting, String words) {
    return new Finding(Verdict.DOUBTFUL, what, setting, words);
  }

  private static Finding bad(String what, @org.jspecify.annotations.Nullable String setting, String words) {
    return new Finding(Verdict.BAD, what, setting, words);
  }
}
