package dev.switchboard.providers.email;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.regex.Pattern;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.directory.InitialDirContext;
import org.jspecify.annotations.Nullable;

/// Asks the DNS, by the JDK's own means.
///
/// @param server as in `dns://10.0.0.2`; null where the machine knows
record DnsRecords(@Nullable String server) {

  private static final Pattern PIECE = Pattern.compile("\"((?:[^\"\\\\]++|\\\\.)*+)\"|(\\S+)");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,253}");

  sealed interface Answer {

    /// @param records never empty
    record Found(List<String> records) implements Answer {}

    record None() implements Answer {}

    record NotAsked(String why) implements Answer {}
  }

  /// @param type such as `TXT`
  @SuppressWarnings("BanJNDI") // the provider for the DNS reads texts and makes no objects of them, and no name is a URL
  Answer ask(String name, String type) {
    if (!NAME.matcher(name).matches()) {
      return new Answer.NotAsked("this is no name: " + name);
    }
    var environment = new Hashtable<String, String>();
    environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    environment.put(Context.PROVIDER_URL, server == null ? "dns:" : server);
    environment.put("com.sun.jndi.dns.timeout.initial", "2000");
    environment.put("com.sun.jndi.dns.timeout.retries", "2");
    try {
      var context = new InitialDirContext(environment);
      try {
        var records = context.getAttributes(name, new String[]{type}).get(type);
        return records == null ? new Answer.None() : new Answer.Found(texts(type, Collections.list(records.getAll())));
      } finally {
        context.close();
      }
    } catch (NameNotFoundException e) {
      return new Answer.None();
    } catch (NamingException e) {
      return new Answer.NotAsked(String.valueOf(e.getMessage()));
    }
  }

  private static List<String> texts(String type, List<?> records) {
    return records.stream().map(String::valueOf).map(each -> type.equals("TXT") ? joined(each) : each).toList();
  }

  /// A long record comes in pieces, those with spaces in quotes.
  private static String joined(String record) {
    var pieces = new ArrayList<String>();
    var found = PIECE.matcher(record);
    while (found.find()) {
      pieces.add(found.group(1) == null ? found.group(2) : found.group(1).replaceAll("\\\\(.)", "$1"));
    }
    return String.join("", pieces);
  }
}
