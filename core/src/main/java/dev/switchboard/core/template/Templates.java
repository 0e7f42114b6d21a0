package dev.switchboard.core.template;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.message.AcceptResult.Refusal;
import dev.switchboard.core.message.AcceptResult.Refused;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.TemplateSource;
import dev.switchboard.core.spi.TemplateSource.Filling;
import dev.switchboard.core.spi.TemplateValue;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Finds the template that a message names and fills it.
///
/// What the account's service keeps goes before our own of the account's channel. Thread-safe; reads the database when a name
/// is first asked for and after [#forget], as a trigger on `templates` announces changes to all nodes.
@Singleton
public final class Templates {

  private final Database database;
  private final Map<UUID, Map<String, List<Template>>> byTenant = new ConcurrentHashMap<>();
  private final AtomicLong forgotten = new AtomicLong();

  public Templates(Database database) {
    this.database = database;
  }

  /// The same without a container.
  public static Templates over(Database database, Doorbell doorbell) {
    var templates = new Templates(database);
    TemplateChanges.follow(doorbell, templates);
    return templates;
  }

  /// Turns what names a template into what is sent.
  ///
  /// @param members where the content stands in what was asked, such as `content.`
  public Resolution resolve(Account account, Content.Template wanted, String members) {
    var named = named(account.tenantId(), wanted.name());
    var ofService = account.provider() instanceof TemplateSource
        ? named.stream().filter(template -> account.id().equals(template.accountId())).toList()
        : List.<Template>of();
    var ours = named.stream().filter(template -> template.isOurs()
        && template.channel() == account.provider().capabilities().channel()).toList();
    var chosen = choose(wanted.language(), ofService, ours);
    return chosen == null
        ? unknown(account, members, ofService, ours)
        : fill(account, chosen, wanted.variables(), members);
  }

  private static @Nullable Template choose(@Nullable String language, List<Template> ofService, List<Template> ours) {
    var kept = Languages.choose(language, ofService.stream().filter(template -> !template.isDeleted()).toList());
    if (kept != null) {
      return kept;
    }
    var own = Languages.choose(language, ours);
    // One that is gone is chosen last, for its sender to be told so.
    return own != null ? own : Languages.choose(language, ofService);
  }

  private Resolution unknown(Account account, String members, List<Template> ofService, List<Template> ours) {
    var languages = new TreeSet<String>();
    ofService.forEach(template -> languages.add(template.language()));
    ours.forEach(template -> languages.add(template.language()));
    if (!languages.isEmpty()) {
      return new Resolution.Refused(new Refused(members + "language", Refusal.UNKNOWN_TEMPLATE,
          "must be one of those that there are: " + String.join(", ", languages)));
    }
    if (account.provider().capabilities().contentKinds().contains(ContentKind.TEMPLATE) && !isInSync(account)) {
      return new Resolution.AsItIs();
    }
    return new Resolution.Refused(new Refused(members + "name", Refusal.UNKNOWN_TEMPLATE,
        "is no template of this account, nor one of ours for its channel"));
  }

  /// Fills a template that has been found.
  ///
  /// @param account whose service keeps it; for our own any or none
  /// @param members where `name` and `variables` stand in what was asked, such as `content.`
  static Resolution fill(@Nullable Account account, Template template, Map<String, TemplateValue> values,
      String members) {
    if (!template.maySend()) {
      return new Resolution.Refused(new Refused(members + "name", Refusal.TEMPLATE_NOT_APPROVED,
          "is " + template.state() + (template.reason() == null ? "" : " (" + template.reason() + ")")
              + ": only what is " + TemplateSource.APPROVED + " can be sent"));
    }
    var variables = new Variables(members, template.variables(), values,
        account == null ? null : account.provider().capabilities());
    return template.isOurs() ? own(template, variables) : ofService(account, template, variables, members);
  }

