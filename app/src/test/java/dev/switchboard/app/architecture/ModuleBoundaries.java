package dev.switchboard.app.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.List;

/// Who may see whom, and how things may be called, below one root package. The root is a parameter so that the rules can
/// also be held against packages that break them.
record ModuleBoundaries(String root) {

  private static final List<String> WORDS_FOR_NO_PARTICULAR_THING = List.of("util", "utils", "common", "helper",
      "helpers", "manager", "impl");

  ArchRule migrationsSeeNobody() {
    return module("migrations", "migrations")
        .because("the schema is brought to a database in the same way by all of us");
  }

  ArchRule coreSeesNobody() {
    return module("core", "core").because("the domain knows neither how it is called nor by which service it sends");
  }

  ArchRule providersSeeTheSpiOnly() {
    return module("providers", "providers", "core.spi").because("a provider translates, it never stores");
  }

  ArchRule providersDoNotSeeEachOther() {
    return slices().matching(root + ".providers.(*)..")
        .should().notDependOnEachOther()
        // What they have in common is no provider.
        .ignoreDependency(alwaysTrue(), resideInAPackage(root + ".providers.http.."))
        // One provider is no offence.
        .allowEmptyShould(true)
        .because("a provider is added or taken away as one package");
  }

  ArchRule workerSeesCoreOnly() {
    return module("worker", "worker", "core").because("a worker node runs without the api and takes any provider");
  }

  ArchRule apiSeesCoreOnly() {
    return module("api", "api", "core").because("an api node runs without the worker and takes any provider");
  }

  ArchRule nobodySeesWorkerOrApiButApp() {
    return noClasses()
        .that(resideInAPackage(root + "..").and(not(resideInAnyPackage(below("worker", "api", "app")))))
        .should().dependOnClassesThat(resideInAnyPackage(below("worker", "api")))
        .because("only the runnable decides which roles it plays");
  }

  ArchRule packagesAreNounsOfTheDomain() {
    var packages = WORDS_FOR_NO_PARTICULAR_THING.stream().map(word -> root + ".." + word + "..").toArray(String[]::new);
    return noClasses()
        .should().resideInAnyPackage(packages)
        .because("such a package says nothing about what is in it");
  }

  ArchRule onlyIMessageProviderHasAnInterfacePrefix() {
    return noClasses()
        .that().areInterfaces().and().doNotHaveSimpleName("IMessageProvider")
        .should().haveNameMatching(".*[.$]I[A-Z][^.$]*")
        .because("the prefix is the customer's word and appears there only");
  }

  private ArchRule module(String module, String... visible) {
    return classes()
        .that(resideInAPackage(root + "." + module + ".."))
        .should().onlyDependOnClassesThat(resideOutsideOfPackage(root + "..").or(resideInAnyPackage(below(visible))));
  }

  private String[] below(String... modules) {
    return Arrays.stream(modules).map(module -> root + "." + module + "..").toArray(String[]::new);
  }
}
