package dev.switchboard.app.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The boundaries, held against the program itself.
class ArchitectureTest {

  private static final JavaClasses PROGRAM = new ClassFileImporter()
      .withImportOption(new ImportOption.DoNotIncludeTests())
      // core's published tests see the migrations, and may
      .withImportOption(location -> !location.contains("-tests.jar"))
      .importPackages("dev.switchboard");

  private final ModuleBoundaries boundaries = new ModuleBoundaries("dev.switchboard");

  @Test
  void migrationsSeeNobody() {
    boundaries.migrationsSeeNobody().check(PROGRAM);
  }

  @Test
  void coreSeesNobody() {
    boundaries.coreSeesNobody().check(PROGRAM);
  }

  @Test
  void providersSeeTheSpiOnly() {
    boundaries.providersSeeTheSpiOnly().check(PROGRAM);
  }

  @Test
  void providersDoNotSeeEachOther() {
    boundaries.providersDoNotSeeEachOther().check(PROGRAM);
  }

  @Test
  void workerSeesCoreOnly() {
    boundaries.workerSeesCoreOnly().check(PROGRAM);
  }

  @Test
  void apiSeesCoreOnly() {
    boundaries.apiSeesCoreOnly().check(PROGRAM);
  }

  @Test
  void nobodySeesWorkerOrApiButApp() {
    boundaries.nobodySeesWorkerOrApiButApp().check(PROGRAM);
  }

  @Test
  void packagesAreNounsOfTheDomain() {
    boundaries.packagesAreNounsOfTheDomain().check(PROGRAM);
  }

  @Test
  void onlyIMessageProviderHasAnInterfacePrefix() {
    boundaries.onlyIMessageProviderHasAnInterfacePrefix().check(PROGRAM);
  }
}