  private static Resolution own(Template template, Variables variables) {
    var texts = new HashMap<String, String>();
    variables.values().forEach((name, value) -> {
      if (value.text() != null) {
        texts.put(name, value.text());
      }
    });
    var wording = wording(template);
    var faults = new ArrayList<>(variables.faults());
    wording.misfits(texts).stream()
        .map(misfit -> variables.refused(misfit.variable(), Refusal.BAD_VARIABLE, misfit.why()))
        .filter(misfit -> faults.stream().noneMatch(fault -> fault.field().equals(misfit.field())))
        .forEach(faults::add);
    if (!faults.isEmpty()) {
      return new Resolution.Refused(Refused.of(faults));
    }
    try {
      return new Resolution.Filled(wording.fill(texts), template.use());
    } catch (IllegalArgumentException e) {
      return new Resolution.Refused(variables.refused(null, Refusal.BAD_VARIABLE, "make an address that is none"));
    }
  }

  private static Wording wording(Template template) {
    try {
      return Wording.of(template.channel(), template.body());
    } catch (BadWordingException e) {
      throw new IllegalStateException("template " + template.id() + " cannot be read any more: " + e.getMessage(), e);
    }
  }

  private static Resolution ofService(@Nullable Account account, Template template, Variables variables,
      String members) {
    var faults = variables.faults();
    if (!faults.isEmpty()) {
      return new Resolution.Refused(Refused.of(faults));
    }
    if (account == null || !(account.provider() instanceof TemplateSource source)) {
      throw new IllegalStateException("the account of template " + template.id() + " keeps no templates");
    }
    return switch (source.fill(template.atService(), variables.values())) {
      case Filling.Filled(var content) -> new Resolution.Filled(content, template.use());
      case Filling.Unfit(var variable, var why) -> new Resolution.Refused(variable == null
          ? new Refused(members + "name", Refusal.BAD_CONTENT, why)
          : variables.refused(variable, Refusal.BAD_VARIABLE, why));
    };
  }

  /// Forgets what is known of a tenant's, so that whoever asks next sees it as it is now.
  public void forget(UUID tenantId) {
    forgotten.incrementAndGet();
    byTenant.remove(tenantId);
  }

  /// Forgets everything: after the connection that carries the announcements was lost.
  public void forgetAll() {
    forgotten.incrementAndGet();
    byTenant.clear();
  }

  private List<Template> named(UUID tenantId, String name) {
    var known = byTenant.getOrDefault(tenantId, Map.of()).get(name);
    return known != null ? known : load(tenantId, name);
  }

  // Names that are none are not remembered: there is no end of them.
  private List<Template> load(UUID tenantId, String name) {
    var before = forgotten.get();
    var loaded = read(tenantId, name);
    if (!loaded.isEmpty()) {
      var names = byTenant.computeIfAbsent(tenantId, _ -> new ConcurrentHashMap<>());
      names.put(name, loaded);
      if (forgotten.get() != before) {
        // Announced as changed while it was read: it may be the old one, so whoever asks next reads again.
        names.remove(name);
      }
    }
    return loaded;
  }

  private List<Template> read(UUID tenantId, String name) {
    var select = """
        select %s
        from templates t
        join template_versions v on v.template_id = t.id and v.version = t.version
        where t.tenant_id = ?
          and (t.name = ? or t.service_id = ?)
          and (t.account_id is not null or t.state <> 'DELETED')
        order by t.name <> ?, t.id
        """.formatted(Template.COLUMNS);
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement(select)) {
        statement.setObject(1, tenantId);
        statement.setString(2, name);
        statement.setString(3, name);
        statement.setString(4, name);
        try (var rows = statement.executeQuery()) {
          var templates = new ArrayList<Template>();
          while (rows.next()) {
            templates.add(Template.read(rows));
          }
          return List.copyOf(templates);
        }
      }
    });
  }

  private boolean isInSync(Account account) {
    var select = """
        select
        from template_syncs
        where account_id = ?
          and synced_at is not null
        """;
    return account.provider() instanceof TemplateSource && database.autocommit(connection -> {
      try (var statement = connection.prepareStatement(select)) {
        statement.setObject(1, account.id());
        try (var row = statement.executeQuery()) {
          return row.next();
        }
      }
    });
  }
}
