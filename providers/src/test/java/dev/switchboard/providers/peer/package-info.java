/// What tests are held against that nobody here wrote: services' own specifications, other people's fixtures, and
/// programs from npm. Where they are absent, tests are skipped and say so.
@org.jspecify.annotations.NullMarked
package dev.switchboard.providers.peer;
