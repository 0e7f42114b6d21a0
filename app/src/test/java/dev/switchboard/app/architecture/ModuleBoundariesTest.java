package dev.switchboard.app.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Every boundary can fail: each names its offender among classes that break the rules on purpose, and nobody else.
class ModuleBoundariesTest {

  private static final String ROOT = "dev.switchboard.app.architecture.offence";
  private static final JavaClasses OFFENCES = new ClassFileImporter().importPackages(ROOT);

  private final ModuleBoundaries boundaries = new ModuleBoundaries(ROOT);

  @Test
  void migrationsThatSeeCoreAreNamed() {
    assertThat(offenders(boundaries.migrationsSeeNobody())).containsExactly("MigrationsSeeCore");
  }

  @Test
  void coreThatSeesTheApiIsNamed() {
    assertThat(offenders(boundaries.coreSeesNobody())).containsExactly("CoreSeesApi");
  }

  @Test
  void aProviderThatSeesMoreThanTheSpiIsNamed() {
    assertThat(offenders(boundaries.providersSeeTheSpiOnly())).containsExactly("ProviderSeesChat");
  }

  @Test
  void aProviderThatSeesAnotherIsNamed() {
    assertThat(offenders(boundaries.providersDoNotSeeEachOther())).containsExactly("ProviderSeesAnother");
  }

  @Test
  void aWorkerThatSeesAProviderIsNamed() {
    assertThat(offenders(boundaries.workerSeesCoreOnly())).containsExactly("WorkerSeesProvider");
  }

  @Test
  void anApiThatSeesTheWorkerIsNamed() {
    assertThat(offenders(boundaries.apiSeesCoreOnly())).containsExactly("ApiSeesWorker");
  }

  @Test
  void anotherModuleThatSeesTheApiIsNamed() {
    assertThat(offenders(boundaries.nobodySeesWorkerOrApiButApp())).containsExactly("BenchSeesApi", "CoreSeesApi");
  }

  @Test
  void aPackageThatSaysNothingIsNamed() {
    assertThat(offenders(boundaries.packagesAreNounsOfTheDomain())).containsExactly("Bag");
  }

  @Test
  void aPrefixedInterfaceIsNamed() {
    assertThat(offenders(boundaries.onlyIMessageProviderHasAnInterfacePrefix())).containsExactly("IPrefixed");
  }

  /// The subjects of the report's sentences: "Method <a.b.Drain.chat()> has return type <a.b.Chat>" speaks of Drain.
  private static Set<String> offenders(ArchRule rule) {
    var report = rule.evaluate(OFFENCES).getFailureReport().toString();
    return OFFENCES.stream()
        .filter(candidate -> Pattern.compile("(?m)^\\s*\\w+ <" + Pattern.quote(candidate.getName()) + "[.>]")
            .matcher(report)
            .find())
        .map(JavaClass::getSimpleName)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
